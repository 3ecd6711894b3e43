import { existsSync } from 'node:fs';
import type { Handlers } from '../../adapters/ipc/server.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Requests, TaskRef, WorkRef } from '../../protocol/requests.ts';
import { isOver, type PhaseRecord, type Run, type TaskRecord, taskKey } from '../../run/state.ts';
import type { RunContext } from './context.ts';
import type { Runs } from './runs.ts';

type ReviewContext = RunContext & { readonly runs: Runs };

type ReviewRequest =
  | 'task.merge'
  | 'task.unmerge'
  | 'task.foresee'
  | 'task.resolve'
  | 'task.changes'
  | 'task.leaveOut'
  | 'task.discard';

/** What a person decides about work that has ended: seen, cut down, brought over, taken back, thrown away. */
export const reviewHandlers = (context: ReviewContext): Pick<Handlers, ReviewRequest> => ({
  'task.merge': async ({ way = context.mergeWay(), ...ref }) => {
    if (ref.task === undefined) return mergePhase(context, ref, way);
    const work = await endedWork(context, { ...ref, task: ref.task });
    if (!work.ok) return work;
    return resolvedInRun(work.value) ? goOn(context, work.value) : mergeTask(context, work.value, way);
  },
  'task.unmerge': (ref) => unmerge(context, ref),
  'task.foresee': (ref) => foresee(context, ref),
  'task.resolve': ({ task, ...ref }) =>
    task === undefined ? resolvePhase(context, ref) : resolve(context, { ...ref, task }),
  'task.changes': async (ref) => {
    const work = await endedWork(context, ref);
    return work.ok ? changesOf(context, work.value) : work;
  },
  'task.leaveOut': async ({ commit, parts, ...ref }) => {
    const work = await endedWork(context, ref);
    if (!work.ok) return work;
    const { folder, record } = work.value;
    const seen = await changesOf(context, work.value);
    if (!seen.ok) return seen;
    if (seen.value.commit !== commit) {
      const detail = 'its work has changed since it was looked at';
      return fail({ kind: 'git-failed', operation: `leave parts of ${record.title} out`, detail });
    }
    const left = await context.worktrees.leaveOut(
      folder,
      seen.value.base,
      parts,
      `Leave out parts of: ${record.title}`,
    );
    if (!left.ok) return left;
    const now = await context.worktrees.changes(folder, seen.value.base, left.value);
    const files = now.ok ? now.value.map(({ file }) => file) : record.files;
    context.log.record(ref.run, ref, { kind: 'task.reviewed', commit: left.value, files });
    return ok({ commit: left.value });
  },
  'task.discard': (ref) => discard(context, ref),
});

type Work = {
  readonly ref: TaskRef;
  readonly run: Run;
  readonly record: TaskRecord;
  readonly folder: string;
  readonly branch: string;
};

/** A task that has ended on a branch of its own, its worktree there, and everything in it committed. */
async function endedWork(context: ReviewContext, ref: TaskRef): Promise<Result<Work>> {
  const run = context.log.state.runs[ref.run];
  const record = run?.tasks[taskKey(ref.phase, ref.task)];
  const { folder, branch = '', base = '' } = record ?? {};
  if (run === undefined || record === undefined || folder === undefined || branch === '')
    return fail({ kind: 'no-such', what: 'worktree of', name: `${ref.phase}/${ref.task}`, known: [] });
  if (!isOver(record.life)) return fail({ kind: 'runner-busy', run: ref.run });
  // Where both were cleaned up, what was done is made again, and not what it began from.
  const made = await context.worktrees.ensure(folder, branch, record.commit ?? base);
  if (!made.ok) return made;
  const committed = await context.worktrees.commit(folder, record.title, base, branch);
  if (!committed.ok) return committed;
  if (committed.value.commit !== record.commit && committed.value.commit !== base)
    context.log.record(ref.run, ref, { kind: 'task.reviewed', ...committed.value });
  return ok({ ref, run, record, folder, branch });
}

/** The branch that a task's work is for: its phase's while its run could still take it, else the one that the workspace has checked out. */
async function targetOf(
  context: ReviewContext,
  run: Run,
  record: TaskRecord,
): Promise<{ readonly folder: string; readonly into: string }> {
  const phase = run.phaseStates[record.phase];
  if (isPlanned(run) && phase !== undefined && phase.branch !== '')
    return { folder: phase.worktree, into: phase.branch };
  const folder = context.folders.workspace;
  return { folder, into: await nameOf(context, folder) };
}

