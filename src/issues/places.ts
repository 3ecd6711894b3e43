import type { IssueFilter } from './filter.ts';
import { Forest } from './forest.ts';
import { type IssueGraph, isClosed } from './graph.ts';
import type { GroupsOf, IssueGroup } from './grouping.ts';
import type { Issue } from './issue.ts';
import type { IssueHead } from './row.ts';
import { type Ranked, Sorted } from './sorted.ts';

/** What lies under one row: all of it in order, and how many of them show. */
export type Place = {
  /** The row's key; empty for the top. */
  readonly key: string;
  /** The issue whose row it is. */
  readonly owner: string | undefined;
  readonly group: IssueGroup | undefined;
  readonly nodes: Sorted<Node>;
  shown: number;
  /** This place and no other, as a list that all share who lie just here. */
  readonly alone: readonly Place[];
};

function newPlace(key: string, owner: string | undefined, group: IssueGroup | undefined): Place {
  const alone: Place[] = [];
  const place: Place = { key, owner, group, nodes: new Sorted(), shown: 0, alone };
  alone.push(place);
  return place;
}

/** An issue in the tree. */
export class Node implements Ranked {
  readonly issue: Issue;
  readonly rank: number;
  /** What it lies under; more than one place where it is in several groups. */
  readonly places: readonly Place[];
  /** The filter lets it through. */
  passes = false;
  /** It passes, and is not hidden for being closed. */
  fits = false;
  /** Its row as it was made last. */
  drawn: { readonly head: IssueHead; readonly place: Place; readonly now: number } | undefined;
  #key: string | undefined;

  constructor(issue: Issue, places: readonly Place[]) {
    this.issue = issue;
    this.rank = (isClosed(issue) ? 1e6 : 0) + issue.priority;
    this.places = places;
  }

  /** Made when first compared: most issues lie where nobody looks. */
  get key(): string {
    this.#key ??= naturalKey(this.issue.id);
    return this.#key;
  }
}

export const topKey = '';
const epic = 'epic/';
/** The key of an issue's row in the tree of parents. */
export const epicKey = (id: string): string => epic + id;

/** Which issue lies where, which of them show, and how many of those lie under each row. */
export class Places {
  readonly #graph: IssueGraph;
  /** Undefined where parents are the tree. */
  readonly #grouping: { readonly name: string; readonly groupsOf: GroupsOf } | undefined;
  readonly #forest = new Forest();
  readonly #nodes = new Map<string, Node>();
  readonly #top = newPlace(topKey, undefined, undefined);
  /** By the issue whose rows they are, or by the group's key. */
  readonly #places = new Map<string, Place>();
  #filter: IssueFilter | undefined;
  #hideClosed: boolean;
  #fitting = 0;
  #hidden = 0;
  /** How many rows lay under the rows that were come by since somebody asked for it. */
  #sizes: Map<string, number> | undefined;

  constructor(
    graph: IssueGraph,
    grouping: { readonly name: string; readonly groupsOf: GroupsOf } | undefined,
    filter: IssueFilter | undefined,
    hideClosed: boolean,
  ) {
    this.#graph = graph;
    this.#grouping = grouping;
    this.#filter = filter;
    this.#hideClosed = hideClosed;
    const issues = [...graph.issues.values()].filter(isShowable);
    if (grouping === undefined) for (const issue of issues) this.#forest.set(issue);
    for (const issue of issues) this.#insert(issue);
  }

