import type { Result } from '../../base/result.ts';
import type { Phase, Task } from '../../plan/model/plan.ts';
import { sentence } from '../../protocol/explain.ts';
import type { IssuePayload } from '../../run/events.ts';
import { groundOf, groundText } from '../../run/ground.ts';
import { taskKey } from '../../run/state.ts';
import type { Executing } from './executing.ts';

/** Takes the task's issue, once a run: several tasks may work on one issue. Resolves to why it cannot be had, where that is so. */
export async function claimIssue(executing: Executing, phase: Phase, task: Task): Promise<string | undefined> {
  const { issue } = task;
  if (issue === undefined || executing.state().claimed.includes(issue)) return undefined;
  const claim = executing.claims.get(issue) ?? take(executing, phase, task, issue);
  executing.claims.set(issue, claim);
  try {
    return await claim;
  } finally {
    executing.claims.delete(issue);
  }
}

async function take(executing: Executing, phase: Phase, task: Task, issue: string): Promise<string | undefined> {
  const { tracker } = executing.context;
  const state = await tracker.load();
  const known = tracker.issue(issue);
  if (state.state !== 'known' || known?.status === 'closed') return undefined;
  // A plan may say "in progress" in a step of its own, which names nobody; and an agent of this plan may have it from a run that
  // failed. Then it is ours already, and a claim would be refused.
  const holder = known?.status === 'in_progress' ? (known.assignee ?? '') : undefined;
  const claimed =
    holder !== undefined && (holder === '' || agentsOn(executing, issue).has(holder))
      ? await tracker.write((store) => store.update(issue, { assignee: task.agent }))
      : await tracker.write((store) => store.claim(issue, task.agent));
  tell(executing, phase, task, issue, 'claimed', claimed, `in progress, for ${task.agent}`);
  return claimed.ok ? undefined : sentence(claimed.error);
}

/** Agent types that the plan sends to work on an issue. */
function agentsOn({ plan }: Executing, issue: string): ReadonlySet<string> {
  const tasks = plan.phases.flatMap((phase) => phase.tasks);
  return new Set(tasks.filter((task) => task.issue === issue).map(({ agent }) => agent));
}

/** Comments and closes as the plan says. What was already done before a kill is not done again. */
export async function finishIssue(executing: Executing, phase: Phase, task: Task): Promise<void> {
  const { context } = executing;
  const { issue, done } = task;
  if (issue === undefined) return;
  const tracker = await context.tracker.load();
  if (tracker.state !== 'known') return;
  const text = done.comment ?? (done.issue === 'close' ? summary(executing, phase, task) : undefined);
  const known = context.tracker.issue(issue);
  if (text !== undefined && !known?.comments.some((comment) => comment.text === text)) {
    tell(
      executing,
      phase,
      task,
      issue,
      'commented',
      await context.tracker.write((store) => store.comment(issue, text)),
      text,
    );
  }
  if (done.issue === 'close' && known?.status !== 'closed') {
    const reason = text ?? task.title;
    tell(
      executing,
      phase,
      task,
      issue,
      'closed',
      await context.tracker.write((store) => store.close(issue, reason)),
      reason,
    );
  }
}

function summary(executing: Executing, phase: Phase, task: Task): string {
  const record = executing.state().tasks[taskKey(phase.id, task.id)];
  const ground = record === undefined ? {} : groundOf(executing.state(), record);
  return `${task.title} is done: ${groundText(ground)}${record?.commit === undefined ? '' : ` in ${record.commit.slice(0, 10)}`} (${executing.run}).`;
}

function tell(
  executing: Executing,
  phase: Phase | undefined,
  task: Task,
  issue: string,
  change: IssuePayload['change'],
  result: Result<unknown>,
  detail: string,
): void {
  const payload: IssuePayload = result.ok
    ? { kind: 'issue.changed', issue, change, detail }
    : { kind: 'issue.changed', issue, change: 'refused', detail: sentence(result.error) };
  executing.context.log.record(executing.run, { phase: phase?.id, task: task.id }, payload);
}
