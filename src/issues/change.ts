import type { Failure } from '../base/failure.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { circleTypes, dependencyPath, directBlockers, isActive, isClosed, parentsOf } from './graph.ts';
import type { Comment, Dependency, Issue } from './issue.ts';
import type { IssueChange, NewIssue } from './store.ts';

/** Who changes what when; `now` is RFC 3339. */
export type ChangeContext = {
  readonly issues: ReadonlyMap<string, Issue>;
  readonly now: string;
  readonly actor: string;
};

type Changed = Result<Issue, Failure>;

/** A new issue as Beads would make it; `id` is already chosen. */
export function newIssue(wanted: NewIssue, id: string, context: ChangeContext): Changed {
  if (context.issues.has(id)) return fail({ kind: 'issue-exists', id });
  if (wanted.title.trim() === '') return fail({ kind: 'usage', detail: 'An issue needs a title.' });
  const blank: Issue = {
    id,
    title: wanted.title,
    description: wanted.description ?? '',
    design: '',
    acceptance_criteria: '',
    notes: '',
    status: 'open',
    priority: wanted.priority ?? 2,
    issue_type: wanted.issue_type ?? 'task',
    assignee: wanted.assignee || undefined,
    estimated_minutes: wanted.estimated_minutes,
    created_at: context.now,
    updated_at: context.now,
    closed_at: undefined,
    close_reason: undefined,
    due_at: undefined,
    defer_until: undefined,
    external_ref: undefined,
    labels: wanted.labels ?? [],
    dependencies: [],
    comments: [],
    metadata: undefined,
    extra: { created_by: context.actor },
  };
  const edges: readonly (readonly [string, string])[] = [
    ...(wanted.parent ? [[wanted.parent, 'parent-child'] as const] : []),
    ...(wanted.needs ?? []).map((need) => [need, 'blocks'] as const),
  ];
  let issue: Changed = ok(blank);
  for (const [to, type] of edges) {
    if (issue.ok) issue = withDependency(issue.value, to, type, context);
  }
  return issue;
}

/** The issue with these fields set; a status `closed` closes and everything else reopens, with the dates that belong to it. */
export function changeIssue(issue: Issue, change: IssueChange, context: ChangeContext): Changed {
  const { parent, status, add_labels = [], remove_labels = [], set_metadata, ...plain } = change;
  const labels = [...new Set([...issue.labels, ...add_labels])].filter((label) => !remove_labels.includes(label));
  const changed: Issue = {
    ...withStatus(issue, status ?? issue.status, context),
    ...plain,
    assignee: plain.assignee === undefined ? issue.assignee : plain.assignee || undefined,
    due_at: plain.due_at === undefined ? issue.due_at : plain.due_at || undefined,
    defer_until: plain.defer_until === undefined ? issue.defer_until : plain.defer_until || undefined,
    labels,
    metadata: set_metadata === undefined ? issue.metadata : withMetadata(issue.metadata, set_metadata),
    updated_at: context.now,
  };
  if (parent === undefined) return ok(changed);
  const orphan = {
    ...changed,
    dependencies: changed.dependencies.filter(({ type }) => type !== 'parent-child'),
  };
  return parent === '' ? ok(orphan) : withDependency(orphan, parent, 'parent-child', context);
}

function withStatus(issue: Issue, status: string, { now }: ChangeContext): Issue {
  if (status === issue.status) return issue;
  const started = status === 'in_progress' && issue.extra['started_at'] === undefined;
  const extra = started ? { ...issue.extra, started_at: now } : issue.extra;
  return status === 'closed'
    ? { ...issue, extra, status, closed_at: now }
    : { ...issue, extra, status, closed_at: undefined, close_reason: undefined };
}

/** Beads keeps numbers and truth values as such: `progress=50` becomes the number. */
function withMetadata(old: Issue['metadata'], set: Readonly<Record<string, string>>): Issue['metadata'] {
  const kept = typeof old === 'object' && old !== null && !Array.isArray(old) ? old : {};
  const added = Object.entries(set).map(([key, value]) => [key, metadataValue(value)] as const);
  return { ...kept, ...Object.fromEntries(added) };
}

