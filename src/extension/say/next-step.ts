import type { Failure, FailureKind } from '../../base/failure.ts';
import { type CommandId, commands } from '../../protocol/commands.ts';

/** The one button that helps with a failure. */
export type NextStep = { readonly title: string; readonly command: CommandId | 'workbench.trust.manage' };

const steps: Partial<Record<FailureKind, NextStep>> = {
  'no-tracker': { title: 'Create Issue Tracker', command: commands.createTracker },
  'plan-broken': { title: 'Show Problems', command: commands.validatePlan },
  'plan-unreadable': { title: 'Open Plan', command: commands.openPlan },
  'runner-unreachable': { title: 'Doctor', command: commands.doctor },
  'agent-missing': { title: 'Doctor', command: commands.doctor },
  'claude-flow-missing': { title: 'Doctor', command: commands.doctor },
  'action-unavailable': { title: 'Doctor', command: commands.doctor },
  'program-missing': { title: 'Doctor', command: commands.doctor },
  'runner-busy': { title: 'Stop It', command: commands.stop },
  'agent-failed': { title: 'Open Transcript', command: commands.openTranscript },
  untrusted: { title: 'Manage Workspace Trust', command: 'workbench.trust.manage' },
};

/** For the others: without any button VS Code cuts a message to its first words, and what to do is not among them. */
const elsewhere: NextStep = { title: 'Show Log', command: commands.showLog };

export const nextStep = (failure: Failure): NextStep =>
  failure.kind === 'partly-done' ? nextStep(failure.failure) : (steps[failure.kind] ?? elsewhere);
