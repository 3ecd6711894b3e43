import type { Json } from '../../base/json.ts';
import { understand } from '../schema/command-lines.ts';

/** A command line of a document as a typed action. */
export type Translated = {
  readonly uses: string;
  readonly with: Readonly<Record<string, Json>>;
  /** Words that the action has no place for. */
  readonly unplaced: readonly string[];
};

/** The action that a command line means, with values as Beads spells them today; undefined: none. */
export function translate(words: readonly string[]): Translated | undefined {
  const [program = '', verb, second, ...rest] = words;
  const understood = understand(
    program === 'bd' && verb === 'dep' && second === 'add' ? ['bd', 'link', ...rest] : words,
  );
  if (understood === undefined) return undefined;
  const { name, with: values, rest: unplaced } = understood;
  const spelled = Object.entries(values).map(([key, value]): [string, Json] => [
    key,
    understood.action.arguments[key]?.type === 'status' && typeof value === 'string'
      ? statusOf(value)
      : plainList(value),
  ]);
  return { uses: name, with: Object.fromEntries(spelled), unplaced };
}

/** True for words that start claude-flow, whose command line takes anything and proves nothing. */
export const startsClaudeFlow = (words: readonly string[]): boolean => {
  const first = words.find((word) => !/^(npx|bunx|pnpx|-.*)$/.test(word)) ?? '';
  return /^(claude-flow|ruflo)(@[\w.^~-]+)?$/.test(first);
};

/** True for words that start a tool which plans speak to in blocks without a language. */
export const startsKnownTool = (words: readonly string[]): boolean =>
  startsClaudeFlow(words) || ['bd', 'claude', 'git'].includes(words[0] ?? '');

/** One item reads better alone. */
const plainList = (value: Json): Json => (Array.isArray(value) && value.length === 1 ? value[0] : value);

const statuses: Readonly<Record<string, string>> = {
  not_started: 'open',
  todo: 'open',
  complete: 'closed',
  completed: 'closed',
  done: 'closed',
};

/** A status in Beads' own spelling: `in-progress` → `in_progress`, `not-started` → `open`, `complete` → `closed`. */
function statusOf(text: string): string {
  const spelled = text
    .trim()
    .toLowerCase()
    .replace(/[-\s]+/g, '_');
  return statuses[spelled] ?? spelled;
}
