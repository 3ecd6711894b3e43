import type { Json } from '../../base/json.ts';
import type { Action, Argument } from './action.ts';
import { actionNames, actionOf } from './actions.ts';

/** A command line understood as an action. `rest` are words that the action has no argument for. */
export type Understood = {
  readonly name: string;
  readonly action: Action;
  readonly with: Readonly<Record<string, Json>>;
  readonly rest: readonly string[];
};

/** Reads `npx claude-flow@alpha hooks post-edit --file x`, `bd create …`, `claude mcp list`, `git commit -m …`; undefined for anything else. */
export function understand(words: readonly string[]): Understood | undefined {
  const found = programOf(words);
  if (found === undefined) return undefined;
  const { program, rest } = found;
  for (const name of actionNames) {
    const action = actionOf(name);
    if (action?.command.program !== program) continue;
    const own = action.command.words;
    if (!own.every((word, index) => rest[index] === word)) continue;
    const read = readArguments(action, rest.slice(own.length));
    if (read !== undefined) return { name, action, ...read };
  }
  return undefined;
}

/** What starts a package's program without being it: `npx -y`, `pnpm dlx`, `npm exec --`, … */
const wrappers: readonly (readonly string[])[] = [
  ['npx'],
  ['bunx'],
  ['pnpx'],
  ['pnpm', 'dlx'],
  ['yarn', 'dlx'],
  ['npm', 'exec'],
  ['npm', 'x'],
];

function behindWrapper(words: readonly string[]): number {
  const wrapper = wrappers.find((one) => one.every((word, index) => words[index] === word));
  if (wrapper === undefined) return 0;
  const next = words.findIndex((word, index) => index >= wrapper.length && !word.startsWith('-'));
  return next < 0 ? words.length : next;
}

function programOf(words: readonly string[]): { program: string; rest: readonly string[] } | undefined {
  const start = behindWrapper(words);
  const first = words[start]?.replace(/@[\w.^~-]+$/, '').replace(/^.*[\\/](?=[\w-]+$)/, '');
  const program = first === 'ruflo' ? 'claude-flow' : first;
  return program === undefined || !['bd', 'claude-flow', 'claude', 'git'].includes(program)
    ? undefined
    : { program, rest: words.slice(start + 1) };
}

type Read = Pick<Understood, 'with' | 'rest'>;

function readArguments(action: Action, words: readonly string[]): Read | undefined {
  const { positional = [], flags = {}, when = {} } = action.command;
  const given = new Map<string, Json>();
  const fixed = new Map<string, string>();
  const rest: string[] = [];
  let standing = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const flag = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word);
    if (flag === null) {
      const name = positional[standing];
      standing += 1;
      if (name === undefined) rest.push(word);
      else given.set(name, readValue(action.arguments[name], word));
      continue;
    }
    const name = flags[flag[1] ?? ''] ?? flag[1] ?? '';
    const argument = Object.hasOwn(action.arguments, name) ? action.arguments[name] : undefined;
    const next = words[at + 1];
    const takesNext =
      flag[2] === undefined && next !== undefined && !next.startsWith('--') && takesValue(argument, next);
    const value = flag[2] ?? (takesNext ? next : undefined);
    if (takesNext) at += 1;
    if (Object.hasOwn(when, name) && value !== undefined) fixed.set(name, value);
    else if (argument !== undefined) given.set(name, value === undefined ? true : readValue(argument, value));
    else rest.push(...(value === undefined ? [word] : [word, value].slice(0, takesNext ? 2 : 1)));
  }
  const matches = Object.entries(when).every(([name, value]) => fixed.get(name) === value);
  return matches ? { with: Object.fromEntries(given), rest } : undefined;
}

const takesValue = (argument: Argument | undefined, next: string): boolean =>
  argument?.type !== 'boolean' || next === 'true' || next === 'false';

function readValue(argument: Argument | undefined, word: string): Json {
  switch (argument?.type) {
    case 'number':
      return word.trim() !== '' && !Number.isNaN(Number(word)) ? Number(word) : word;
    case 'boolean':
      return word === 'true' ? true : word === 'false' ? false : word;
    case 'list':
    case 'issues':
      return word.split(',').map((part) => part.trim());
    default:
      return word;
  }
}
