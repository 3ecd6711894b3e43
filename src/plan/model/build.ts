import { count, dollars, durationSeconds, effortMinutes } from '../schema/formats.ts';
import { type Entry, entriesOf, type Node, textOf, valueAt } from '../syntax/tree.ts';
import { type Outline, phaseNeeds, resolveTask } from './outline.ts';
import {
  type AgentType,
  type Budget,
  type HookDeclaration,
  hookAuthors,
  hookEvents,
  type Limits,
  type Permission,
  type PermissionWord,
  type Phase,
  type Plan,
  type PlannedIssue,
  type Runner,
  sparcModes,
  type Task,
  type WorktreeSetup,
} from './plan.ts';
import {
  numberAt,
  readChecklist,
  readCriteria,
  readRecord,
  readStep,
  readSteps,
  readTexts,
  textAt,
  textsAt,
} from './read-step.ts';

/** Makes the plan that a run uses from a tree that the rules found valid, with defaults applied. */
export function buildPlan(root: Node, outline: Outline): Plan {
  const name = textAt(root, 'name') ?? '';
  const epic = textAt(root, 'epic');
  const checklist = valueAt(root, 'checklist');
  return {
    version: 1,
    name,
    title: textAt(root, 'title') ?? name,
    description: textAt(root, 'description') ?? '',
    epic,
    methodology: textAt(root, 'methodology') === 'sparc' ? 'sparc' : undefined,
    limits: limits(valueAt(root, 'limits')),
    swarm: readRecord(valueAt(root, 'swarm')),
    runners: new Map(entriesAt(root, 'runners').map((entry) => [entry.key.text, runner(entry.value)])),
    agents: new Map(entriesAt(root, 'agents').map((entry) => [entry.key.text, agent(entry)])),
    issues: new Map(entriesAt(root, 'issues').map((entry) => [entry.key.text, issue(entry, epic)])),
    hooks: itemsAt(root, 'hooks').flatMap(hook),
    setup: readSteps(valueAt(root, 'setup')),
    worktrees: worktrees(valueAt(root, 'worktrees')),
    phases: entriesAt(root, 'phases').map((entry, index) => phase(entry, phaseNeeds(outline, index))),
    criteria: readCriteria(valueAt(root, 'criteria')),
    checklist: {
      before: readChecklist(valueAt(checklist, 'before')),
      during: readChecklist(valueAt(checklist, 'during')),
      after: readChecklist(valueAt(checklist, 'after')),
    },
  };
}

function entriesAt(node: Node | undefined, key: string): readonly Entry[] {
  const value = valueAt(node, key);
  return value?.kind === 'mapping' ? entriesOf(value) : [];
}

function itemsAt(node: Node | undefined, key: string): readonly (Node | undefined)[] {
  const value = valueAt(node, key);
  return value?.kind === 'sequence' ? value.items : [];
}

const worktrees = (node: Node | undefined): WorktreeSetup => ({
  copy: textsAt(node, 'copy'),
  ports: numberAt(node, 'ports') ?? 0,
  setup: readSteps(valueAt(node, 'setup')),
});

const defaultAgents = 4;

const limits = (node: Node | undefined): Limits => ({
  agents: numberAt(node, 'agents') ?? defaultAgents,
  ...budget(node),
});

