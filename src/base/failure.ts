/**
 * Everything that can go wrong for reasons outside this program, as data: a kind and the facts that a sentence about it needs.
 * The sentences (what, why, what next) are in `protocol/explain.ts`; nothing else words an error for a person.
 */
export type Failure =
  | { readonly kind: 'no-repository'; readonly folder: string }
  | { readonly kind: 'no-commit'; readonly folder: string }
  | { readonly kind: 'dirty-tree'; readonly folder: string; readonly files: readonly string[] }
  /** Somebody's own changes that a merge would write over. */
  | { readonly kind: 'changes-in-the-way'; readonly folder: string; readonly files: readonly string[] }
  | { readonly kind: 'git-failed'; readonly operation: string; readonly detail: string }
  | {
      readonly kind: 'merge-conflict';
      readonly branch: string;
      readonly into: string;
      readonly files: readonly string[];
    }
  | { readonly kind: 'conflict-unresolved'; readonly branch: string; readonly files: readonly string[] }
  | { readonly kind: 'worktree-taken'; readonly folder: string; readonly branch: string }
  | { readonly kind: 'no-tracker'; readonly folder: string }
  | { readonly kind: 'tracker-read-only'; readonly folder: string; readonly why: string }
  | { readonly kind: 'tracker-broken'; readonly file: string; readonly line: number; readonly detail: string }
  | { readonly kind: 'bd-failed'; readonly command: string; readonly detail: string; readonly hint?: string }
  | { readonly kind: 'dolt-failed'; readonly detail: string }
  | { readonly kind: 'issue-unknown'; readonly id: string }
  | { readonly kind: 'issue-exists'; readonly id: string }
  /** `prefix`: what ids of this tracker begin with, dash included, where that is known. */
  | { readonly kind: 'issue-id-refused'; readonly id: string; readonly prefix?: string }
  | { readonly kind: 'issue-claimed'; readonly id: string; readonly by: string }
  | { readonly kind: 'issue-not-open'; readonly id: string; readonly status: string }
  | { readonly kind: 'issue-blocked'; readonly id: string; readonly by: readonly string[] }
  | { readonly kind: 'dependency-cycle'; readonly path: readonly string[] }
  | { readonly kind: 'plan-unreadable'; readonly file: string; readonly detail: string }
  | { readonly kind: 'plan-broken'; readonly file: string; readonly problems: number; readonly first: string }
  | { readonly kind: 'no-such'; readonly what: string; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'program-missing'; readonly program: string; readonly neededFor: string }
  | {
      readonly kind: 'program-failed';
      readonly program: string;
      readonly exit: number | undefined;
      readonly detail: string;
    }
  | { readonly kind: 'words-broken'; readonly text: string; readonly detail: string }
  | { readonly kind: 'timed-out'; readonly what: string; readonly milliseconds: number }
  | { readonly kind: 'agent-failed'; readonly agent: string; readonly detail: string }
  | { readonly kind: 'agent-missing'; readonly agent: string; readonly program: string; readonly install: string }
  | { readonly kind: 'claude-flow-missing'; readonly version: string }
  | { readonly kind: 'claude-flow-refused'; readonly tool: string; readonly detail: string }
  | { readonly kind: 'action-unavailable'; readonly action: string; readonly why: string }
  | { readonly kind: 'runner-unreachable'; readonly folder: string; readonly detail: string }
  | { readonly kind: 'runner-busy'; readonly run: string }
  | { readonly kind: 'untrusted'; readonly folder: string }
  /** A window without a folder. */
  | { readonly kind: 'no-folder' }
  | {
      readonly kind: 'file-failed';
      readonly operation: 'read' | 'write' | 'create' | 'remove' | 'watch';
      readonly file: string;
      readonly code: string;
    }
  /** Of several that are done one after the other, this befell the one after so many. */
  | { readonly kind: 'partly-done'; readonly done: number; readonly of: number; readonly failure: Failure }
  | { readonly kind: 'usage'; readonly detail: string }
  | { readonly kind: 'cancelled'; readonly what: string };

export type FailureKind = Failure['kind'];
