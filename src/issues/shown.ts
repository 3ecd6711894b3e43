import { changesBetween, type IssueChanges, sameIssue } from './diff.ts';
import type { Issue } from './issue.ts';
import type { IssueSnapshot } from './store.ts';

/** An issue as it will be once a write that goes on is done. */
export type Promised = { readonly id: string };

type Overlay = Promised & { issue: Issue; until: number | undefined };

/**
 * The issues that people see: as the tracker was last read, with what is being written laid over it. What a write promised stays until a reading
 * that began after the write is there, so that nothing flickers back; a refused promise is taken away at once.
 */
export class ShownIssues {
  readonly #read = new Map<string, Issue>();
  readonly #shown = new Map<string, Issue>();
  #overlays: readonly Overlay[] = [];

  get issues(): ReadonlyMap<string, Issue> {
    return this.#shown;
  }

  /** As the tracker was last read, without what is being written. */
  get tracked(): ReadonlyMap<string, Issue> {
    return this.#read;
  }

  /** Takes in a reading; `turn` counts readings in the order in which they began. Returns what people see change. */
  read(snapshot: IssueSnapshot, turn: number): IssueChanges {
    const { changed, removed } = snapshot.since ?? changesBetween(this.#read, snapshot.issues);
    for (const issue of changed) this.#read.set(issue.id, issue);
    for (const id of removed) this.#read.delete(id);
    const over = this.#overlays.filter(({ until }) => until !== undefined && until <= turn);
    this.#overlays = this.#overlays.filter((overlay) => !over.includes(overlay));
    return this.#show([...changed.map(({ id }) => id), ...removed, ...over.map(({ id }) => id)]);
  }

  /** Shows an issue as a write that begins will leave it. */
  promise(issue: Issue): { readonly promised: Promised; readonly changes: IssueChanges } {
    const promised: Overlay = { id: issue.id, issue, until: undefined };
    this.#overlays = [...this.#overlays, promised];
    return { promised, changes: this.#show([issue.id]) };
  }

  /** The write is done, and left the issue like this; readings of that turn and later know it. */
  keep(promised: Promised | undefined, issue: Issue, turn: number): IssueChanges {
    const others = this.#overlays.filter((overlay) => overlay !== promised);
    this.#overlays = [...others, { id: issue.id, issue, until: turn }];
    return this.#show([issue.id]);
  }

  /** The write was refused. */
  withdraw(promised: Promised): IssueChanges {
    this.#overlays = this.#overlays.filter((overlay) => overlay !== promised);
    return this.#show([promised.id]);
  }

  #show(ids: readonly string[]): IssueChanges {
    const changed: Issue[] = [];
    const removed: string[] = [];
    for (const id of new Set(ids)) {
      const issue = this.#overlays.findLast((overlay) => overlay.id === id)?.issue ?? this.#read.get(id);
      const before = this.#shown.get(id);
      if (issue === before) continue;
      if (issue === undefined) {
        this.#shown.delete(id);
        removed.push(id);
      } else {
        this.#shown.set(id, issue);
        if (before === undefined || !sameIssue(before, issue)) changed.push(issue);
      }
    }
    return { changed, removed };
  }
}
