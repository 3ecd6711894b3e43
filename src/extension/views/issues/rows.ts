import type { Failure } from '../../../base/failure.ts';
import { parseFilter } from '../../../issues/filter.ts';
import { isClosed } from '../../../issues/graph.ts';
import type { GroupsOf } from '../../../issues/grouping.ts';
import type { Issue } from '../../../issues/issue.ts';
import type { LiveGraph } from '../../../issues/live-graph.ts';
import { IssueProjection } from '../../../issues/projection.ts';
import type { IssueHead } from '../../../issues/row.ts';
import type { Plan } from '../../../plan/model/plan.ts';
import { commands } from '../../../protocol/commands.ts';
import { explain } from '../../../protocol/explain.ts';
import type { Model } from '../../model.ts';
import { line, plural } from '../../say/words.ts';
import { nothing, type Row } from '../row.ts';
import { issueCard } from './card.ts';
import { issueIcon, issueIcons, issueWords, priorityWord } from './look.ts';

/** A row, what it stands for, and whether something lies under it. */
export type Drawn = { readonly head: IssueHead; readonly row: Row; readonly folds: boolean };

/** What must be drawn again: nothing, everything, or the rows of these keys with what lies under them. */
export type Redrawn = 'nothing' | 'all' | ReadonlySet<string>;

/** Up to this many issues are unfolded from the start; more would be a wall. */
const fewEnough = 200;

/** How much of a title stands before an epic's progress, which must not be pushed off the row. */
const shortTitle = 40;

/** The rows of the Issues view: the tracker grouped and filtered as the person chose, made when they are looked at. */
export class IssueRows {
  readonly #graph: () => LiveGraph;
  #projection: IssueProjection | undefined;
  #made: readonly unknown[] = [];
  #shown: readonly unknown[] = [];
  #failure: Failure | undefined;
  #filtered = false;

  constructor(graph: () => LiveGraph) {
    this.#graph = graph;
  }

