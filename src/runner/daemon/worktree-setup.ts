import { copyIgnored } from '../../adapters/git/copy-ignored.ts';
import { freePorts } from '../../adapters/ports.ts';
import { sentence } from '../../protocol/explain.ts';
import { isOver, type TaskRecord } from '../../run/state.ts';
import type { Executing } from './executing.ts';
import { recordStep } from './placed-steps.ts';

/**
 * Makes a fresh worktree fit to work in, as the plan says: files that Git ignores, ports of its own, set-up steps. Done once for a worktree, and
 * again where it was cut off or its folder had gone. Resolves to why it could not be, where that is so.
 */
export async function setUpWorktree(
  executing: Executing,
  at: { readonly phase: string; readonly task: string },
  folder: string,
  record: TaskRecord | undefined,
  isNew: boolean,
  cancelled: AbortSignal,
): Promise<string | undefined> {
  const { context, plan, run } = executing;
  const { copy, ports, setup } = plan.worktrees;
  if ((record?.prepared === true && !isNew) || (copy.length === 0 && ports === 0 && setup.length === 0))
    return undefined;
  const copied = await copyIgnored(context.folders.workspace, folder, copy);
  if (!copied.ok) return sentence(copied.error);
  const own = record?.ports ?? [];
  const given = own.length === ports ? own : await freePorts(ports, takenPorts(executing));
  context.log.record(run, at, { kind: 'task.ports', ports: given });
  for (const [index, step] of setup.entries()) {
    const result = await recordStep(executing, { ...at, place: 'setup', index, step }, folder, cancelled);
    if (cancelled.aborted) return 'stopped while its worktree was set up';
    if (!result.ok && !step.continueOnError)
      return `its worktree could not be set up: "${step.name}": ${result.reason}`;
  }
  const { missed } = copied.value;
  context.log.record(run, at, {
    kind: 'task.prepared',
    copied: copied.value.copied,
    ...(missed.length === 0 ? {} : { missed }),
  });
  return undefined;
}

/** Those of tasks that are not over, in every run. */
function takenPorts({ context }: Executing): ReadonlySet<number> {
  const tasks = Object.values(context.log.state.runs).flatMap((run) => Object.values(run.tasks));
  return new Set(tasks.flatMap(({ life, ports }) => (isOver(life) ? [] : ports)));
}