function budget(node: Node | undefined): Budget {
  const cost = dollars(textAt(node, 'cost') ?? '');
  const tokens = count(textAt(node, 'tokens') ?? '');
  const minutes = minutesAt(node, 'time');
  return {
    ...(cost === undefined ? {} : { cost }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(minutes === undefined ? {} : { minutes }),
  };
}

function minutesAt(node: Node | undefined, key: string): number | undefined {
  const seconds = durationSeconds(textAt(node, key) ?? '');
  return seconds === undefined ? undefined : seconds / 60;
}

function runner(node: Node | undefined): Runner {
  const env = readTexts(valueAt(node, 'env'));
  const acp = valueAt(node, 'acp');
  if (acp?.kind === 'mapping') return { kind: 'acp-command', command: textsAt(acp, 'command'), env };
  const known = textAt(node, 'acp');
  return known === undefined
    ? { kind: 'command', command: textsAt(node, 'command'), env }
    : { kind: 'acp', agent: known, env };
}

function agent({ key, value }: Entry): AgentType {
  const permissions = entriesAt(value, 'permissions').map(
    (entry) => [entry.key.text, permission(entry.value)] as const,
  );
  const limit = valueAt(value, 'limits');
  const silenceMinutes = minutesAt(limit, 'silence');
  return {
    name: key.text,
    runner: textAt(value, 'runner'),
    prompt: textAt(value, 'prompt') ?? '',
    isolation: textAt(value, 'isolation') === 'none' ? 'none' : 'worktree',
    model: textAt(value, 'model'),
    mode: textAt(value, 'mode'),
    permissions: Object.fromEntries(permissions),
    limits: { ...budget(limit), ...(silenceMinutes === undefined ? {} : { silenceMinutes }) },
  };
}

function permission(node: Node | undefined): Permission {
  if (node?.kind !== 'mapping') return permissionWord(textOf(node)) ?? 'ask';
  const [allow, ask, deny] = [textsAt(node, 'allow'), textsAt(node, 'ask'), textsAt(node, 'deny')];
  return { allow, ask, deny, otherwise: permissionWord(textAt(node, 'otherwise')) };
}

const permissionWord = (text: string | undefined): PermissionWord | undefined =>
  text === 'allow' || text === 'deny' || text === 'ask' ? text : undefined;

const priorityNames: readonly string[] = ['critical', 'high', 'medium', 'low', 'backlog'];

/** 0–4 from a name or a digit; the usual priority for none. */
function priorityOf(text: string | undefined): number {
  const named = priorityNames.indexOf(text ?? 'medium');
  return named >= 0 ? named : Number(text);
}

function issue({ key, value }: Entry, epic: string | undefined): PlannedIssue {
  const estimate = textAt(value, 'estimate');
  const type = textAt(value, 'type') ?? 'task';
  return {
    id: key.text,
    title: textAt(value, 'title') ?? key.text,
    description: textAt(value, 'description') ?? '',
    type,
    priority: priorityOf(textAt(value, 'priority')),
    status: (textAt(value, 'status') ?? 'open').replaceAll('-', '_'),
    parent: textAt(value, 'parent') ?? (key.text === epic ? undefined : epic),
    needs: textsAt(value, 'needs'),
    labels: textsAt(value, 'labels'),
    assignee: textAt(value, 'assignee'),
    estimateMinutes: estimate === undefined ? undefined : effortMinutes(estimate),
  };
}

function hook(node: Node | undefined): readonly HookDeclaration[] {
  const moment = textAt(node, 'on');
  const on = hookEvents.find((event) => event === moment);
  const step = readStep(node);
  if (on === undefined || step === undefined) return [];
  const batch = numberAt(node, 'batch') ?? 1;
  const debounce = durationSeconds(textAt(node, 'debounce') ?? '');
  const failure = textAt(node, 'on-failure');
  const agent = textAt(valueAt(node, 'on-failure'), 'agent');
  const authors = textsAt(node, 'authors');
  const declared: HookDeclaration = {
    on,
    files: textsAt(node, 'files'),
    ignore: textsAt(node, 'ignore'),
    authors: hookAuthors.filter((author) => authors.includes(author)),
    debounce: debounce === undefined ? undefined : debounce * 1000,
    batch,
    concurrency: numberAt(node, 'concurrency') ?? (batch > 1 ? 1 : undefined),
    repeatable: textAt(node, 'repeatable') !== 'false',
    onFailure: agent === undefined ? (failure === 'block' ? 'block' : 'tell') : { agent },
    matchers: textsAt(node, 'problem-matcher'),
    step,
  };
  return [declared];
}

function phase({ key, value }: Entry, needs: readonly string[]): Phase {
  return {
    id: key.text,
    title: textAt(value, 'title') ?? key.text,
    window: textAt(value, 'window'),
    needs,
    issues: textsAt(value, 'issues'),
    limits: budget(valueAt(value, 'limits')),
    before: readSteps(valueAt(value, 'before')),
    tasks: entriesAt(value, 'tasks').map((entry) => task(entry, key.text)),
    after: readSteps(valueAt(value, 'after')),
    criteria: readCriteria(valueAt(value, 'criteria')),
  };
}

function task({ key, value }: Entry, phaseId: string): Task {
  const mode = textAt(value, 'sparc');
  const done = valueAt(value, 'done');
  return {
    id: key.text,
    title: textAt(value, 'title') ?? key.text,
    agent: textAt(value, 'agent') ?? '',
    issue: textAt(value, 'issue'),
    needs: textsAt(value, 'needs').map((written) => resolveTask(written, phaseId)),
    sparc: sparcModes.find((one) => one === mode),
    files: textsAt(value, 'files'),
    prompt: textAt(value, 'prompt') ?? '',
    verify: readSteps(valueAt(value, 'verify')),
    done: { issue: textAt(done, 'issue') === 'close' ? 'close' : 'keep', comment: textAt(done, 'comment') },
    timeoutMinutes: minutesAt(value, 'timeout'),
    retries: numberAt(value, 'retries') ?? 0,
  };
}
