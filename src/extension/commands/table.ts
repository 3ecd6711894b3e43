import type { CommandId } from '../../protocol/commands.ts';
import { agentCommands } from './agents.ts';
import type { Handler } from './command.ts';
import { gateCommands } from './gate.ts';
import { holdCommands } from './hold.ts';
import { hookCommands } from './hooks.ts';
import { issueFieldCommands } from './issue-fields.ts';
import { issuePlanCommands } from './issue-plan.ts';
import { issueCommands } from './issues.ts';
import { launchCommands } from './launch.ts';
import { mergeCommands } from './merge.ts';
import { planCommands } from './plan.ts';
import { publishCommands } from './publish.ts';
import { reviewCommands } from './review.ts';
import { runCommands } from './run.ts';
import { shownIssuesCommands } from './shown-issues.ts';
import { toolCommands } from './tools.ts';
import { worktreeCommands } from './worktrees.ts';

/** Every command, once. The type says when one is missing. */
export const commandTable: Readonly<Record<CommandId, Handler>> = {
  ...planCommands,
  ...runCommands,
  ...holdCommands,
  ...gateCommands,
  ...agentCommands,
  ...launchCommands,
  ...reviewCommands,
  ...mergeCommands,
  ...publishCommands,
  ...worktreeCommands,
  ...issueCommands,
  ...issueFieldCommands,
  ...issuePlanCommands,
  ...shownIssuesCommands,
  ...hookCommands,
  ...toolCommands,
};
