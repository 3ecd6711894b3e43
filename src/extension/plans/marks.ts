import { type CommandId, commands, views } from '../../protocol/commands.ts';
import type { PlanPlace } from '../../protocol/lsp.ts';
import { line, plural } from '../say/words.ts';
import { phaseLooks, phaseStanding } from '../views/phase-look.ts';
import type { Icon } from '../views/row.ts';
import { lookOf, taskLooks } from '../views/task-look.ts';
import type { PlanWork } from '../work.ts';

/** What the text of a plan shows beside the name of a phase or task that a run has touched. Pure. */
export type Mark = {
  /** For the gutter. */
  readonly icon: Icon;
  readonly lenses: readonly MarkLens[];
};

export type MarkLens = {
  readonly title: string;
  readonly tooltip: string;
  /** Is called with the place. */
  readonly command: CommandId | `${string}.focus`;
};

/** The mark of each place of a plan, in the same order; none where nothing was asked of it yet. */
export function marksOf(places: readonly PlanPlace[], work: PlanWork): readonly (Mark | undefined)[] {
  const tasks = new Map<string, string[]>();
  for (const { phase, task } of places) {
    if (phase === undefined || task === undefined) continue;
    const known = tasks.get(phase);
    if (known === undefined) tasks.set(phase, [task]);
    else known.push(task);
  }
  return places.map(({ phase, task }) => {
    if (phase === undefined) return undefined;
    return task === undefined ? phaseMark(phase, tasks.get(phase) ?? [], work) : taskMark(phase, task, work);
  });
}

const inView = { tooltip: 'Show it in the Plan view', command: `${views.plan}.focus` } as const;

function phaseMark(phase: string, tasks: readonly string[], work: PlanWork): Mark | undefined {
  const { state, found, done, held } = phaseStanding(phase, tasks, work);
  if (found === undefined) return undefined;
  const { icon, word } = phaseLooks[state];
  const title = line(
    tasks.length === 0 ? undefined : `${done}/${tasks.length}`,
    word,
    held.length === 0 ? undefined : 'held back',
  );
  const reason = held[0]?.reason ?? found.record.reason ?? '';
  return { icon, lenses: [{ ...inView, title, tooltip: reason === '' ? inView.tooltip : reason }] };
}

function taskMark(phase: string, task: string, work: PlanWork): Mark | undefined {
  const record = work.task(phase, task)?.record;
  if (record === undefined)
    return work.queued(phase, task)
      ? { icon: taskLooks.queued.icon, lenses: [{ ...inView, title: taskLooks.queued.word }] }
      : undefined;
  const { icon, word } = lookOf(record);
  const { life, reason, files } = record;
  const stands: MarkLens =
    life === 'waiting'
      ? { title: word, tooltip: 'Answer it', command: commands.answerAgent }
      : { title: word, tooltip: reason === '' ? 'Open its transcript' : reason, command: commands.openTranscript };
  const changes: MarkLens = {
    title: plural(files.length, 'file'),
    tooltip: 'Review what it changed',
    command: commands.reviewChanges,
  };
  return { icon, lenses: files.length === 0 ? [stands] : [stands, changes] };
}
