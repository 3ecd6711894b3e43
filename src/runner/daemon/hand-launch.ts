import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ok, type Result } from '../../base/result.ts';
import type { HookRun } from '../../hooks/rule.ts';
import type { AgentType, Plan, Task } from '../../plan/model/plan.ts';
import type { Launch } from '../../protocol/requests.ts';
import type { StepResult } from '../../run/events.ts';
import { loadPlan } from './plans.ts';

/** One agent launched by hand, as it is pinned beside its run. */
export type HandLaunch = {
  readonly title: string;
  readonly agent: string;
  /** Registry id; undefined: the first agent found. */
  readonly runner: string | undefined;
  readonly prompt: string;
  readonly issue: string | undefined;
  readonly isolation: 'worktree' | 'none';
  /** The prompt is the whole text that is sent. */
  readonly exact?: boolean;
  /** What a plan says of the type. */
  readonly type?: AgentType;
};

/** A launch as it is asked for, with the title that people know it by, and with what its plan says of the type as it is now. */
export function handLaunch(workspace: string, launch: Launch): Result<HandLaunch> {
  if (launch.plan === undefined) return ok(titled(launch));
  const loaded = loadPlan(workspace, launch.plan);
  if (!loaded.ok) return loaded;
  const type = loaded.value.plan.agents.get(launch.agent);
  return ok({ ...titled(launch), ...(type === undefined ? {} : { type }) });
}

const titled = ({ agent, runner, prompt, issue, isolation, title, exact }: Launch): HandLaunch => ({
  title: title ?? titleOf(agent, prompt),
  agent,
  runner,
  prompt,
  issue,
  isolation,
  ...(exact === true ? { exact } : {}),
});

function titleOf(agent: string, prompt: string): string {
  const lines = prompt.split('\n').map((line) => line.replace(/^#+ /, '').trim());
  const first = lines.find((line) => line !== '') ?? agent;
  return first.length > 60 ? `${first.slice(0, 57)}…` : first;
}

/** The text to send, where a person has written all of it. */
export function exactPrompt(folder: string): string | undefined {
  const launch = readHandLaunch(path.join(folder, 'launch.json'));
  return launch?.exact === true ? launch.prompt : undefined;
}

/** An agent that is to mend what a hook complained about, in the workspace where it did: what is not committed is nowhere else. */
export function mendingLaunch(agent: string, { rule, cause }: HookRun, result: StepResult): HandLaunch {
  const about = cause.kind === 'edit' ? cause.files.join(', ') : cause.subject;
  const prompt = [
    `The hook "${rule.title}" failed on ${about}: ${result.reason}`,
    'Find the cause and mend it. Change nothing else, and do not weaken what the hook checks.',
    `Its output:\n\n${result.output.slice(-mostOutput)}`,
  ].join('\n\n');
  return { title: `Mend ${about}`, agent, runner: undefined, prompt, issue: undefined, isolation: 'none' };
}

/** Characters of a hook's output that an agent is given. */
const mostOutput = 8000;

const handPhase = 'agents';

/** The plan that such a launch amounts to: one phase, one task, nothing around it. The issue stays open for a person to judge. */
export function handPlan(launch: HandLaunch): Plan {
  const task: Task = {
    id: taskId(launch),
    title: launch.title,
    agent: launch.agent,
    issue: launch.issue,
    needs: [],
    sparc: undefined,
    files: [],
    prompt: launch.prompt,
    verify: [],
    done: { issue: 'keep', comment: undefined },
    timeoutMinutes: undefined,
    retries: 0,
  };
  const runners: Plan['runners'] = new Map(
    launch.runner === undefined ? [] : [[launch.runner, { kind: 'acp', agent: launch.runner, env: {} }]],
  );
  const type: AgentType = {
    prompt: '',
    model: undefined,
    mode: undefined,
    permissions: {},
    limits: {},
    ...launch.type,
    name: launch.agent,
    runner: launch.runner,
    isolation: launch.isolation,
  };
  return {
    version: 1,
    name: 'agents',
    title: launch.title,
    description: '',
    epic: undefined,
    methodology: undefined,
    limits: { agents: 1 },
    swarm: {},
    runners,
    agents: new Map([[launch.agent, type]]),
    issues: new Map(),
    hooks: [],
    setup: [],
    worktrees: { copy: [], ports: 0, setup: [] },
    phases: [
      {
        id: handPhase,
        title: 'Agents',
        window: undefined,
        needs: [],
        issues: [],
        limits: {},
        before: [],
        tasks: [task],
        after: [],
        criteria: [],
      },
    ],
    criteria: [],
    checklist: { before: [], during: [], after: [] },
  };
}

const taskId = ({ issue, agent }: HandLaunch): string =>
  (issue ?? agent)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'agent';

/** Our own file, written before the run was journaled; undefined for a run of a plan. */
export function readHandLaunch(file: string): HandLaunch | undefined {
  if (!existsSync(file)) return undefined;
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return isHandLaunch(value) ? value : undefined;
}

const isHandLaunch = (value: unknown): value is HandLaunch =>
  typeof value === 'object' &&
  value !== null &&
  'agent' in value &&
  typeof value.agent === 'string' &&
  'prompt' in value &&
  typeof value.prompt === 'string' &&
  'isolation' in value;
