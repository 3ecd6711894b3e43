import type { Criterion, Phase } from '../../plan/model/plan.ts';
import { sentence } from '../../protocol/explain.ts';
import type { EvidencePayload } from '../../run/events.ts';
import type { Executing } from './executing.ts';
import { phaseWorktree } from './phases.ts';
import { commandOf, stepContext } from './step-context.ts';

type Finding = Pick<EvidencePayload, 'met' | 'command' | 'exit' | 'found' | 'output' | 'reason' | 'milliseconds'>;

/** Checks one criterion of a phase, or of the plan, by its own means, and journals what was found, met or not. */
export async function checkCriterion(
  executing: Executing,
  phase: Phase | undefined,
  criterion: Criterion,
): Promise<void> {
  const { context, run } = executing;
  const finding = await find(executing, phase, criterion);
  // A check that was cut short found nothing, which is not the same as not met.
  if (executing.stopped.aborted) return;
  const commit = await checkedCommit(executing, phase);
  context.log.record(
    run,
    { phase: phase?.id },
    { kind: 'evidence', criterion: criterion.id, title: criterion.title, commit, ...finding },
  );
}

function find(executing: Executing, phase: Phase | undefined, criterion: Criterion): Promise<Finding> {
  switch (criterion.check.kind) {
    case 'issues':
      return issuesClosed(executing, phase);
    case 'step':
      return runCheck(executing, phase, criterion.check.step);
    case 'manual':
      return Promise.resolve(notFound('a person', 'it waits for a person to approve it'));
  }
}

const notFound = (command: string, reason: string): Finding => ({
  met: false,
  command,
  exit: undefined,
  found: '',
  output: '',
  reason,
  milliseconds: 0,
});

async function issuesClosed(executing: Executing, phase: Phase | undefined): Promise<Finding> {
  const { context, plan } = executing;
  const command = 'issues closed';
  const state = await context.tracker.load();
  await context.tracker.refresh();
  if (state.state !== 'known') return notFound(command, 'the tracker cannot be read');
  const wanted = phase?.issues ?? [...plan.issues.keys()];
  if (wanted.length === 0) return notFound(command, 'there are no issues to look at');
  const open = wanted.filter((id) => context.tracker.issue(id)?.status !== 'closed');
  const output = wanted.map((id) => `${id}: ${context.tracker.issue(id)?.status ?? 'not in the tracker'}`).join('\n');
  const found = `${wanted.length - open.length} of ${wanted.length} closed`;
  return {
    met: open.length === 0,
    command,
    exit: undefined,
    found,
    output,
    reason: open.length === 0 ? '' : `open: ${open.join(', ')}`,
    milliseconds: 0,
  };
}

/** Runs where the phase has gathered its work; the plan's own criteria where the last phase has. */
async function runCheck(
  executing: Executing,
  phase: Phase | undefined,
  step: Parameters<typeof commandOf>[0],
): Promise<Finding> {
  const { context, plan } = executing;
  const command = commandOf(step);
  const where = await gathered(executing, phase);
  if (!where.ok) return notFound(command, sentence(where.error));
  const result = await context.stepRunner(plan)(
    step,
    stepContext(context, plan, { run: executing.run, phase: phase?.id }, where.value),
    executing.stopped,
  );
  const { ok, exit, found, output, reason, milliseconds } = result;
  return { met: ok, command, exit, found, output, reason, milliseconds };
}

function gathered(executing: Executing, phase: Phase | undefined): ReturnType<typeof phaseWorktree> {
  const last = executing.plan.phases.filter(({ id }) => executing.state().phaseStates[id] !== undefined).at(-1);
  return phaseWorktree(executing, phase?.id ?? last?.id ?? '');
}

async function checkedCommit(executing: Executing, phase: Phase | undefined): Promise<string> {
  const where = await gathered(executing, phase);
  if (!where.ok) return '';
  const head = await executing.context.worktrees.head(where.value);
  return head.ok ? head.value : '';
}