  /** Takes in what the person chose, and says what that draws anew. */
  take(model: Model): Redrawn {
    const { grouping, filter, hideClosed, me, active, issues } = model;
    const graph = this.#graph();
    const failure = issues?.state === 'failed' ? issues.failure : undefined;
    const failed = failure !== this.#failure;
    this.#failure = failure;
    const made = [grouping, grouping === 'phase' ? active?.plan : undefined];
    const isFiltered = filter.trim() !== '';
    // Only a filter can mean a person, and who that is comes later than the rows.
    const shown = [filter, hideClosed, isFiltered ? me : undefined];
    const sameMade = this.#projection !== undefined && same(made, this.#made);
    if (sameMade && same(shown, this.#shown)) return failed ? 'all' : 'nothing';
    const isFirst = this.#projection === undefined;
    const wanted = isFiltered ? parseFilter(filter, { graph, me }) : undefined;
    if (sameMade) this.#projection?.show(wanted, hideClosed);
    else {
      const groupBy = grouping === 'phase' ? { name: 'phase', groupsOf: byPhase(active?.plan) } : grouping;
      this.#projection = new IssueProjection(graph, { groupBy, filter: wanted, hideClosed });
    }
    this.#made = made;
    this.#shown = shown;
    this.#filtered = wanted !== undefined;
    // Where there was nothing and is nothing, the view has drawn that already.
    return isFirst && graph.issues.size === 0 && failure === undefined ? 'nothing' : 'all';
  }

  /** Takes in what `LiveIssues` touched. */
  touch(ids: ReadonlySet<string>): Redrawn {
    if (this.#projection === undefined) return 'nothing';
    const { parents, rows } = this.#projection.apply(ids);
    if (parents.has('')) return 'all';
    return parents.size + rows.size === 0 ? 'nothing' : new Set([...parents, ...rows]);
  }

  get counts(): IssueProjection['counts'] {
    return this.#projection?.counts ?? { total: 0, fitting: 0, closedHidden: 0 };
  }

  /** The rows under a key; the empty key asks for the top. */
  children(key: string): readonly Drawn[] {
    if (this.#projection === undefined) return [];
    const rows = this.#projection.children(key).map((head) => this.#drawn(head));
    return key === '' && this.#failure !== undefined ? [failureRow(this.#failure), ...rows] : rows;
  }

  /** The row as it is now; undefined when it is gone. */
  fresh({ head }: Drawn): Drawn | undefined {
    const now = this.#projection?.fresh(head);
    return now === undefined ? undefined : this.#drawn(now);
  }

  /** Keys of the rows from the top down to an issue; empty when it does not show. */
  pathTo(id: string): readonly string[] {
    return this.#projection?.pathTo(id) ?? [];
  }

  #drawn(head: IssueHead): Drawn {
    const size = this.#projection?.size(head.key) ?? 0;
    const unfolded = head.state !== 'closed' && this.counts.fitting <= fewEnough;
    // What a filter leaves is another tree: it unfolds by itself, and the one before is found again as it was.
    const id = this.#filtered ? `filtered ${head.key}` : head.key;
    const graph = this.#graph();
    const row = head.kind === 'group' ? groupRow(head, size) : issueRow(head, graph);
    return { head, row: { ...row, id, unfolded }, folds: size > 0 };
  }
}

const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);

/** Issues by the phase that names them; those of no phase at the end. */
function byPhase(plan: Plan | undefined): GroupsOf {
  const groups = new Map<string, { readonly id: string; readonly label: string; readonly order: number }[]>();
  for (const [order, { id, title, issues }] of (plan?.phases ?? []).entries()) {
    for (const issue of issues) groups.set(issue, [...(groups.get(issue) ?? []), { id, label: title, order }]);
  }
  const none = [{ id: '', label: 'In no phase', order: 1e9 }];
  return ({ id }) => groups.get(id) ?? none;
}

type Head<K extends IssueHead['kind']> = Extract<IssueHead, { kind: K }>;

function groupRow({ key, id, label, description, state }: Head<'group'>, size: number): Row {
  const by = key.split(':')[0] ?? '';
  return {
    id: key,
    label,
    description,
    icon: { name: state === undefined ? (groupIcons[by] ?? 'list-unordered') : issueIcons[state], tone: 'quiet' },
    spoken: `${label}, ${plural(size, 'issue')}`,
    context: `group ${by}`,
    subject: { kind: 'group', by, value: id },
  };
}

function issueRow({ key, id, label, description, state, priority }: Head<'issue'>, graph: LiveGraph): Row {
  const issue = graph.issues.get(id);
  const words = issue === undefined ? '' : issueWords(issue, graph);
  const counts = graph.progress.has(id);
  return {
    id: key,
    label: counts ? shortened(label) : label,
    description,
    icon: issueIcon(state, priority),
    ...(issue === undefined ? {} : { tooltip: () => issueCard(issue, graph) }),
    spoken: line(`${issue?.issue_type ?? 'issue'} ${label}`, words, priorityWord(priority), description),
    context: issue === undefined ? 'issue' : issueContext(issue),
    subject: { kind: 'issue', id },
    command: commands.openIssue,
    ...(state === 'closed' ? {} : { badge: { text: `P${priority}`, meaning: priorityWord(priority) } }),
  };
}

function shortened(title: string): string {
  if (title.length <= shortTitle) return title;
  const cut = title.slice(0, shortTitle).replace(/[\s\p{P}]+\S*$/u, '');
  return `${cut || title.slice(0, shortTitle)}…`;
}

const groupIcons: Readonly<Record<string, string>> = {
  epic: 'inbox',
  assignee: 'person',
  label: 'tag',
  priority: 'flame',
  phase: 'milestone',
};

function failureRow(failure: Failure): Drawn {
  const { what, next } = explain(failure);
  const row: Row = {
    id: 'failure',
    label: what,
    description: next,
    icon: { name: 'error', tone: 'failed' },
    tooltip: () => `${what}\n\n${next}`,
    spoken: `${what} ${next}`,
    context: 'failure',
    subject: nothing,
    command: commands.refresh,
  };
  const head: IssueHead = { kind: 'group', key: 'failure', id: '', label: what, description: next, state: undefined };
  return { head, row, folds: false };
}

const issueContext = (issue: Issue): string =>
  isClosed(issue) ? 'issue closed' : `issue live${issue.assignee === undefined ? ' unclaimed' : ''}`;
