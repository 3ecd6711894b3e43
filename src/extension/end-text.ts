import type { RunEvent } from '../run/events.ts';
import type { Run } from '../run/state.ts';
import { lookOf } from './views/task-look.ts';

const gateWords = { met: 'reached its gate', 'not-met': 'ended without reaching its gate', stopped: 'was stopped' };

/** How a run ended, in a sentence: of a task alone, or of an agent launched by hand, what became of it, since no gate was asked for. Pure. */
export function endText(run: Run, { outcome, reason }: Extract<RunEvent, { kind: 'run.finished' }>): string {
  const { scope, title, tasks } = run;
  const [task] = scope.kind === 'agent' || scope.task !== undefined ? Object.values(tasks) : [];
  if (task !== undefined) return `${task.title}: ${because(lookOf(task).word, task.reason)}`;
  return because(`${title} ${gateWords[outcome]}`, reason);
}

const because = (text: string, reason: string): string => (reason === '' ? text : `${text}: ${reason}`);
