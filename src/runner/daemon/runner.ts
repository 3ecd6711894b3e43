import { existsSync } from 'node:fs';
import path from 'node:path';
import { createLauncher } from '../../adapters/agents/launch.ts';
import { readRemembered } from '../../adapters/agents/remembered.ts';
import { createWorktrees } from '../../adapters/git/worktrees.ts';
import { readMachine } from '../../adapters/machine.ts';
import { KeptSnapshot } from '../../adapters/tracker/kept.ts';
import { trackerPlace } from '../../adapters/tracker/open.ts';
import type { WorkspaceFolders } from '../../adapters/workspace.ts';
import { buildPrompt } from '../../agents/prompt.ts';
import type { Clock } from '../../base/clock.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Plan, Task } from '../../plan/model/plan.ts';
import { sentence } from '../../protocol/explain.ts';
import type { RunnerSettings } from '../../protocol/requests.ts';
import { type GovernorLimits, govern } from '../../run/governor.ts';
import { packageVersion } from '../version.ts';
import { AgentCatalogue } from './agent-catalogue.ts';
import type { AgentStart, RunContext } from './context.ts';
import { EventLog } from './event-log.ts';
import { keepForesight } from './foresight.ts';
import { mendingLaunch } from './hand-launch.ts';
import { HookDriver } from './hook-driver.ts';
import { rulesOf as hookRules, type Rules } from './hook-rules.ts';
import { endAllLeftovers, tellInterrupted } from './leftovers.ts';
import { loadPlan } from './plans.ts';
import type { RequestContext } from './requests.ts';
import { RunHooks } from './run-hooks.ts';
import { Runs } from './runs.ts';
import { commandOf } from './step-context.ts';
import { Tools } from './tools.ts';
import { Tracker } from './tracker.ts';
import { Transcripts } from './transcripts.ts';
import { workspaceHooks } from './workspace-hooks.ts';

export type RunnerOptions = {
  readonly folders: WorkspaceFolders;
  readonly clock: Clock;
  report(problem: unknown): void;
  shutDown(force: boolean): void;
};

/** What one machine is asked for, where a person set nothing. Agents wait for their models most of the time, so several share a core. */
const limitsOf = ({ maxAgents, maxLoad, minFreeMemory }: RunnerSettings): GovernorLimits => ({
  agents: maxAgents ?? 30,
  // The variable is for machines on which other things are busy too, whatever a window says.
  load: Number(process.env['PHASELINE_MAX_LOAD'] ?? maxLoad ?? 8),
  freeMemory: (minFreeMemory ?? 512) * 1_048_576,
});

