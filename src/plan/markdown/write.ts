import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Json } from '../../base/json.ts';
import type {
  Draft,
  DraftChecklistItem,
  DraftCriterion,
  DraftHook,
  DraftIssue,
  DraftPhase,
  DraftStep,
  DraftTask,
} from './draft.ts';

type Node = Scalar | YAMLMap | YAMLSeq;
type Entry = {
  readonly key: string;
  readonly value: Node | undefined;
  readonly comment?: string | undefined;
  /** An empty line above. */
  readonly apart?: boolean;
};

/** A draft as the text of a plan: keys in the order of the reference, prompts as blocks, decisions as comments. Same draft, same bytes. */
export function writePlan(draft: Draft): string {
  const document = new Document(null);
  document.contents = block(planEntries(draft));
  if (draft.decisions.length > 0)
    document.commentBefore = lines(['What the import decided:', ...draft.decisions.map((text) => `- ${text}`)]);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function planEntries(draft: Draft): readonly Entry[] {
  const epic = [...draft.issues.values()].find(({ type }) => type === 'epic')?.id;
  const { checklist } = draft;
  const parts = (['before', 'during', 'after'] as const).filter((part) => checklist[part].length > 0);
  return [
    entry('version', scalar(1)),
    entry('name', text(draft.name)),
    entry('title', optional(draft.title)),
    entry('description', optional(draft.description)),
    entry('epic', optional(epic)),
    entry('methodology', optional(draft.methodology)),
    entry('limits', draft.maxAgents === undefined ? undefined : flow({ agents: draft.maxAgents }), { apart: true }),
    entry('swarm', Object.keys(draft.swarm).length === 0 ? undefined : flow(draft.swarm)),
    entry('agents', agentsNode(draft), {
      apart: true,
      comment: 'Types that tasks name; the first agent found on the machine plays them.',
    }),
    entry(
      'issues',
      mapOf([...draft.issues.values()], ({ id }) => id, issueNode),
      { apart: true },
    ),
    entry('hooks', listOf(draft.hooks, hookNode), { apart: true }),
    entry('setup', listOf(draft.setup, stepNode), { apart: true }),
    entry('phases', block(draft.phases.map((phase, at) => entry(phase.id, phaseNode(phase), { apart: at > 0 }))), {
      apart: true,
    }),
    entry('criteria', criteriaNode(draft.criteria), { apart: true, comment: criteriaComment(draft.criteria) }),
    entry(
      'checklist',
      parts.length === 0 ? undefined : block(parts.map((part) => entry(part, listOf(checklist[part], checklistNode)))),
      { apart: true },
    ),
  ];
}

const agentsNode = ({ agents }: Draft): YAMLMap | undefined =>
  mapOf(
    [...agents],
    (name) => name,
    () => flow({}),
  );

function issueNode(issue: DraftIssue): YAMLMap {
  return block([
    entry('title', text(issue.title ?? issue.id)),
    entry('description', optional(issue.description)),
    entry('type', optional(issue.type)),
    entry('priority', issue.priority === undefined ? undefined : valueNode(numeric(issue.priority))),
    entry('status', optional(issue.status)),
    entry('parent', optional(issue.parent)),
    entry('needs', words(issue.needs)),
    entry('labels', words(issue.labels ?? [])),
    entry('assignee', optional(issue.assignee)),
    entry('estimate', optional(issue.estimate)),
  ]);
}

const numeric = (value: string): Json => (/^\d$/.test(value) ? Number(value) : value);

function hookNode({ on, uses, files, comment }: DraftHook): YAMLMap {
  const node = block([entry('on', text(on)), entry('files', words(files)), entry('uses', text(uses))]);
  node.commentBefore = lines([comment]);
  return node;
}

function phaseNode(phase: DraftPhase): YAMLMap {
  return block([
    entry('title', text(phase.title)),
    entry('description', optional(phase.description)),
    entry('window', optional(phase.window)),
    entry('needs', phase.needs === undefined ? undefined : flow(phase.needs)),
    entry('issues', words(phase.issues)),
    entry('before', listOf(phase.before, stepNode)),
    entry('tasks', phase.tasks.length === 0 ? undefined : tasksNode(phase.tasks)),
    entry('after', listOf(phase.after, stepNode)),
    entry('criteria', criteriaNode(phase.criteria), { comment: criteriaComment(phase.criteria) }),
  ]);
}

const tasksNode = (tasks: readonly DraftTask[]): YAMLMap =>
  block(tasks.map((task, at) => entry(task.id, taskNode(task), { apart: at > 0, comment: task.comment })));

function taskNode(task: DraftTask): YAMLMap {
  return block([
    entry('title', text(task.title)),
    entry('agent', text(task.agent)),
    entry('issue', optional(task.issue)),
    entry('needs', words(task.needs ?? [])),
    entry('sparc', optional(task.sparc)),
    entry('files', words(task.files)),
    entry('prompt', literal(task.prompt)),
    entry('verify', listOf(task.verify, stepNode)),
    entry('done', task.done === undefined ? undefined : flow({ ...task.done })),
  ]);
}

function stepNode(step: DraftStep): YAMLMap {
  const node = block(stepEntries(step));
  if (step.comment !== undefined) node.commentBefore = lines([step.comment]);
  return node;
}

const stepEntries = (step: DraftStep): readonly Entry[] => [
  entry('name', optional(step.name)),
  entry('run', optional(step.run)),
  entry('shell', optional(step.shell)),
  entry('uses', optional(step.uses)),
  entry('with', step.with === undefined ? undefined : flow(step.with)),
  entry('continue-on-error', step.continueOnError === true ? scalar(true) : undefined),
];

const criteriaNode = (criteria: readonly DraftCriterion[]): YAMLMap | undefined =>
  mapOf(criteria, ({ id }) => id, criterionNode);

const criteriaComment = (criteria: readonly DraftCriterion[]): string | undefined =>
  criteria.some(({ check }) => check.kind === 'manual')
    ? 'A person approves what is `manual`; give it a `run:` with `expect:` instead to have it checked.'
    : undefined;

function criterionNode({ title, check }: DraftCriterion): YAMLMap {
  if (check.kind === 'issues') return flow({ title, issues: 'closed' });
  if (check.kind === 'manual') return flow({ title, manual: true });
  return block([entry('title', text(title)), ...stepEntries(check.step).filter(({ key }) => key !== 'name')]);
}

function checklistNode({ title, check }: DraftChecklistItem): Node {
  if (check === undefined) return text(title);
  const { name: _name, ...rest } = check;
  return block([entry('title', text(title)), ...stepEntries(rest)]);
}

const entry = (key: string, value: Node | undefined, more: Pick<Entry, 'comment' | 'apart'> = {}): Entry => ({
  key,
  value,
  ...more,
});

/** A mapping, one entry a line; entries without a value are left out. */
function block(entries: readonly Entry[]): YAMLMap {
  const map = new YAMLMap();
  for (const { key, value, comment, apart } of entries) {
    if (value === undefined) continue;
    const name = new Scalar(key);
    if (comment !== undefined) name.commentBefore = lines([comment]);
    if (apart === true) name.spaceBefore = true;
    map.items.push(new Pair(name, value));
  }
  return map;
}

const mapOf = <T>(items: readonly T[], key: (item: T) => string, node: (item: T) => Node): YAMLMap | undefined =>
  items.length === 0 ? undefined : block(items.map((item) => entry(key(item), node(item))));

function listOf<T>(items: readonly T[], node: (item: T) => Node): YAMLSeq | undefined {
  if (items.length === 0) return undefined;
  const list = new YAMLSeq();
  for (const item of items) list.items.push(node(item));
  return list;
}

const words = (items: readonly string[]): Node | undefined => (items.length === 0 ? undefined : flow(items));

/** A value on one line while that stays readable. */
function flow(value: readonly Json[]): YAMLSeq;
function flow(value: Readonly<Record<string, Json>>): YAMLMap;
function flow(value: readonly Json[] | Readonly<Record<string, Json>>): YAMLMap | YAMLSeq {
  const short = JSON.stringify(value).length <= 110;
  if (isList(value)) {
    const list = new YAMLSeq();
    for (const item of value) list.items.push(valueNode(item));
    list.flow = short;
    return list;
  }
  const map = block(Object.entries(value).map(([key, item]) => entry(key, valueNode(item))));
  map.flow = short;
  return map;
}

function valueNode(value: Json): Node {
  if (typeof value === 'string') return text(value);
  if (isList(value)) return flow(value);
  if (value !== null && typeof value === 'object') return flow({ ...value });
  return scalar(value);
}

/** `Array.isArray` forgets that a list is read-only. */
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const scalar = (value: Json): Scalar => new Scalar(value);

const optional = (value: string | undefined): Scalar | undefined =>
  value === undefined || value === '' ? undefined : text(value);

/** A text of several lines is a block, as written. */
const text = (value: string): Scalar => (value.includes('\n') ? literal(value) : scalar(value));

function literal(value: string): Scalar {
  const node = new Scalar(`${value.trimEnd()}\n`);
  node.type = Scalar.BLOCK_LITERAL;
  return node;
}

/** Comment text for `yaml`, which puts the `#` before each line but no space after it. */
const lines = (texts: readonly string[]): string => texts.map((one) => ` ${one.replace(/\s*\n\s*/g, ' ')}`).join('\n');
