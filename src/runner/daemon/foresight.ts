import type { RunEvent } from '../../run/events.ts';
import { isOver, type Run, type TaskRecord } from '../../run/state.ts';
import type { RunContext } from './context.ts';
import { JournalBroken } from './event-log.ts';

type Foresees = Pick<RunContext, 'log' | 'worktrees' | 'folders' | 'report'>;

/** What may change where work would conflict: it became ready, or the branch that it is for moved on. */
const moves: ReadonlySet<RunEvent['kind']> = new Set<RunEvent['kind']>([
  'task.verified',
  'task.finished',
  'task.reviewed',
  'task.merged',
  'task.unmerged',
  'phase.merged',
  'phase.unmerged',
]);

/** Most tasks that are looked at anew after one change, newest first: each takes a moment of Git's. */
const most = 40;

/**
 * Looks beforehand where finished work would conflict when it is merged, and records it where that has changed, so that every view can say so before
 * anybody merges. One look at a time, and one more for all that happened meanwhile.
 */
export function keepForesight(context: Foresees): void {
  let wanted = false;
  let looking: Promise<void> = Promise.resolve();
  context.log.onEvent((event) => {
    if (!moves.has(event.kind) || wanted) return;
    wanted = true;
    looking = looking
      .then(async () => {
        wanted = false;
        await look(context);
      })
      .catch((thrown: unknown) => context.report(thrown));
  });
}

async function look(context: Foresees): Promise<void> {
  const ready = Object.values(context.log.state.runs)
    .flatMap((run) => Object.values(run.tasks).map((record) => ({ run, record })))
    .filter(({ run, record }) => isReady(run, record))
    .sort((one, other) => (one.run.id < other.run.id ? 1 : -1))
    .slice(0, most);
  for (const { run, record } of ready) await lookAt(context, run, record);
}

/** Work of a plan that waits for its turn; of an agent launched by hand, that waits for its person. */
function isReady(run: Run, record: TaskRecord): boolean {
  if (record.merged || record.discarded || (record.branch ?? '') === '') return false;
  if (run.scope.kind === 'agent') return record.life === 'done' || (record.resolving && isOver(record.life));
  return record.life === 'verified' && !record.resolving;
}

async function lookAt({ log, worktrees, folders }: Foresees, run: Run, record: TaskRecord): Promise<void> {
  const phase = run.phaseStates[record.phase];
  const folder = run.scope.kind === 'agent' ? folders.workspace : phase?.worktree;
  if (folder === undefined || folder === '') return;
  const conflicts = await worktrees.foresee(folder, record.branch ?? '');
  const into = await worktrees.branch(folder);
  const now = log.state.runs[run.id]?.tasks[`${record.phase}/${record.task}`];
  // It may have been merged while Git looked.
  if (conflicts === undefined || now === undefined || !isReady(run, now)) return;
  const known = now.conflict?.files ?? [];
  if (known.join('\n') === conflicts.join('\n')) return;
  try {
    log.record(run.id, record, { kind: 'task.foreseen', into, conflicts });
  } catch (thrown) {
    // Whoever carries the run out meets the same broken journal at its next step.
    if (!(thrown instanceof JournalBroken)) throw thrown;
  }
}
