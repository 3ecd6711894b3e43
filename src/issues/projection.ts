import type { IssueFilter } from './filter.ts';
import { Forest } from './forest.ts';
import { type IssueGraph, isClosed } from './graph.ts';
import { type GroupsOf, groupings, type IssueGroup, type IssueGrouping } from './grouping.ts';
import type { Issue } from './issue.ts';
import { groupHead, type IssueHead, issueHead } from './row.ts';
import { type Ranked, Sorted } from './sorted.ts';

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

/** An issue in the tree. `passes`: the filter; `fits`: it and what hides closed ones. */
type Node = Ranked & {
  readonly issue: Issue;
  /** Keys of the rows that it lies under. */
  readonly places: readonly string[];
  passes: boolean;
  fits: boolean;
};

/** What lies under one row: all of it in order, and how many of them show. */
type Place = { readonly nodes: Sorted<Node>; shown: number; readonly group: IssueGroup | undefined };

type Stand = { readonly node: Node; readonly shown: boolean };

const top = '';
const single = 'epic:';
const epicKey = (id: string): string => `epic/${id}`;

/**
 * The rows of the Issues view, without those that nobody asked for: a row's own rows are made when they are looked at. A change moves only what it
 * touches; another filter only marks what fits. Every issue that fits is there once asked for, also one whose parent is missing or in a circle.
 */
export class IssueProjection {
  readonly #graph: IssueGraph;
  readonly #name: string;
  /** Undefined where parents are the tree. */
  readonly #groupsOf: GroupsOf | undefined;
  readonly #forest = new Forest();
  readonly #nodes = new Map<string, Node>();
  readonly #places = new Map<string, Place>();
  #filter: IssueFilter | undefined;
  #hideClosed: boolean;
  #fitting = 0;
  #hidden = 0;
  /** How many rows lay under the rows that the `apply` that goes on has come by. */
  readonly #sizes = new Map<string, number>();