  get counts(): { readonly total: number; readonly fitting: number; readonly closedHidden: number } {
    return { total: this.#nodes.size, fitting: this.#fitting, closedHidden: this.#hidden };
  }

  get groups(): readonly Place[] {
    return this.#grouping === undefined ? [] : [...this.#places.values()];
  }

  node(id: string): Node | undefined {
    return this.#nodes.get(id);
  }

  at(key: string): Place | undefined {
    if (key === topKey) return this.#top;
    return this.#places.get(this.#grouping === undefined && key.startsWith(epic) ? key.slice(epic.length) : key);
  }

  /** The issue under whose row this place is. */
  above({ owner }: Place): Node | undefined {
    return owner === undefined ? undefined : this.#nodes.get(owner);
  }

  /** It fits, or something under it does. */
  isShown(node: Node): boolean {
    return node.fits || this.hasRows(node);
  }

  hasRows({ issue }: Node): boolean {
    return this.#grouping === undefined && (this.#places.get(issue.id)?.shown ?? 0) > 0;
  }

  shownAt(place: Place | undefined): readonly Node[] {
    return place?.nodes.items.filter((node) => this.isShown(node)) ?? [];
  }

  /** Shows what passes another filter. */
  show(filter: IssueFilter | undefined, hideClosed: boolean): void {
    this.#filter = filter;
    this.#hideClosed = hideClosed;
    this.#fitting = 0;
    this.#hidden = 0;
    this.#top.shown = 0;
    for (const place of this.#places.values()) place.shown = 0;
    // Whether a parent fits must be known before its children are counted.
    for (const node of this.#nodes.values()) this.#judge(node);
    for (const node of this.#nodes.values()) if (node.fits) this.#spreadUp(node, 1);
  }

  /**
   * Moves these issues, and those whose parent may be another one with them, to where they lie now. `before` is told what stood until now, and the
   * result is how many rows lay under the rows that this came by.
   */
  move(
    ids: ReadonlySet<string>,
    before: (id: string, node: Node | undefined, shown: boolean) => void,
  ): ReadonlyMap<string, number> {
    const moved = this.#replant(ids);
    const old = [...moved].flatMap((id) => this.#nodes.get(id) ?? []);
    for (const id of moved) {
      const node = this.#nodes.get(id);
      before(id, node, node !== undefined && this.isShown(node));
    }
    const sizes = new Map<string, number>();
    this.#sizes = sizes;
    // First all out, then all in, so that a parent and a child that change places never go in a circle.
    for (const node of old) this.#remove(node);
    for (const id of moved) {
      const issue = this.#graph.issues.get(id);
      if (issue !== undefined && isShowable(issue)) this.#insert(issue);
    }
    this.#sizes = undefined;
    return sizes;
  }

  /** Sets parents anew, and says whose row must find its place again. */
  #replant(touched: ReadonlySet<string>): ReadonlySet<string> {
    if (this.#grouping !== undefined) return touched;
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
    const node = new Node(issue, this.#placesOf(issue));
    this.#nodes.set(issue.id, node);
    this.#judge(node);
    for (const place of node.places) place.nodes.add(node);
    if (this.isShown(node)) this.#spreadUp(node, 1);
  }

  #remove(node: Node): void {
    if (this.isShown(node)) this.#spreadUp(node, -1);
    if (node.passes) this.#fitting -= 1;
    if (node.passes && !node.fits) this.#hidden -= 1;
    this.#nodes.delete(node.issue.id);
    for (const place of node.places) {
      place.nodes.remove(node);
      if (place.nodes.isEmpty) this.#places.delete(place.owner ?? place.key);
    }
  }

  #placesOf(issue: Issue): readonly Place[] {
    if (this.#grouping === undefined) {
      const parent = this.#forest.parentOf(issue.id);
      return (parent === undefined ? this.#top : this.#under(parent)).alone;
    }
    const { name, groupsOf } = this.#grouping;
    return groupsOf(issue, this.#graph).map((group) => this.#in(`${name}:${group.id}`, group));
  }

  #under(owner: string): Place {
    const there = this.#places.get(owner);
    if (there !== undefined) return there;
    const made = newPlace(epicKey(owner), owner, undefined);
    this.#places.set(owner, made);
    return made;
  }

  #in(key: string, group: IssueGroup): Place {
    const there = this.#places.get(key);
    if (there !== undefined) return there;
    const made = newPlace(key, undefined, group);
    this.#places.set(key, made);
    return made;
  }

  #judge(node: Node): void {
    node.passes = this.#filter?.(node.issue) ?? true;
    node.fits = node.passes && !(this.#hideClosed && isClosed(node.issue));
    if (node.passes) this.#fitting += 1;
    if (node.passes && !node.fits) this.#hidden += 1;
  }

  /** Counts a node that begins or ceases to show where it lies, and its parents that so begin or cease to show too. */
  #spreadUp(node: Node, by: 1 | -1): void {
    for (const place of node.places) {
      if (this.#sizes?.has(place.key) === false) this.#sizes.set(place.key, place.shown);
      const had = place.shown > 0;
      place.shown += by;
      const above = had === place.shown > 0 ? undefined : this.above(place);
      if (above?.fits === false) this.#spreadUp(above, by);
    }
  }
}

const isShowable = ({ status }: Issue): boolean => status !== 'tombstone';

/** A text whose order is that of the id as people count: `n-9` before `n-10`. */
const naturalKey = (id: string): string =>
  `${id.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'))}\n${id}`;
