import { splitWords } from '../../base/words.ts';
import { count, dollars, durationSeconds, effortMinutes } from '../schema/formats.ts';
import { isChoice } from '../schema/type.ts';
import {
  hookAuthors,
  hookChanges,
  hookMoments,
  permissions,
  priorities,
  sparc,
  statusInBeads,
  typeInBeads,
} from '../schema/words.ts';
import { type Entry, type Node, scalarsOf, textOf } from '../syntax/tree.ts';
import { Fields } from './fields.ts';
import { type Outline, phaseNeeds, resolveTask } from './outline.ts';
import type {
  AgentType,
  Budget,
  HookAuthor,
  HookChange,
  HookDeclaration,
  Limits,
  Permission,
  PermissionWord,
  Phase,
  Plan,
  PlannedIssue,
  Runner,
  Task,
  WorktreeSetup,
} from './plan.ts';
import { readChecklist, readCriteria, readRecord, readStep, readSteps, readTexts } from './read-step.ts';

/** Makes the plan that a run uses from a tree that the rules found valid, with defaults applied. */
export function buildPlan(root: Node, outline: Outline): Plan {
  const plan = new Fields<'plan'>(root);
  const name = plan.text('name') ?? '';
  const epic = plan.text('epic');
  const checklist = new Fields<'checklist'>(plan.at('checklist'));
  return {
    version: 1,
    name,
    title: plan.text('title') ?? name,
    description: plan.text('description') ?? '',
    epic,
    methodology: plan.text('methodology') === 'sparc' ? 'sparc' : undefined,
    limits: limits(plan.at('limits')),
    swarm: readRecord(plan.at('swarm')),
    runners: new Map(plan.entries('runners').map((entry) => [entry.key.text, runner(entry.value)])),
    agents: new Map(plan.entries('agents').map((entry) => [entry.key.text, agent(entry)])),
    issues: new Map(plan.entries('issues').map((entry) => [entry.key.text, issue(entry, epic)])),
    hooks: plan.items('hooks').flatMap(hook),
    setup: readSteps(plan.at('setup')),
    worktrees: worktrees(plan.at('worktrees')),
    phases: plan.entries('phases').map((entry, index) => phase(entry, phaseNeeds(outline, index))),
    criteria: readCriteria(plan.at('criteria')),
    checklist: {
      before: readChecklist(checklist.at('before')),
      during: readChecklist(checklist.at('during')),
      after: readChecklist(checklist.at('after')),
    },
  };
}

function worktrees(node: Node | undefined): WorktreeSetup {
  const written = new Fields<'worktrees'>(node);
  return {
    copy: written.texts('copy'),
    ports: written.number('ports') ?? 0,
    setup: readSteps(written.at('setup')),
  };
}

const defaultAgents = 4;

function limits(node: Node | undefined): Limits {
  const written = new Fields<'limits'>(node);
  return { agents: written.number('agents') ?? defaultAgents, ...budget(written) };
}