  constructor(graph: IssueGraph, { groupBy, filter, hideClosed = false }: ProjectionOptions) {
    this.#graph = graph;
    this.#name = typeof groupBy === 'string' ? groupBy : groupBy.name;
    this.#groupsOf =
      typeof groupBy !== 'string' ? groupBy.groupsOf : groupBy === 'epic' ? undefined : groupings[groupBy];
    this.#filter = filter;
    this.#hideClosed = hideClosed;
    const issues = [...graph.issues.values()].filter(isShowable);
    if (this.#groupsOf === undefined) for (const issue of issues) this.#forest.set(issue);
    for (const issue of issues) this.#insert(issue);
  }

  /** Issues, not rows: all, those that pass the filter, and how many of those are hidden because they are closed. */
  get counts(): { readonly total: number; readonly fitting: number; readonly closedHidden: number } {
    return { total: this.#nodes.size, fitting: this.#fitting, closedHidden: this.#hidden };
  }

  /** Shows what passes another filter. */
  show(filter: IssueFilter | undefined, hideClosed = this.#hideClosed): void {
    this.#filter = filter;
    this.#hideClosed = hideClosed;
    this.#fitting = 0;
    this.#hidden = 0;
    for (const place of this.#places.values()) place.shown = 0;
    for (const node of this.#nodes.values()) this.#judge(node);
    for (const node of this.#nodes.values()) if (node.fits) this.#spreadUp(node, 1);
    this.#sizes.clear();
  }

  /** Takes in what `LiveGraph.apply` touched. */
  apply(touched: ReadonlySet<string>): TreeChange {
    const moved = this.#replant(touched);
    const before = new Map<string, Stand>();
    for (const id of moved) {
      const node = this.#nodes.get(id);
      if (node === undefined) continue;
      before.set(id, { node, shown: this.#isShown(node) });
    }
    this.#sizes.clear();
    // First all out, then all in, so that a parent and a child that change places never go in a circle.
    for (const { node } of before.values()) this.#remove(node);
    for (const id of moved) {
      const issue = this.#graph.issues.get(id);
      if (issue !== undefined && isShowable(issue)) this.#insert(issue);
    }
    const changed = { parents: new Set<string>(), rows: new Set<string>() };
    for (const id of moved) this.#compare(before.get(id), id, changed);
    for (const [key, size] of this.#sizes) this.#compareSize(key, size, changed);
    return changed;
  }

  /** The rows under a row; the empty key asks for the top. */
  children(key: string): readonly IssueHead[] {
    if (key === single) return this.#top().single.map((node) => this.#head(node, top));
    if (key !== top) return this.#shownAt(key).map((node) => this.#head(node, key));
    if (this.#groupsOf !== undefined) return this.#groups();
    const { epics, single: alone } = this.#top();
    const rows = epics.map((node) => this.#head(node, top));
    if (epics.length === 0 || alone.length === 0) return [...rows, ...alone.map((node) => this.#head(node, top))];
    return [...rows, groupHead('epic', { id: '', label: 'Without an epic', order: 0 }, alone.length)];
  }

  /** How many rows lie under a row, without making them. */
  size(key: string): number {
    if (key === single) return this.#top().single.length;
    return key === top && this.#groupsOf !== undefined ? this.#groups().length : (this.#places.get(key)?.shown ?? 0);
  }

  /** The row as it is now; undefined when it is gone. */
  fresh(head: IssueHead): IssueHead | undefined {
    if (head.kind === 'group') return this.children(top).find(({ key }) => key === head.key);
    const node = this.#nodes.get(head.id);
    if (node === undefined || !this.#isShown(node)) return undefined;
    return node.places.map((place) => this.#head(node, place)).find(({ key }) => key === head.key);
  }

  /** The way down to an issue's first row: keys, its own last; empty when it does not show. */
  pathTo(id: string): readonly string[] {
    const node = this.#nodes.get(id);
    const place = node?.places[0];
    if (node === undefined || place === undefined || !this.#isShown(node)) return [];
    const own = this.#head(node, place).key;
    if (this.#groupsOf !== undefined) return [place, own];
    if (place !== top) return [...this.pathTo(this.#above(place)?.issue.id ?? ''), own];
    const { epics, single: alone } = this.#top();
    return epics.length > 0 && alone.includes(node) ? [single, own] : [own];
  }

  /** Sets parents anew, and says whose row must find its place again. */
  #replant(touched: ReadonlySet<string>): ReadonlySet<string> {
    if (this.#groupsOf !== undefined) return touched;
    const moved = new Set<string>();
    const add = (): void => {
      for (const id of touched) for (const other of this.#forest.family(id)) moved.add(other);
    };
    add();
    for (const id of touched) {
      const issue = this.#graph.issues.get(id);
      if (issue !== undefined && isShowable(issue)) this.#forest.set(issue);
      else this.#forest.delete(id);
    }
    add();
    return moved;
  }

  #insert(issue: Issue): void {
    const node: Node = {
      issue,
      rank: (isClosed(issue) ? 1e6 : 0) + issue.priority,
      key: naturalKey(issue.id),
      places: this.#placesOf(issue),
      passes: false,
      fits: false,
    };
    this.#nodes.set(issue.id, node);
    this.#judge(node);
    for (const place of node.places) this.#place(place).nodes.add(node);
    if (this.#isShown(node)) this.#spreadUp(node, 1);
  }

  #remove(node: Node): void {
    if (this.#isShown(node)) this.#spreadUp(node, -1);
    if (node.passes) this.#fitting -= 1;
    if (node.passes && !node.fits) this.#hidden -= 1;
    this.#nodes.delete(node.issue.id);
    for (const key of node.places) {
      const place = this.#place(key);
      place.nodes.remove(node);
      if (place.nodes.isEmpty) this.#places.delete(key);
    }
  }

  #placesOf(issue: Issue): readonly string[] {
    if (this.#groupsOf === undefined) {
      const parent = this.#forest.parentOf(issue.id);
      return [parent === undefined ? top : epicKey(parent)];
    }
    return this.#groupsOf(issue, this.#graph).map((group) => {
      const key = `${this.#name}:${group.id}`;
      this.#place(key, group);
      return key;
    });
  }

  #place(key: string, group?: IssueGroup): Place {
    const there = this.#places.get(key);
    if (there !== undefined) return there;
    const made: Place = { nodes: new Sorted(), shown: 0, group };
    this.#places.set(key, made);
    return made;
  }

  #judge(node: Node): void {
    node.passes = this.#filter?.(node.issue) ?? true;
    node.fits = node.passes && !(this.#hideClosed && isClosed(node.issue));
    if (node.passes) this.#fitting += 1;
    if (node.passes && !node.fits) this.#hidden += 1;
  }

  /** It fits, or something under it does. */
  #isShown(node: Node): boolean {
    return node.fits || this.#hasRows(node.issue.id);
  }

  #hasRows(id: string): boolean {
    return this.#groupsOf === undefined && (this.#places.get(epicKey(id))?.shown ?? 0) > 0;
  }

  /** Counts a node that begins or ceases to show where it lies, and its parents that so begin or cease to show too. */
  #spreadUp(node: Node, by: 1 | -1): void {
    for (const key of node.places) {
      const place = this.#place(key);
      if (!this.#sizes.has(key)) this.#sizes.set(key, place.shown);
      const had = place.shown > 0;
      place.shown += by;
      const above = had === place.shown > 0 ? undefined : this.#above(key);
      if (above?.fits === false) this.#spreadUp(above, by);
    }
  }

  /** The issue whose rows these are. */
  #above(key: string): Node | undefined {
    return this.#groupsOf === undefined && key !== top ? this.#nodes.get(key.slice(epicKey('').length)) : undefined;
  }

  #compareSize(key: string, before: number, changed: { parents: Set<string>; rows: Set<string> }): void {
    const now = this.#places.get(key)?.shown ?? 0;
    const turned = before > 0 !== now > 0;
    if (this.#groupsOf !== undefined) {
      if (before !== now) changed.rows.add(key);
      if (turned) changed.parents.add(top);
    } else if (turned) {
      // It may begin or cease to show, or, without being an epic, stand among the epics.
      for (const place of this.#above(key)?.places ?? []) changed.parents.add(place);
    }
  }

  #compare(before: Stand | undefined, id: string, changed: { parents: Set<string>; rows: Set<string> }): void {
    const node = this.#nodes.get(id);
    const shown = node !== undefined && this.#isShown(node);
    const same =
      before !== undefined &&
      node !== undefined &&
      before.shown === shown &&
      before.node.rank === node.rank &&
      // Whether it is an epic decides where it stands at the top.
      isEpic(before.node) === isEpic(node) &&
      before.node.places.join('\n') === node.places.join('\n');
    if (!same) {
      for (const key of before?.shown ? before.node.places : []) changed.parents.add(key);
      for (const key of shown ? node.places : []) changed.parents.add(key);
    } else if (shown) {
      for (const place of node.places) changed.rows.add(this.#keyOf(node, place));
    }
  }

  #groups(): readonly IssueHead[] {
    const shown = [...this.#places.values()].flatMap(({ group, shown: size }) =>
      group === undefined || size === 0 ? [] : [{ group, size }],
    );
    shown.sort((a, b) => a.group.order - b.group.order || a.group.label.localeCompare(b.group.label, 'en'));
    return shown.map(({ group, size }) => groupHead(this.#name, group, size));
  }

  /** What has no parent: parents and epics, and what is neither. */
  #top(): { readonly epics: readonly Node[]; readonly single: readonly Node[] } {
    const shown = this.#shownAt(top);
    const stands = (node: Node): boolean => isEpic(node) || this.#hasRows(node.issue.id);
    return { epics: shown.filter(stands), single: shown.filter((node) => !stands(node)) };
  }

  #shownAt(key: string): readonly Node[] {
    return this.#places.get(key)?.nodes.items.filter((node) => this.#isShown(node)) ?? [];
  }

  #keyOf({ issue }: Node, place: string): string {
    return this.#groupsOf === undefined ? epicKey(issue.id) : `${place}/${issue.id}`;
  }

  #head(node: Node, place: string): IssueHead {
    return issueHead(this.#graph, node.issue, this.#keyOf(node, place));
  }
}

const isEpic = ({ issue }: Node): boolean => issue.issue_type === 'epic';

const isShowable = ({ status }: Issue): boolean => status !== 'tombstone';

/** A text whose order is that of the id as people count: `n-9` before `n-10`. */
const naturalKey = (id: string): string =>
  `${id.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'))}\n${id}`;