const isPlanned = (run: Run): boolean => run.scope.kind === 'plan';

/** A branch, or the commit where none is checked out. */
async function nameOf(context: ReviewContext, folder: string): Promise<string> {
  const branch = await context.worktrees.branch(folder);
  if (branch !== 'HEAD') return branch;
  const head = await context.worktrees.head(folder);
  return head.ok ? head.value : branch;
}

async function changesOf(context: ReviewContext, work: Work): Promise<Result<Requests['task.changes']['result']>> {
  const { record, run, folder } = work;
  const { into } = await targetOf(context, run, record);
  const head = await context.worktrees.head(folder);
  if (!head.ok) return head;
  const parted = await context.worktrees.mergeBase(folder, into, head.value);
  const base = record.merged || !parted.ok ? (record.base ?? head.value) : parted.value;
  const files = await context.worktrees.changes(folder, base, head.value);
  return files.ok ? ok({ base, commit: head.value, files: files.value }) : files;
}

/** It failed on a conflict with its phase: once that is resolved, its run takes it up again. */
const resolvedInRun = ({ run, record }: Work): boolean => isPlanned(run) && record.resolving && !record.merged;

async function goOn(context: ReviewContext, { ref, run, record }: Work): ReturnType<Handlers['task.merge']> {
  context.log.record(ref.run, ref, { kind: 'task.resolved' });
  const going = await context.runs.goOn(run.id);
  return going.ok ? ok({ commit: '', into: record.conflict?.into ?? '' }) : going;
}

type Way = ReturnType<RunContext['mergeWay']>;

async function mergeTask(
  context: ReviewContext,
  { ref, record, branch }: Work,
  way: Way,
): ReturnType<Handlers['task.merge']> {
  const { workspace } = context.folders;
  const into = await context.worktrees.branch(workspace);
  const message = `${record.title} (${ref.phase}/${ref.task})`;
  const merged = await context.worktrees.merge(workspace, branch, message, way);
  if (!merged.ok) {
    if (merged.error.kind === 'merge-conflict')
      context.log.record(ref.run, ref, { kind: 'task.foreseen', into, conflicts: merged.error.files });
    return merged;
  }
  const { commit, before } = merged.value;
  if (commit !== before || !record.merged)
    context.log.record(ref.run, ref, { kind: 'task.merged', commit, before, into });
  return ok({ commit, into });
}

/** Merges what a phase gathered into the branch that the workspace has checked out. */
async function mergePhase(context: ReviewContext, ref: WorkRef, way: Way): ReturnType<Handlers['task.merge']> {
  const { run, phase } = ref;
  const ended = await endedPhase(context, ref);
  if (!ended.ok) return ended;
  const title = context.log.state.runs[run]?.title ?? run;
  const { workspace } = context.folders;
  const into = await context.worktrees.branch(workspace);
  const merged = await context.worktrees.merge(workspace, ended.value.branch, `${title}: ${phase}`, way);
  if (!merged.ok) return merged;
  const { commit, before } = merged.value;
  if (commit !== before) context.log.record(run, { phase }, { kind: 'phase.merged', commit, before, into });
  return ok({ commit, into });
}

/** A merge is taken back where the branch that it went into is checked out: the phase's worktree, or the workspace. */
async function unmerge(context: ReviewContext, { run, phase, task }: WorkRef): ReturnType<Handlers['task.unmerge']> {
  const known = context.log.state.runs[run];
  const gathered = known?.phaseStates[phase];
  const name = task === undefined ? phase : taskKey(phase, task);
  const merge = task === undefined ? gathered?.merge : known?.tasks[name]?.merge;
  if (known === undefined || gathered === undefined || merge === undefined)
    return fail({ kind: 'no-such', what: 'merge of', name, known: [] });
  if (gathered.state === 'running') return fail({ kind: 'runner-busy', run });
  const folder = merge.into === gathered.branch ? gathered.worktree : context.folders.workspace;
  const into = await context.worktrees.branch(folder);
  if (into !== merge.into) {
    const detail = `it went into ${merge.into}, and ${into} is checked out`;
    return fail({ kind: 'git-failed', operation: 'undo the merge', detail });
  }
  const undone = await context.worktrees.undo(folder, merge);
  if (!undone.ok) return undone;
  const at = task === undefined ? { phase } : { phase, task };
  const kind = task === undefined ? 'phase.unmerged' : 'task.unmerged';
  context.log.record(run, at, { kind, commit: undone.value, into });
  return ok({ commit: undone.value, into });
}

