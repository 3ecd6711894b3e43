import type { IssueFilter } from './filter.ts';
import type { IssueGraph } from './graph.ts';
import { type GroupsOf, groupings, type IssueGrouping } from './grouping.ts';
import { epicKey, type Node, type Place, Places, topKey } from './places.ts';
import { groupHead, type IssueHead, issueHead } from './row.ts';

export type ProjectionOptions = {
  /** A grouping by name, or one of the asker's own under a name of its own. */
  readonly groupBy: IssueGrouping | { readonly name: string; readonly groupsOf: GroupsOf };
  readonly filter?: IssueFilter | undefined;
  /** Leaves out closed issues that no open one lies under. Tombstones never show. */
  readonly hideClosed?: boolean | undefined;
};

/** Which rows a change reaches, by key; the empty key stands for the top of the tree. */
export type TreeChange = {
  /** Rows under which others lie now, or the same in another order. The top stands for what is gathered there as "Without an epic" too. */
  readonly parents: ReadonlySet<string>;
  /** Rows that may look different themselves. */
  readonly rows: ReadonlySet<string>;
};

type Stand = { readonly node: Node; readonly shown: boolean };
type Changed = { readonly parents: Set<string>; readonly rows: Set<string> };

const single = 'epic:';

/**
 * The rows of the Issues view, without those that nobody asked for: a row's own rows are made when they are looked at. A change moves only what it
 * touches; another filter only marks what fits. Every issue that fits is there once asked for, also one whose parent is missing or in a circle.
 */
export class IssueProjection {
  readonly #graph: IssueGraph;
  readonly #name: string;
  /** Whether parents are the tree. */
  readonly #isTree: boolean;
  readonly #places: Places;
  #hideClosed: boolean;

  constructor(graph: IssueGraph, { groupBy, filter, hideClosed = false }: ProjectionOptions) {
    const grouping =
      typeof groupBy !== 'string'
        ? groupBy
        : groupBy === 'epic'
          ? undefined
          : { name: groupBy, groupsOf: groupings[groupBy] };
    this.#graph = graph;
    this.#name = grouping?.name ?? 'epic';
    this.#isTree = grouping === undefined;
    this.#hideClosed = hideClosed;
    this.#places = new Places(graph, grouping, filter, hideClosed);
  }

  /** Issues, not rows: all, those that pass the filter, and how many of those are hidden because they are closed. */
  get counts(): { readonly total: number; readonly fitting: number; readonly closedHidden: number } {
    return this.#places.counts;
  }

  /** Shows what passes another filter. */
  show(filter: IssueFilter | undefined, hideClosed = this.#hideClosed): void {
    this.#hideClosed = hideClosed;
    this.#places.show(filter, hideClosed);
  }

