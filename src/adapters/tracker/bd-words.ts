import type { IssueChange, NewIssue, WholeIssue } from '../../issues/store.ts';

/** A `bd` call: its words, and what it reads from standard input (texts too long for a command line on Windows). */
export type BdCall = { readonly args: readonly string[]; readonly input?: string };

const longText = 4000;

/** Values are joined to their flags, so that a title that begins with a dash stays a title. */
const flag = (name: string, value: string | number | undefined): readonly string[] =>
  value === undefined ? [] : [`--${name}=${value}`];

/** A description as a flag, or through standard input when it is long. An empty one clears, which only the flag can. */
function described(args: readonly string[], description: string | undefined): BdCall {
  return description !== undefined && description.length > longText
    ? { args: [...args, '--body-file=-'], input: description }
    : { args: [...args, ...flag('description', description)] };
}

/** `--id` excludes `--parent`: with both, the parent is set by an update afterwards. Edges are added afterwards too. */
export const createCall = (issue: NewIssue): BdCall =>
  described(
    [
      'create',
      '--json',
      ...flag('title', issue.title),
      ...flag('type', issue.issue_type),
      ...flag('priority', issue.priority),
      ...flag('assignee', issue.assignee || undefined),
      ...flag('labels', issue.labels?.length ? issue.labels.join(',') : undefined),
      ...flag('estimate', issue.estimated_minutes),
      ...(issue.id ? flag('id', issue.id) : flag('parent', issue.parent || undefined)),
    ],
    issue.description || undefined,
  );

/** All or nothing, and ids with any prefix (measured with bd 1.0.3). What is there already it updates. */
export const importCall = (issues: readonly WholeIssue[], actor: string): BdCall => ({
  args: ['import', '-', '--json'],
  input: issues.map((issue) => `${JSON.stringify({ ...recordOf(issue), created_by: actor })}\n`).join(''),
});

function recordOf({ parent, needs = [], ...fields }: WholeIssue): Readonly<Record<string, unknown>> {
  const edge = (on: string, type: string) => ({ issue_id: fields.id, depends_on_id: on, type });
  const edges = [...(parent ? [edge(parent, 'parent-child')] : []), ...needs.map((need) => edge(need, 'blocks'))];
  return { ...fields, dependencies: edges };
}

/** Everything but a status of closed, which `close` sets. */
export const updateCall = (id: string, change: IssueChange): BdCall =>
  described(
    [
      'update',
      id,
      '--json',
      ...flag('title', change.title),
      ...flag('status', change.status),
      ...flag('priority', change.priority),
      ...flag('type', change.issue_type),
      ...flag('assignee', change.assignee),
      ...flag('estimate', change.estimated_minutes),
      ...flag('parent', change.parent),
      ...flag('design', change.design),
      ...flag('acceptance', change.acceptance_criteria),
      ...flag('notes', change.notes),
      ...flag('due', change.due_at),
      ...flag('defer', change.defer_until),
      ...(change.add_labels ?? []).flatMap((label) => flag('add-label', label)),
      ...(change.remove_labels ?? []).flatMap((label) => flag('remove-label', label)),
      ...Object.entries(change.set_metadata ?? {}).flatMap(([key, value]) => flag('set-metadata', `${key}=${value}`)),
    ],
    change.description,
  );

export const commentCall = (id: string, text: string): BdCall =>
  text.length > longText
    ? { args: ['comment', id, '--stdin', '--json'], input: text }
    : { args: ['comment', '--json', '--', id, text] };

/** Without a reason `bd` writes "Closed". */
export const closeCall = (id: string, reason: string): BdCall => ({
  args: ['close', id, '--json', ...(reason === '' ? [] : [`--reason=${reason}`])],
});

export const dependencyCall = (id: string, dependsOn: string, type: string): BdCall => ({
  args: ['dep', 'add', id, dependsOn, '--json', `--type=${type}`],
});
