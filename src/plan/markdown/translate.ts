import type { Json } from '../../base/json.ts';
import type { Action, ArgumentType } from '../schema/action.ts';
import { actionNames, actionOf } from '../schema/actions.ts';

/** A command line of a document as a typed action. */
export type Translated = {
  readonly uses: string;
  readonly with: Readonly<Record<string, Json>>;
  /** Words that the action has no place for. */
  readonly unplaced: readonly string[];
};

export type Program = Action['command']['program'];

/** The program that a plan's author meant, and the words after it; `npx -y claude-flow@alpha x` means claude-flow's `x`. */
export function programOf(
  words: readonly string[],
): { readonly program: Program; readonly rest: readonly string[] } | undefined {
  const [first = '', ...rest] = words;
  if (first === 'bd' || first === 'beads') return { program: 'bd', rest };
  if (first === 'claude' || first === 'git') return { program: first, rest };
  if (first === 'npx' || first === 'pnpx' || first === 'bunx') {
    const at = rest.findIndex((word) => !word.startsWith('-'));
    return at >= 0 && isClaudeFlow(rest[at] ?? '') ? { program: 'claude-flow', rest: rest.slice(at + 1) } : undefined;
  }
  return isClaudeFlow(first) ? { program: 'claude-flow', rest } : undefined;
}

const isClaudeFlow = (word: string): boolean => /^(\.\/|@[\w.-]+\/)?(claude-flow|ruflo)(@[\w.-]+)?$/.test(word);

/** The action that a command line means, by the table of actions; undefined: none. */
export function translate(words: readonly string[]): Translated | undefined {
  const named = programOf(words);
  if (named === undefined) return undefined;
  let best: { readonly name: string; readonly action: Action; readonly score: number } | undefined;
  for (const name of actionNames) {
    const action = actionOf(name);
    if (action === undefined || action.command.program !== named.program) continue;
    const score = matches(action, named.rest);
    if (score > (best?.score ?? 0)) best = { name, action, score };
  }
  if (best === undefined) return undefined;
  const rest = named.rest.slice(best.action.command.words.length);
  return { uses: best.name, ...readArguments(best.action, rest) };
}

/** How many words and required flags agree; 0: it is not this action. */
function matches(action: Action, rest: readonly string[]): number {
  const { words, when } = action.command;
  if (words.some((word, at) => rest[at] !== word)) return 0;
  const conditions = Object.entries(when ?? {});
  if (conditions.some(([flag, value]) => flagValue(rest, flag) !== value)) return 0;
  return words.length + conditions.length;
}

function flagValue(words: readonly string[], flag: string): string | undefined {
  for (const [at, word] of words.entries()) {
    if (word === `--${flag}`) return words[at + 1];
    if (word.startsWith(`--${flag}=`)) return word.slice(flag.length + 3);
  }
  return undefined;
}

function readArguments(action: Action, words: readonly string[]): Pick<Translated, 'with' | 'unplaced'> {
  const read: Record<string, Json> = {};
  const unplaced: string[] = [];
  const positional = [...(action.command.positional ?? [])];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const flag = /^--?([A-Za-z][\w-]*)(?:=([\s\S]*))?$/.exec(word);
    if (flag === null) {
      const name = positional.shift();
      if (name === undefined) unplaced.push(word);
      else read[name] = typed(action.arguments[name]?.type ?? 'text', word);
      continue;
    }
    const name = action.command.flags?.[flag[1] ?? ''] ?? flag[1] ?? '';
    const argument = action.arguments[name];
    const next = words[at + 1];
    const inline = flag[2];
    const takes =
      inline === undefined && next !== undefined && !next.startsWith('--') && wantsValue(argument?.type, next);
    const value = inline ?? (takes ? next : undefined);
    if (takes) at += 1;
    if (action.command.when?.[name] !== undefined) continue;
    if (argument === undefined) unplaced.push(value === undefined ? word : `--${name} ${value}`);
    else read[name] = value === undefined ? true : typed(argument.type, value);
  }
  return { with: read, unplaced };
}

/** A flag that is on or off takes the next word only where that says which. */
const wantsValue = (type: ArgumentType | undefined, next: string): boolean =>
  type !== 'boolean' || next === 'true' || next === 'false';

function typed(type: ArgumentType, text: string): Json {
  if (type === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (type === 'list' || type === 'issues') {
    const parts = text.split(',').map((part) => part.trim());
    return parts.length > 1 ? parts.filter((part) => part !== '') : text;
  }
  return type === 'status' ? statusOf(text) : text;
}

const statuses: Readonly<Record<string, string>> = {
  not_started: 'open',
  todo: 'open',
  complete: 'closed',
  completed: 'closed',
  done: 'closed',
};

/** A status in Beads' own spelling: `in-progress` → `in_progress`, `not-started` → `open`, `complete` → `closed`. */
export const statusOf = (text: string): string => {
  const spelled = text
    .trim()
    .toLowerCase()
    .replace(/[-\s]+/g, '_');
  return statuses[spelled] ?? spelled;
};