const metadataValue = (value: string): string | number | boolean =>
  /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(value)
    ? Number(value)
    : value === 'true'
      ? true
      : value === 'false'
        ? false
        : value;

/** Takes an open issue; asking again by the same person is fine, somebody else's is refused. */
export function claimIssue(issue: Issue, assignee: string, context: ChangeContext): Changed {
  if (issue.assignee !== undefined && issue.assignee !== assignee) {
    return fail({ kind: 'issue-claimed', id: issue.id, by: issue.assignee });
  }
  if (issue.status === 'in_progress' && issue.assignee === assignee) return ok(issue);
  if (issue.status !== 'open') return fail({ kind: 'issue-not-open', id: issue.id, status: issue.status });
  return changeIssue(issue, { assignee, status: 'in_progress' }, context);
}

/** Closes it with a reason, again even when closed; refused while something open blocks it or, for an epic, while children are open. */
export function closeIssue(issue: Issue, reason: string, context: ChangeContext): Changed {
  const open = isActive(issue) ? directBlockers(issue, context.issues, childrenOf(issue, context)) : [];
  if (open.length > 0) return fail({ kind: 'issue-blocked', id: issue.id, by: open });
  const children = issue.issue_type === 'epic' ? (childrenOf(issue, context).get(issue.id) ?? []) : [];
  const left = children.filter((id) => {
    const child = context.issues.get(id);
    return child !== undefined && !isClosed(child);
  });
  if (left.length > 0) return fail({ kind: 'issue-blocked', id: issue.id, by: left });
  const changed = withStatus(issue, 'closed', context);
  return ok({ ...changed, close_reason: reason || 'Closed', updated_at: context.now });
}

/** Children of an epic itself and of what it waits for; only these need a look at every issue. */
function childrenOf(issue: Issue, { issues }: ChangeContext): ReadonlyMap<string, readonly string[]> {
  const wanted = new Set(
    issue.dependencies.filter(({ type }) => type === 'waits-for').map((edge) => edge.depends_on_id),
  );
  if (issue.issue_type === 'epic') wanted.add(issue.id);
  const found = new Map<string, string[]>([...wanted].map((id) => [id, []]));
  if (wanted.size === 0) return found;
  for (const other of issues.values()) for (const parent of parentsOf(other)) found.get(parent)?.push(other.id);
  return found;
}

export const reopenIssue = (issue: Issue, context: ChangeContext): Changed =>
  changeIssue(issue, { status: 'open' }, context);

export function withComment(issue: Issue, text: string, id: string, context: ChangeContext): Issue {
  const comment: Comment = { id, author: context.actor, text, created_at: context.now };
  return { ...issue, comments: [...issue.comments, comment] };
}

/** The issue depending on another; the same edge twice is the same as once. Refuses unknown issues and circles, with the path. */
export function withDependency(issue: Issue, to: string, type: string, context: ChangeContext): Changed {
  if (to === issue.id) return fail({ kind: 'dependency-cycle', path: [issue.id, to] });
  if (!context.issues.has(to) && !to.startsWith('external:')) return fail({ kind: 'issue-unknown', id: to });
  if (issue.dependencies.some((edge) => edge.depends_on_id === to && edge.type === type)) return ok(issue);
  const types = circleTypes(type);
  const circle = types && dependencyPath(context.issues, to, issue.id, types);
  if (circle !== undefined) return fail({ kind: 'dependency-cycle', path: [issue.id, ...circle] });
  const edge: Dependency = {
    issue_id: issue.id,
    depends_on_id: to,
    type,
    created_at: context.now,
    created_by: context.actor,
  };
  return ok({ ...issue, dependencies: [...issue.dependencies, edge] });
}

/** The issue no longer depending on another, whatever the type. */
export const withoutDependency = (issue: Issue, to: string): Issue => ({
  ...issue,
  dependencies: issue.dependencies.filter(({ depends_on_id }) => depends_on_id !== to),
});
