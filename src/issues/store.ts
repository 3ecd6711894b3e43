import type { Disposable } from '../base/disposable.ts';
import type { Result } from '../base/result.ts';
import type { IssueChanges } from './diff.ts';
import type { Issue } from './issue.ts';

/** All issues of a tracker at one moment. */
export type IssueSnapshot = {
  /** Changes exactly when the tracker's content does (Dolt's manifest root, or a hash of the JSONL). */
  readonly token: string;
  /** The store's own, which may hold other issues after the next `load`. */
  readonly issues: ReadonlyMap<string, Issue>;
  /** What led here from the content under the token that `load` was given; absent where the store does not know. */
  readonly since?: IssueChanges | undefined;
  /** Lines that could not be read: kept in the file, named here. */
  readonly broken: readonly { readonly file: string; readonly line: number; readonly detail: string }[];
};

export type NewIssue = {
  /** Absent: the store makes one from its prefix. */
  readonly id?: string;
  readonly title: string;
  readonly description?: string;
  readonly issue_type?: string;
  readonly priority?: number;
  readonly assignee?: string;
  readonly labels?: readonly string[];
  readonly estimated_minutes?: number;
  readonly parent?: string;
  /** Issues that block this one. */
  readonly needs?: readonly string[];
};

/** An issue as it is to be, with an id of its own. */
export type WholeIssue = NewIssue & { readonly id: string; readonly status: string };

/** What can be set on an issue; an empty string clears where Beads allows it. */
export type IssueChange = {
  readonly title?: string;
  readonly description?: string;
  readonly design?: string;
  readonly acceptance_criteria?: string;
  readonly notes?: string;
  readonly status?: string;
  readonly priority?: number;
  readonly issue_type?: string;
  readonly assignee?: string;
  readonly estimated_minutes?: number;
  /** RFC 3339. */
  readonly due_at?: string;
  readonly defer_until?: string;
  readonly parent?: string;
  readonly add_labels?: readonly string[];
  readonly remove_labels?: readonly string[];
  readonly set_metadata?: Readonly<Record<string, string>>;
};

/** One port for every tracker. A store serialises its own writes; every write resolves once it is durable and `changed` has been told. */
export type IssueStore = Disposable & {
  readonly kind: 'bd' | 'jsonl' | 'read-only';
  /** The `.beads` folder, redirects followed. */
  readonly folder: string;
  /** For people: "bd 1.0.3, embedded Dolt", "issues.jsonl (embedded store)", … */
  readonly title: string;
  /** Undefined when everything may be written; else why not. */
  readonly readOnly: string | undefined;
  /** Whether `onChange` hears of other programs' changes too; where not, they show at the next load. */
  readonly live: boolean;
  /** `since`: a token of before, for a store that can tell what became of the issues since then without looking at all of them. */
  load(since?: string): Promise<Result<IssueSnapshot>>;
  /** In whose name changes are made, where the store was told. */
  readonly actor?: string | undefined;
  /**
   * Takes the snapshot of an earlier process for its own; false when the tracker's content is another one by now. Absent where loading is as
   * cheap as reading a kept snapshot.
   */
  resume?(kept: IssueSnapshot): Promise<boolean>;
  create(issue: NewIssue): Promise<Result<Issue>>;
  /** Creates all of them or none, whatever their ids begin with; that none of them is there is for the caller to know. Absent: one is created after the other. */
  createAll?(issues: readonly WholeIssue[]): Promise<Result<null>>;
  update(id: string, change: IssueChange): Promise<Result<Issue>>;
  /** Takes the issue for somebody and sets it in progress, atomically: refused with `issue-claimed` when somebody else has it. */
  claim(id: string, assignee: string): Promise<Result<Issue>>;
  close(id: string, reason: string): Promise<Result<Issue>>;
  reopen(id: string, reason: string): Promise<Result<Issue>>;
  comment(id: string, text: string): Promise<Result<Issue>>;
  addDependency(id: string, dependsOn: string, type: string): Promise<Result<Issue>>;
  removeDependency(id: string, dependsOn: string): Promise<Result<Issue>>;
  /** Tells that the tracker's content changed, by us or by anybody; never for reads, never twice for one change. Starts to watch at the first listener. */
  onChange(listener: () => void): Disposable;
  /** Tells that the same issues have another token now, of a store where that can be: Dolt gives what it holds another one when it commits it. */
  onSame?(listener: () => void): Disposable;
};
