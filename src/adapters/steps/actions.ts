import { fail, ok, type Result } from '../../base/result.ts';
import type { ActionName } from '../../plan/schema/actions.ts';
import { type GitAction, gitActions } from '../git/actions.ts';
import { runProgram } from '../processes.ts';
import type { Acting, CarryOut } from './action.ts';
import { beadsReading } from './beads-reading.ts';
import { beadsWriting } from './beads-writing.ts';
import { claudeFlowHooks } from './claude-flow-hooks.ts';
import { claudeFlowServices } from './claude-flow-services.ts';
import { sparcActions } from './sparc.ts';

const git =
  (act: GitAction): CarryOut =>
  ({ context, given }) =>
    act(context.worktree, given.all);

/** How each action of the plan language is carried out; an action that is added there is an error here until it is. */
export const carryOuts: Readonly<Record<ActionName, CarryOut>> = {
  ...beadsWriting,
  ...beadsReading,
  ...claudeFlowHooks,
  ...claudeFlowServices,
  ...sparcActions,
  'claude.mcp-list': mcpList,
  'git.commit': git(gitActions['git.commit']),
  'git.branch': git(gitActions['git.branch']),
  'git.tag': git(gitActions['git.tag']),
  'git.push': git(gitActions['git.push']),
  'git.status': git(gitActions['git.status']),
};

async function mcpList({ context, signal, timeoutMilliseconds }: Acting): Promise<Result<string>> {
  const run = { program: 'claude', args: ['mcp', 'list'], cwd: context.worktree, neededFor: 'claude.mcp-list' };
  const done = await runProgram({ ...run, timeoutMilliseconds }, signal);
  if (!done.ok) return done;
  const { exit, output } = done.value;
  return exit === 0
    ? ok(output)
    : fail({ kind: 'program-failed', program: 'claude', exit, detail: output.slice(-500) });
}