/** Of a task, with what a person has edited in its worktree: a conflict that they have resolved there is none any more. */
async function foresee(context: ReviewContext, ref: WorkRef): ReturnType<Handlers['task.foresee']> {
  const { workspace } = context.folders;
  if (ref.task === undefined) {
    const { branch = '' } = context.log.state.runs[ref.run]?.phaseStates[ref.phase] ?? {};
    if (branch === '') return fail({ kind: 'no-such', what: 'branch of', name: ref.phase, known: [] });
    return foreseeInto(context, workspace, branch);
  }
  const work = await endedWork(context, { ...ref, task: ref.task });
  if (!work.ok) return work;
  const { run, record, branch } = work.value;
  const { folder } = resolvedInRun(work.value) ? await targetOf(context, run, record) : { folder: workspace };
  return foreseeInto(context, folder, branch);
}

async function foreseeInto({ worktrees }: ReviewContext, folder: string, branch: string) {
  const conflicts = await worktrees.foresee(folder, branch);
  return ok({ into: await worktrees.branch(folder), conflicts });
}

async function resolve(context: ReviewContext, ref: TaskRef): ReturnType<Handlers['task.resolve']> {
  const work = await endedWork(context, ref);
  if (!work.ok) return work;
  const { run, record, folder } = work.value;
  const target = await targetOf(context, run, record);
  const laid = await context.worktrees.layOutConflict(folder, target.into);
  if (!laid.ok) return laid;
  context.log.record(ref.run, ref, { kind: 'task.resolving', into: target.into, files: laid.value.files });
  return ok({ ...laid.value, folder, into: target.into });
}

/** What a phase gathered is in conflict with the branch that the workspace has checked out. */
async function resolvePhase(context: ReviewContext, ref: WorkRef): ReturnType<Handlers['task.resolve']> {
  const gathered = await endedPhase(context, ref);
  if (!gathered.ok) return gathered;
  const { worktree: folder } = gathered.value;
  const into = await nameOf(context, context.folders.workspace);
  const laid = await context.worktrees.layOutConflict(folder, into);
  return laid.ok ? ok({ ...laid.value, folder, into }) : laid;
}

/** A phase that has ended, its worktree there, and what a person did in it committed. */
async function endedPhase(context: ReviewContext, { run, phase }: WorkRef): Promise<Result<PhaseRecord>> {
  const known = context.log.state.runs[run];
  const record = known?.phaseStates[phase];
  if (known === undefined || record === undefined || record.branch === '')
    return fail({ kind: 'no-such', what: 'phase', name: phase, known: Object.keys(known?.phaseStates ?? {}) });
  if (record.state === 'running') return fail({ kind: 'runner-busy', run });
  const made = await context.worktrees.ensure(record.worktree, record.branch, known.base);
  if (!made.ok) return made;
  const { branch, worktree } = record;
  const committed = await context.worktrees.commit(worktree, `${known.title}: ${phase}`, known.base, branch);
  return committed.ok ? ok(record) : committed;
}

async function discard(context: ReviewContext, { run, phase, task }: TaskRef): Promise<Result<null>> {
  const record = context.log.state.runs[run]?.tasks[taskKey(phase, task)];
  if (record?.discarded) return ok(null);
  if (record?.folder === undefined || record.branch === undefined || record.branch === '')
    return fail({ kind: 'no-such', what: 'worktree of', name: `${phase}/${task}`, known: [] });
  if (record.finishedAt === undefined) return fail({ kind: 'runner-busy', run });
  // Uncommitted work is committed first: Git then keeps it for a while, should the person think again. A folder that is gone holds none.
  const kept = existsSync(record.folder)
    ? await context.worktrees.commit(record.folder, `Discarded: ${record.title}`, record.base ?? '')
    : ok(null);
  if (!kept.ok) return kept;
  const removed = await context.worktrees.remove(record.folder, record.branch);
  if (!removed.ok) return removed;
  context.hooks.gone(record.folder);
  context.log.record(run, { phase, task }, { kind: 'task.discarded' });
  return ok(null);
}
