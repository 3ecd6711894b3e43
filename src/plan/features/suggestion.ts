import type { Span } from '../../base/span.ts';
import type { ReferenceKind } from '../schema/type.ts';
import { scalarText } from '../syntax/write.ts';
import type { Context } from './context.ts';

/** One thing that may be written at a caret. */
export type Suggestion = {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'template' | 'snippet' | 'file' | 'folder' | 'program' | ReferenceKind;
  /** Beside the label, short. */
  readonly detail: string;
  /** Markdown, for when a person looks closer. */
  readonly doc: string;
  readonly span: Span;
  /** Lines below the first count from the indentation of the line that the caret is in. */
  readonly insert: string;
  /** `insert` has places to go through, in the syntax that editors share. */
  readonly snippet?: true;
  /** What typed words are matched with; the label where it is absent. */
  readonly filter?: string;
  /** More may come at once behind it: a key's value, what a folder holds. */
  readonly goesOn?: true;
};

/** A value as it has to be written here. */
export function asValue(label: string, { needsBlank, quote }: Context): string {
  // `30m` and `10 USD` are texts, whatever they begin with.
  const plain = quote !== undefined || /^\d+(?: ?[a-z]+)?$/i.test(label);
  return (needsBlank ? ' ' : '') + (plain ? inQuotes(label, quote) : scalarText(label));
}

const inQuotes = (text: string, quote: Context['quote']): string =>
  quote === '"' ? text.replace(/["\\]/g, '\\$&') : quote === "'" ? text.replaceAll("'", "''") : text;

/** Blanks that bring a line below to the column of the key at the caret. */
export const under = ({ column, indent }: Context, deeper = 0): string =>
  ' '.repeat(Math.max(0, column - indent) + deeper);
