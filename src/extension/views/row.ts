import type { CommandId } from '../../protocol/commands.ts';

/** Colours of our own (the manifest's `contributes.colors`), named by what they mean. */
export type Tone =
  | 'working'
  | 'waiting'
  | 'done'
  | 'failed'
  | 'quiet'
  | 'priority.critical'
  | 'priority.high'
  | 'priority.medium'
  | 'priority.low';

export type Icon = { readonly name: string; readonly tone?: Tone };

/** What a row is about, so that a command knows what to act on. */
export type Subject =
  | { readonly kind: 'phase'; readonly plan: string; readonly run: string | undefined; readonly phase: string }
  | {
      readonly kind: 'task';
      readonly plan: string;
      readonly run: string | undefined;
      readonly phase: string;
      readonly task: string;
      readonly issue: string | undefined;
    }
  | {
      readonly kind: 'criterion';
      readonly run: string | undefined;
      readonly phase: string | undefined;
      readonly criterion: string;
    }
  /** A file that a task has changed. */
  | {
      readonly kind: 'change';
      readonly run: string;
      readonly phase: string;
      readonly task: string;
      readonly file: string;
    }
  | { readonly kind: 'issue'; readonly id: string }
  /** Issues of one value, empty for none, in a grouping. */
  | { readonly kind: 'group'; readonly by: string; readonly value: string }
  | { readonly kind: 'hook'; readonly hook: string }
  /** A folder of the window, by its root. */
  | { readonly kind: 'folder'; readonly root: string }
  | { readonly kind: 'none' };

export const nothing: Subject = { kind: 'none' };

/** Nothing but the folder that a command is to act in. */
export const folderSubject = ({ root }: { readonly root: string }): Subject => ({ kind: 'folder', root });

/**
 * One row of any of our trees, as plain data. Ids are unique and stable within a view, so that what is unfolded and selected stays so
 * while the content changes.
 */
export type Row = {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon?: Icon;
  /** Markdown, made when it is asked for. */
  readonly tooltip?: () => string;
  /** What a screen reader says: everything that label, description, icon and colour tell. */
  readonly spoken: string;
  /** Words that the manifest's `when` clauses look for. */
  readonly context: string;
  readonly subject: Subject;
  /** Run when the row is chosen, with the row's subject. */
  readonly command?: CommandId;
  /** A letter or two at the end of the row, with what they mean. */
  readonly badge?: { readonly text: string; readonly meaning: string };
  readonly children?: readonly Row[];
  readonly unfolded?: boolean;
};

/** A row in its tree. */
export type Placed = { readonly row: Row; readonly above: Placed | undefined };

/** Root of the folder that a row lies under; undefined where the window has but one. */
export function folderAbove({ row, above }: Placed): string | undefined {
  if (row.subject.kind === 'folder') return row.subject.root;
  return above === undefined ? undefined : folderAbove(above);
}