  /** Takes in what `LiveGraph.apply` touched. */
  apply(touched: ReadonlySet<string>): TreeChange {
    const before = new Map<string, Stand | undefined>();
    const sizes = this.#places.move(touched, (id, node, shown) =>
      before.set(id, node === undefined ? undefined : { node, shown }),
    );
    const changed = { parents: new Set<string>(), rows: new Set<string>() };
    for (const [id, stood] of before) this.#compare(stood, this.#places.node(id), changed);
    for (const [key, size] of sizes) this.#compareSize(key, size, changed);
    return changed;
  }

  /** The rows under a row; the empty key asks for the top. */
  children(key: string): readonly IssueHead[] {
    if (key !== topKey && key !== single) return this.#headsAt(this.#places.at(key));
    if (!this.#isTree) return this.#groups();
    const top = this.#top();
    if (key === single) return this.#heads(top.single, top.place);
    if (top.epics.length === 0) return this.#heads(top.single, top.place);
    const epics = this.#heads(top.epics, top.place);
    if (top.single.length === 0) return epics;
    return [...epics, groupHead('epic', { id: '', label: 'Without an epic', order: 0 }, top.single.length)];
  }

  /** How many rows lie under a row, without making them. */
  size(key: string): number {
    if (key === single) return this.#top().single.length;
    return key === topKey && !this.#isTree ? this.#groups().length : (this.#places.at(key)?.shown ?? 0);
  }

  /** The row as it is now; undefined when it is gone. */
  fresh(head: IssueHead): IssueHead | undefined {
    if (head.kind === 'group') return this.children(topKey).find(({ key }) => key === head.key);
    const node = this.#places.node(head.id);
    if (node === undefined || !this.#places.isShown(node)) return undefined;
    return node.places.map((place) => this.#head(node, place)).find(({ key }) => key === head.key);
  }

  /** The way down to an issue's first row: keys, its own last; empty when it does not show. */
  pathTo(id: string): readonly string[] {
    const node = this.#places.node(id);
    const place = node?.places[0];
    if (node === undefined || place === undefined || !this.#places.isShown(node)) return [];
    const own = this.#keyOf(node, place);
    if (!this.#isTree) return [place.key, own];
    if (place.owner !== undefined) return [...this.pathTo(place.owner), own];
    const { epics, single: alone } = this.#top();
    return epics.length > 0 && alone.includes(node) ? [single, own] : [own];
  }

  #compareSize(key: string, before: number, changed: Changed): void {
    const place = this.#places.at(key);
    const now = place?.shown ?? 0;
    const turned = before > 0 !== now > 0;
    if (!this.#isTree) {
      if (before !== now) changed.rows.add(key);
      if (turned) changed.parents.add(topKey);
    } else if (turned && key !== topKey) {
      // It may begin or cease to show, or, without being an epic, stand among the epics.
      for (const { key: above } of this.#places.node(key.slice(epicKey('').length))?.places ?? [])
        changed.parents.add(above);
    }
  }

  #compare(before: Stand | undefined, node: Node | undefined, changed: Changed): void {
    const shown = node !== undefined && this.#places.isShown(node);
    if (before === undefined || node === undefined || before.shown !== shown || !standsAlike(before.node, node)) {
      for (const { key } of before?.shown ? before.node.places : []) changed.parents.add(key);
      for (const { key } of shown ? node.places : []) changed.parents.add(key);
    } else if (shown) {
      for (const place of node.places) changed.rows.add(this.#keyOf(node, place));
    }
  }

  #groups(): readonly IssueHead[] {
    const shown = this.#places.groups.flatMap(({ group, shown: size }) =>
      group === undefined || size === 0 ? [] : [{ group, size }],
    );
    shown.sort((a, b) => a.group.order - b.group.order || a.group.label.localeCompare(b.group.label, 'en'));
    return shown.map(({ group, size }) => groupHead(this.#name, group, size));
  }

  /** What has no parent: parents and epics, and what is neither. */
  #top(): { readonly place: Place | undefined; readonly epics: readonly Node[]; readonly single: readonly Node[] } {
    const place = this.#places.at(topKey);
    const [epics, alone]: [Node[], Node[]] = [[], []];
    for (const node of place?.nodes.items ?? []) {
      const hasRows = this.#places.hasRows(node);
      if (node.fits || hasRows) (hasRows || isEpic(node) ? epics : alone).push(node);
    }
    return { place, epics, single: alone };
  }

  #headsAt(place: Place | undefined): readonly IssueHead[] {
    return this.#heads(this.#places.shownAt(place), place);
  }

  #heads(nodes: readonly Node[], place: Place | undefined): readonly IssueHead[] {
    return place === undefined ? [] : nodes.map((node) => this.#head(node, place));
  }

  #keyOf({ issue }: Node, place: Place): string {
    return this.#isTree ? epicKey(issue.id) : `${place.key}/${issue.id}`;
  }

  /** Made once while the issue, and what is derived of it, stays the same: at another filter most rows are those of before. */
  #head(node: Node, place: Place): IssueHead {
    const { drawn } = node;
    const { now } = this.#graph;
    if (drawn !== undefined && drawn.place === place && drawn.now === now) return drawn.head;
    const head = issueHead(this.#graph, node.issue, this.#keyOf(node, place));
    node.drawn = { head, place, now };
    return head;
  }
}

const isEpic = ({ issue }: Node): boolean => issue.issue_type === 'epic';

/** Whether two nodes of one issue stand at the same places in the same order. That an issue is an epic decides where it stands at the top. */
const standsAlike = (a: Node, b: Node): boolean =>
  a.rank === b.rank &&
  isEpic(a) === isEpic(b) &&
  a.places.length === b.places.length &&
  a.places.every(({ key }, at) => key === b.places[at]?.key);
