import type { Json } from '../../base/json.ts';
import type { Argument, ArgumentType } from './action.ts';
import { understand } from './command-lines.ts';
import { effortMinutes } from './formats.ts';
import { priorities, statusInBeads } from './words.ts';

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
  const { name, with: values, action } = understood;
  const unplaced = [...understood.rest];
  const placed: Record<string, Json> = {};
  for (const [key, given] of Object.entries(values)) {
    const argument = action.arguments[key];
    const value = spelled(argument?.type, given);
    if (argument === undefined || !fits(argument, value)) unplaced.push(`--${key} ${String(given)}`);
    else placed[key] = value;
  }
  const missing = Object.entries(action.arguments).some(([key, { required }]) => required === true && !(key in placed));
  return missing && name !== 'beads.create' ? undefined : { uses: name, with: placed, unplaced };
}

function spelled(type: ArgumentType | undefined, value: Json): Json {
  if (type === 'status' && typeof value === 'string') return statusInBeads(value);
  if (type === 'priority' && typeof value === 'string') return value.toLowerCase().replace(/^p(?=\d$)/, '');
  return plainList(value);
}

/** Whether a plan may say this; a command line takes anything. */
function fits({ type, values }: Argument, value: Json): boolean {
  if (values !== undefined && !values.includes(String(value))) return false;
  switch (type) {
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'priority':
      return Object.hasOwn(priorities, String(value)) || /^[0-4]$/.test(String(value));
    case 'duration':
      return effortMinutes(String(value)) !== undefined;
    case 'list':
    case 'issues':
    case 'any':
      return true;
    default:
      return typeof value === 'string';
  }
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
