import type * as vscode from 'vscode';
import type { Tagged } from './documents/address.ts';
import type { ReviewComments } from './documents/comments.ts';
import type { Documents } from './documents/documents.ts';
import type { IssueFiles } from './documents/issue-files.ts';
import type { Transcripts } from './documents/transcripts.ts';
import type { RunnerLink } from './link/link.ts';
import type { Model } from './model.ts';
import type { Plans } from './plans/plans.ts';
import type { Store } from './store.ts';
import type { LiveIssues } from './tracker/live.ts';
import type { IssueWrites } from './tracker/writes.ts';

/** A folder that this window works on, and what there is to work with. */
export type Home = Tagged & {
  /** What the workspace calls the folder. */
  readonly name: string;
  readonly folder: vscode.WorkspaceFolder;
  /** Absolute; what the runner serves, and what relative paths mean. */
  readonly root: string;
  readonly model: Store<Model>;
  readonly link: RunnerLink;
  readonly plans: Plans;
  readonly documents: Documents;
  /** The tracker's issues and what follows from them. */
  readonly issues: LiveIssues;
  /** Changes issues as the person wants them. */
  readonly writes: IssueWrites;
  /** Issues as documents that can be edited. */
  readonly issueFiles: IssueFiles;
  readonly transcripts: Transcripts;
  readonly comments: ReviewComments;
  readonly log: vscode.LogOutputChannel;
  /** Choices made last, kept for this folder. */
  readonly memory: vscode.Memento;
  /** Absolute path of a file of the extension, such as `dist/cli.js`. */
  asset(path: string): string;
  /** Hooks are declared in the settings. */
  hooksAreSet(): boolean;
  /** Runs that this window started: their reports open when they end. */
  readonly started: Set<string>;
};
