import type { EventKind, RunEvent } from './events.ts';
import { isOver, type TaskLife } from './state.ts';

type Step = { readonly from: readonly TaskLife[]; readonly to: TaskLife };

const atWork = ['starting', 'working', 'waiting'] as const;
const again = ['failed', 'stopped', 'lost'] as const;

/**
 * THE machine of a task's life: where an event leads, and from where. `queued → starting → working ⇄ waiting → verifying → verified → merging`,
 * and from each of them to an end. An end is left only by an event that asks for another attempt; what is done only by one that a person asks for.
 */
const steps: { readonly [kind in EventKind]?: Step } = {
  'task.started': { from: ['queued', ...atWork, ...again], to: 'starting' },
  'agent.started': { from: ['starting'], to: 'working' },
  'agent.waiting': { from: atWork, to: 'waiting' },
  'agent.answered': { from: ['waiting'], to: 'working' },
  'agent.finished': { from: atWork, to: 'verifying' },
  'task.paused': { from: [...atWork, 'verifying'], to: 'queued' },
  'task.verified': { from: [...atWork, 'verifying'], to: 'verified' },
  'task.merging': { from: ['verified'], to: 'merging' },
  'task.retried': { from: again, to: 'queued' },
  'task.resolved': { from: again, to: 'verifying' },
  'task.followed': { from: [...again, 'done'], to: 'queued' },
  // Nothing hears of an agent whose runner was killed any more: that is the end of this attempt, and its work is kept.
  'run.interrupted': { from: atWork, to: 'lost' },
};

/** The life after an event; an event that does not belong there (late, twice, of an older version) leaves it as it is. */
export function lifeAfter(life: TaskLife, event: RunEvent): TaskLife {
  if (event.kind === 'task.finished') return isOver(life) ? life : event.state;
  const step = steps[event.kind];
  return step?.from.includes(life) === true ? step.to : life;
}
