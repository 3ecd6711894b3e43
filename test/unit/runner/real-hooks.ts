import { type ClaudeFlow, createClaudeFlow } from '../../../src/adapters/claude-flow/session.ts';
import { systemClock } from '../../../src/adapters/clock.ts';
import { createWorktrees } from '../../../src/adapters/git/worktrees.ts';
import { ProgramLedger } from '../../../src/adapters/program-ledger.ts';
import { createStepRunner } from '../../../src/adapters/steps/step-runner.ts';
import { workspaceFolders } from '../../../src/adapters/workspace.ts';
import { fail } from '../../../src/base/result.ts';
import { type HookDeclaration, plainHook, type Step } from '../../../src/plan/model/plan.ts';
import { EventLog } from '../../../src/runner/daemon/event-log.ts';
import { HookDriver } from '../../../src/runner/daemon/hook-driver.ts';

/** The runner's hooks as they are, with real programs, watches and journal, in this process; only the tracker is not there. */
export function realHooks(
  folder: string,
  log: EventLog = new EventLog(workspaceFolders(folder).journal, systemClock),
  claudeFlow: ClaudeFlow = createClaudeFlow({ workspace: folder }),
) {
  const programs = new ProgramLedger(workspaceFolders(folder).programs);
  const missing = async () => fail({ kind: 'no-tracker', folder } as const);
  const driver = new HookDriver({
    log,
    folders: workspaceFolders(folder),
    clock: systemClock,
    worktrees: createWorktrees(folder),
    stepRunner: (plan) => createStepRunner({ issues: missing, createTracker: missing, claudeFlow, programs, plan }),
    report: (problem) => process.stderr.write(`${String(problem)}\n`),
  });
  return {
    driver,
    log,
    follow: (...hooks: readonly HookDeclaration[]) =>
      driver.follow(
        'workspace',
        undefined,
        hooks.map((hook) => ({ source: 'settings', hook })),
      ),
    end: async () => {
      driver.dispose();
      log.dispose();
      await claudeFlow.end();
    },
  };
}

/** A post-edit hook that does this. */
export const postEdit = (what: Step['do'], more: Partial<HookDeclaration> = {}): HookDeclaration => ({
  ...plainHook,
  on: 'post-edit',
  step: {
    name: 'hook',
    do: what,
    env: {},
    cwd: undefined,
    timeoutSeconds: 60,
    retries: 0,
    continueOnError: false,
    expect: { exit: 0, match: undefined, number: undefined, json: undefined },
  },
  ...more,
});

/** A hook that waits for ever the first time that it runs, and the second time says whether the first one was ended before. */
export const endless: HookDeclaration = postEdit(
  {
    kind: 'shell',
    shell: 'sh',
    script: `cd .phaseline
if [ -e begun ]; then if [ -e ended ]; then echo alone; else echo beside; fi > again; exit; fi
trap 'echo > ended; exit' TERM
echo $$ > new; mv new begun
sleep 600 & wait`,
  },
  { files: ['*.txt'] },
);