/** What each of these records says of money, tokens and time. */
function budget(written: Fields<'limits' | 'budget' | 'agent-limits'>): Budget {
  const cost = dollars(written.text('cost') ?? '');
  const tokens = count(written.text('tokens') ?? '');
  const minutes = minutesOf(written.text('time'));
  return {
    ...(cost === undefined ? {} : { cost }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(minutes === undefined ? {} : { minutes }),
  };
}

function minutesOf(duration: string | undefined): number | undefined {
  const seconds = durationSeconds(duration ?? '');
  return seconds === undefined ? undefined : seconds / 60;
}

function runner(node: Node | undefined): Runner {
  const written = new Fields<'runner'>(node);
  const env = readTexts(written.at('env'));
  const acp = written.at('acp');
  if (acp?.kind === 'mapping')
    return { kind: 'acp-command', command: programOf(new Fields<'acp-command'>(acp).at('command')), env };
  const known = written.text('acp');
  return known === undefined
    ? { kind: 'command', command: programOf(written.at('command')), env }
    : { kind: 'acp', agent: known, env };
}

/** A command line that stands alone is taken apart as that of a step is; a path without blanks keeps its backslashes. */
function programOf(node: Node | undefined): readonly string[] {
  const alone = textOf(node);
  if (alone === undefined) return scalarsOf(node).map(({ text }) => text);
  const words = /\s/.test(alone) ? splitWords(alone) : undefined;
  return words?.ok ? words.value.map(({ text }) => text) : [alone];
}

function agent({ key, value }: Entry): AgentType {
  const written = new Fields<'agent'>(value);
  const limit = new Fields<'agent-limits'>(written.at('limits'));
  const silenceMinutes = minutesOf(limit.text('silence'));
  return {
    name: key.text,
    runner: written.text('runner'),
    prompt: written.text('prompt') ?? '',
    isolation: written.text('isolation') === 'none' ? 'none' : 'worktree',
    model: written.text('model'),
    mode: written.text('mode'),
    permissions: Object.fromEntries(
      written.entries('permissions').map((entry) => [entry.key.text, permission(entry.value)]),
    ),
    limits: { ...budget(limit), ...(silenceMinutes === undefined ? {} : { silenceMinutes }) },
  };
}

function permission(node: Node | undefined): Permission {
  if (node?.kind !== 'mapping') return permissionWord(textOf(node)) ?? 'ask';
  const written = new Fields<'permission'>(node);
  const [allow, ask, deny] = [written.texts('allow'), written.texts('ask'), written.texts('deny')];
  return { allow, ask, deny, otherwise: permissionWord(written.text('otherwise')) };
}

const permissionWord = (text: string | undefined): PermissionWord | undefined =>
  isChoice(permissions, text) ? text : undefined;

/** 0–4 from a name or a digit; the usual priority for none. */
function priorityOf(text: string | undefined): number {
  const named = Object.keys(priorities).indexOf(text ?? 'medium');
  return named >= 0 ? named : Number(text);
}

function issue({ key, value }: Entry, epic: string | undefined): PlannedIssue {
  const written = new Fields<'issue'>(value);
  const estimate = written.text('estimate');
  return {
    id: key.text,
    title: written.text('title') ?? key.text,
    description: written.text('description') ?? '',
    type: typeInBeads(written.text('type') ?? 'task'),
    priority: priorityOf(written.text('priority')),
    status: statusInBeads(written.text('status') ?? 'open'),
    parent: written.text('parent') ?? (key.text === epic ? undefined : epic),
    needs: written.texts('needs'),
    labels: written.texts('labels'),
    assignee: written.text('assignee'),
    estimateMinutes: estimate === undefined ? undefined : effortMinutes(estimate),
  };
}

function hook(node: Node | undefined): readonly HookDeclaration[] {
  const written = new Fields<'hook'>(node);
  const on = written.text('on');
  const step = readStep(node);
  if (!isChoice(hookMoments, on) || step === undefined) return [];
  const batch = written.number('batch') ?? 1;
  const debounce = durationSeconds(written.text('debounce') ?? '');
  const agent = new Fields<'hook-failure'>(written.at('on-failure')).text('agent');
  const declared: HookDeclaration = {
    on,
    files: written.texts('files'),
    ignore: written.texts('ignore'),
    authors: written.texts('authors').filter((author): author is HookAuthor => isChoice(hookAuthors, author)),
    changes: written.texts('changes').filter((change): change is HookChange => isChoice(hookChanges, change)),
    debounce: debounce === undefined ? undefined : debounce * 1000,
    batch,
    concurrency: written.number('concurrency') ?? (batch > 1 ? 1 : undefined),
    repeatable: written.text('repeatable') !== 'false',
    onFailure: agent === undefined ? (written.text('on-failure') === 'block' ? 'block' : 'tell') : { agent },
    matchers: written.texts('problem-matcher'),
    step,
  };
  return [declared];
}

function phase({ key, value }: Entry, needs: readonly string[]): Phase {
  const written = new Fields<'phase'>(value);
  return {
    id: key.text,
    title: written.text('title') ?? key.text,
    window: written.text('window'),
    needs,
    issues: written.texts('issues'),
    limits: budget(new Fields<'budget'>(written.at('limits'))),
    before: readSteps(written.at('before')),
    tasks: written.entries('tasks').map((entry) => task(entry, key.text)),
    after: readSteps(written.at('after')),
    criteria: readCriteria(written.at('criteria')),
  };
}

function task({ key, value }: Entry, phaseId: string): Task {
  const written = new Fields<'task'>(value);
  const mode = written.text('sparc');
  const done = new Fields<'done'>(written.at('done'));
  return {
    id: key.text,
    title: written.text('title') ?? key.text,
    agent: written.text('agent') ?? '',
    issue: written.text('issue'),
    needs: written.texts('needs').map((need) => resolveTask(need, phaseId)),
    sparc: isChoice(sparc, mode) ? mode : undefined,
    files: written.texts('files'),
    prompt: written.text('prompt') ?? '',
    verify: readSteps(written.at('verify')),
    done: { issue: done.text('issue') === 'close' ? 'close' : 'keep', comment: done.text('comment') },
    timeoutMinutes: minutesOf(written.text('timeout')),
    retries: written.number('retries') ?? 0,
  };
}