/** Puts a runner together: the one place where ports meet their adapters. */
export function createRunner({
  folders,
  clock,
  report,
  shutDown,
}: RunnerOptions): RequestContext & { dispose(): Promise<void> } {
  let settings: RunnerSettings = {};
  const log = new EventLog(folders.journal, clock);
  for (const [run, lines] of log.load()) report(`${lines} unreadable lines in the journal of ${run}; the rest counts`);
  tellInterrupted(log, report);
  const swept = endAllLeftovers(log, folders.workspace).catch(report);
  const transcripts = new Transcripts((run) => log.folderOf(run));
  const tracker = new Tracker({
    ...trackerPlace(folders.workspace),
    kept: new KeptSnapshot(path.join(folders.home, 'cache', 'issues.bin')),
  });
  const tools = new Tools({
    workspace: folders.workspace,
    tracker,
    programs: folders.programs,
    claudeFlow: () => settings.claudeFlow || undefined,
  });
  const worktrees = createWorktrees(folders.workspace);
  const search = { workspace: folders.workspace, cli: path.resolve(process.argv[1] ?? ''), version: packageVersion };
  const catalogue = new AgentCatalogue(
    search,
    () => settings.agent || undefined,
    (type) => settings.permissions?.[type] ?? {},
    () => readRemembered(folders.permissionsFile),
  );
  const hooks = new HookDriver({
    log,
    folders,
    clock,
    worktrees,
    stepRunner: (plan) => tools.stepRunner(plan),
    startAgent: async (agent, hook, outcome) => {
      const started = await runs.launch(mendingLaunch(agent, hook, outcome.result));
      if (!started.ok) report(sentence(started.error));
      return started.ok ? started.value : undefined;
    },
    report,
  });
  const runHooks = new RunHooks(hooks);
  const context: RunContext = {
    folders,
    clock,
    log,
    swept,
    transcripts,
    tracker,
    hooks,
    runHooks,
    worktrees,
    agents: catalogue,
    launch: createLauncher(packageVersion),
    toolServer: () =>
      settings.agentTools === false
        ? undefined
        : {
            name: 'phaseline',
            command: [process.execPath, search.cli, '-C', folders.workspace, 'mcp'],
            // In VS Code our own executable is Electron, which must be told to be Node.
            env: process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' },
          },
    stepRunner: (plan) => tools.stepRunner(plan),
    prompt: (plan, task, start) => promptOf(tracker, rulesOf(folders.workspace), plan, task, start),
    govern: (plan, run) =>
      govern(plan, run, {
        limits: limitsOf(settings),
        machine: readMachine(),
        beside: runs.agentsBeside(run.id),
        workspaceTaken: runs.workspaceTaken,
        now: clock.now(),
      }),
    mostAgents: () => limitsOf(settings).agents,
    mergeWay: () => settings.mergeWay ?? 'merge',
    report,
  };
  const runs: Runs = new Runs(context);
  keepForesight(context);
  const configure = (given: RunnerSettings): void => {
    settings = { ...settings, ...given };
    runs.permit();
    const { plan, declared, problems } = workspaceHooks(folders.workspace, settings);
    for (const problem of problems) report(problem);
    // A command line tells nothing of hooks: what there is besides is known once a window has come.
    const isKnown = settings.hooks !== undefined;
    runHooks.configure({ plan, declared, isKnown, agreed: settings.agreedHooks ?? [] });
  };
  const hooksWith = (file: string): Result<Rules> => {
    const loaded = loadPlan(folders.workspace, file);
    if (!loaded.ok) return loaded;
    const { plan, declared } = workspaceHooks(folders.workspace, { ...settings, activePlan: file });
    return ok(hookRules(declared, plan, settings.agreedHooks ?? []));
  };
  const dispose = async (): Promise<void> => {
    hooks.dispose();
    await swept;
    await tools.dispose();
    await tracker.dispose();
    transcripts.dispose();
    log.dispose();
  };
  return { ...context, runs, catalogue, tools, version: packageVersion, configure, hooksWith, shutDown, dispose };
}

/** Files in which a workspace keeps its rules for agents. Not every agent reads each of them by itself. */
const ruleFiles = ['AGENTS.md', 'CLAUDE.md'];

const rulesOf = (workspace: string): readonly string[] =>
  ruleFiles
    .filter((name) => existsSync(path.join(workspace, name)))
    .map((name) => `This workspace has rules of its own in \`${name}\`: read and follow them.`);

/** The text that an agent is sent: its role, its task, and what it needs to know of issue, files and checks. */
function promptOf(tracker: Tracker, rules: readonly string[], plan: Plan, task: Task, start: AgentStart): string {
  const issue = task.issue === undefined ? undefined : tracker.issue(task.issue);
  return buildPrompt({
    title: task.title,
    role: start.prompt,
    task: task.prompt,
    issue: issue && {
      id: issue.id,
      title: issue.title,
      status: issue.status,
      description: issue.description,
      acceptance: issue.acceptance_criteria,
      comments: issue.comments.map(({ author, text }) => ({ author, text })),
    },
    files: task.files,
    criteria: task.verify.map((step) => (step.do.kind === 'uses' ? step.name : `\`${commandOf(step)}\``)),
    sparc: task.sparc,
    isolation: start.isolation,
    rules: [
      ...rules,
      ...(plan.methodology === undefined ? [] : [`The plan follows ${plan.methodology.toUpperCase()}.`]),
    ],
  });
}
