import { type KeyLine, linesOf, opens, opensBlock, readLine } from './lines-of-keys.ts';

/** Where a caret stands, found by indentation alone, so that it holds in a text that is half-written. */
export type Place = {
  /** Keys from the root; a dash for an item of a list. Ends with the mapping or list that the caret is in. */
  readonly path: readonly string[];
  /** Keys beside the caret in its mapping, with what stands behind them. */
  readonly siblings: ReadonlyMap<string, string>;
  /** The same for the mapping one level up: `uses` for what stands under `with`. */
  readonly outer: ReadonlyMap<string, string>;
  /** Inside the text of a block scalar, of the key that opened it. */
  readonly block: string | undefined;
};

type Level = { readonly kind: 'map' | 'list'; readonly column: number };

/** `column` is that of the key (or dash) at the caret; `dashes` are those before it on its line. */
export function placeAt(text: string, lineNumber: number, column: number, dashes: readonly number[]): Place {
  const lines = linesOf(text).map(({ start, text: line }) => readLine(line, start));
  const walk = new Walk(lines, lineNumber);
  return walk.from(column, dashes);
}

class Walk {
  readonly #lines: readonly (KeyLine | undefined)[];
  readonly #start: number;

  constructor(lines: readonly (KeyLine | undefined)[], start: number) {
    this.#lines = lines;
    this.#start = start;
  }

  from(column: number, dashes: readonly number[]): Place {
    const path: string[] = [];
    const opened: { line: number; column: number }[] = [];
    let level: Level = { kind: 'map', column };
    for (const dash of [...dashes].reverse()) {
      path.unshift('-');
      level = { kind: 'list', column: dash };
    }
    let block: string | undefined;
    for (let at = this.#start - 1; at >= 0 && (level.column > 0 || level.kind === 'list'); at -= 1) {
      const line = this.#lines[at];
      if (line === undefined) continue;
      const inner = step(level, line);
      if (inner === undefined) continue;
      if (inner.key !== undefined) {
        if (opensBlock(line) && path.every((key) => key === '-')) block ??= inner.key;
        path.unshift(inner.key);
        opened.push({ line: at, column: line.column });
      }
      for (const _ of inner.dashes) path.unshift('-');
      level = inner.level;
    }
    const outer = opened[0] ? this.#siblings(opened[0].line, opened[0].column) : new Map<string, string>();
    return { path, siblings: this.#siblings(this.#start, column), outer, block };
  }

  /** Keys of the mapping at a column that a line belongs to. */
  #siblings(line: number, column: number): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    const take = (one: KeyLine): void => {
      if (one.column === column && one.key !== undefined) found.set(one.key, one.value ?? '');
    };
    const own = this.#lines[line];
    if (line !== this.#start && own) take(own);
    if (!own || own.column !== column || own.dashes.length === 0) {
      for (let at = line - 1; at >= 0; at -= 1) {
        const one = this.#lines[at];
        if (one === undefined) continue;
        if (one.column < column) break;
        take(one);
        if (one.dashes.length > 0 && one.column === column) break;
      }
    }
    for (let at = line + 1; at < this.#lines.length; at += 1) {
      const one = this.#lines[at];
      if (one === undefined) continue;
      if (one.column < column || (one.dashes[0] ?? column) < column) break;
      take(one);
    }
    return found;
  }
}

type Step = { readonly key: string | undefined; readonly dashes: readonly number[]; readonly level: Level };

/** What a line above says about the level that one is on: its parent, the dash of its own item, or nothing. */
function step(level: Level, line: KeyLine): Step | undefined {
  const last = line.dashes.at(-1);
  const begins = line.column === level.column || (last !== undefined && last < level.column && isBare(line));
  if (level.kind === 'map' && begins && last !== undefined) return { key: undefined, ...enclosing(line) };
  const above =
    level.kind === 'map'
      ? line.column < level.column
      : line.column < level.column || (line.column === level.column && last === undefined);
  const isParent = above && line.key !== undefined && (opens(line) || opensBlock(line));
  return isParent ? { key: line.key, ...enclosing(line) } : undefined;
}

/** A dash alone: its item is in the lines below. */
const isBare = ({ text }: KeyLine): boolean => /^[ \t\uFEFF-]*(?:#.*)?$/.test(text);

/** The level that a line's own key is on: a list where it stands behind dashes. */
function enclosing(line: KeyLine): Omit<Step, 'key'> {
  const first = line.dashes[0];
  if (first === undefined) return { dashes: [], level: { kind: 'map', column: line.column } };
  return { dashes: line.dashes, level: { kind: 'list', column: first } };
}
