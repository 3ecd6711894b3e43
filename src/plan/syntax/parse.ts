import { parseAllDocuments } from 'yaml';
import type { Span } from '../../base/span.ts';
import { type Conflict, findConflicts, notOurs } from './conflicts.ts';
import { Converter } from './convert.ts';
import { tooDeepAt } from './depth.ts';
import type { Piece } from './pieces.ts';
import { type Quick, readQuickly } from './quick.ts';
import { contentEnd, halfTyped, noColon, type Repair, repairOf, strayLines, type YamlError } from './repair.ts';
import { type Node, nested } from './tree.ts';

/** A text read as tolerantly as it can be: there is always a tree of what could be understood, and a list of what could not. */
export type Tree = {
  readonly text: string;
  readonly root: Node | undefined;
  readonly mistakes: readonly Mistake[];
  readonly conflicts: readonly Conflict[];
  /** Names of the anchors that are set here, and of those that are asked for and not set before. */
  readonly anchors: ReadonlySet<string>;
  readonly unset: ReadonlySet<string>;
};

export type Mistake = {
  readonly span: Span;
  readonly message: string;
  readonly kind: Repair['mistake'] | 'open-bracket' | 'other';
};

/** UTF-16 units of a text that is read at once; a phase of that size is a mistake, and would cost gigabytes. */
const mostRead = 5_000_000;
/** Each repair costs a parse; a text with more mistakes than this shows the rest once these are mended. */
const mostRepairs = 8;
const mostMistakes = 20;

/** Reads a piece of a plan in its own coordinates, nested in the keys that it stands under. */
export function parsePiece({ text, role, under, column }: Piece): Tree {
  if (role === 'rest') return unread(text, 3, 'A plan is one document: what follows this line is not read.');
  const tree = parseTree(text, role === 'start' || role === 'whole' ? undefined : column);
  const root = tree.root?.kind === 'mapping' ? tree.root : undefined;
  if (root === undefined && tree.root !== undefined) return withoutMap(tree, tree.root);
  return { ...tree, root: root && role === 'entry' && under !== undefined ? nested(under, root) : root };
}

const none: ReadonlySet<string> = new Set();

/** A text of which nothing is read; `length` is what is underlined of it. */
function unread(text: string, length: number, message: string): Tree {
  const mistakes = [{ span: { start: 0, end: length }, message, kind: 'other' }] as const;
  return { text, root: undefined, mistakes, conflicts: [], anchors: none, unset: none };
}

/** A lone word is a key in the making; anything else that is no map is no part of a plan. */
function withoutMap(tree: Tree, { kind, span }: Node): Tree {
  const word = tree.text.slice(span.start, span.end);
  const mistake: Mistake =
    kind === 'scalar' && /^[\w-]+$/.test(word)
      ? { span, message: `"${word}" needs a colon and a value after it.`, kind: 'stray-key' }
      : { span, message: 'A plan is a map of keys such as version, name and phases.', kind: 'other' };
  return { ...tree, root: undefined, mistakes: [...tree.mistakes, mistake] };
}

/** With `column`, lines that stand left of it (for the first column: words without a colon in it) are left out, each as a mistake. */
export function parseTree(text: string, column?: number): Tree {
  if (text.length > mostRead) {
    const firstLine = Math.min(text.search(/\r|\n|$/), 200);
    return unread(text, firstLine, 'This part is longer than five million characters: it is not read as a plan.');
  }
  const conflicts = findConflicts(text);
  const quick = conflicts.length === 0 ? readQuickly(text) : undefined;
  if (quick) return quickTree(text, quick);
  const deep = tooDeepAt(text);
  if (deep !== undefined) return shallow(text, deep, column);
  let parsed = text;
  for (const span of conflicts.flatMap(notOurs)) parsed = overwrite(parsed, span, blanks(text, span));
  const repairs: Repair[] = column === undefined ? [] : [...strayLines(text, column)].slice(0, mostMistakes);
  for (const { span, text: by } of repairs) parsed = overwrite(parsed, span, by);
  let documents = read(parsed);
  for (let round = 0; round < mostRepairs; round += 1) {
    const first = documents[0]?.errors[0];
    const repair = first && repairOf(parsed, first);
    if (repair === undefined || repair.text.length !== repair.span.end - repair.span.start) break;
    const mended = overwrite(parsed, repair.span, repair.text);
    if (mended === parsed) break;
    parsed = mended;
    repairs.push(repair);
    documents = read(parsed);
  }
  return assemble(text, conflicts, repairs, documents);
}

function quickTree(text: string, quick: Quick): Tree {
  const mistakes = quick.halfTyped.map((span) => mistakeOf(halfTyped(text, span))).slice(0, mostMistakes);
  return { text, root: quick.root, mistakes, conflicts: [], anchors: none, unset: none };
}

const mistakeOf = ({ shown, message, mistake }: Repair): Mistake => ({ span: shown, message, kind: mistake });

/** What stands before the place where it gets too deep; other mistakes are those of the rest being away. */
function shallow(text: string, deep: number, column: number | undefined): Tree {
  const tree = parseTree(text.slice(0, deep), column);
  const end = deep + Math.min(text.slice(deep).search(/\r|\n|$/), 200);
  return { ...tree, text, mistakes: [{ span: { start: deep, end }, message: tooDeepMessage, kind: 'other' }] };
}

const tooDeepMessage = 'This is nested too deeply to be a plan: more than a hundred levels.';

function assemble(
  text: string,
  conflicts: readonly Conflict[],
  repairs: readonly Repair[],
  documents: readonly Document[],
): Tree {
  const literal = repairs.filter((repair) => repair.literal).map((repair) => repair.span);
  const { root, tooDeep, unresolved, anchors } = new Converter(text, literal).convert(documents[0]?.contents);
  const mistakes = repairs.map(mistakeOf);
  const other = (span: Span, message: string): void => void mistakes.push({ span, message, kind: 'other' });
  for (const error of documents[0]?.errors ?? []) mistakes.push(toldBy(text, error));
  for (const span of unresolved)
    other(span, `No anchor &${text.slice(span.start + 1, span.end)} stands before this alias.`);
  if (tooDeep) other(tooDeep, tooDeepMessage);
  const second = documents[1]?.range?.[0];
  if (second !== undefined) {
    const start = Math.max(0, text.lastIndexOf('---', second));
    other({ start, end: start + 3 }, 'A plan is one document: what follows this line is not read.');
  }
  const unset = new Set(unresolved.map((span) => text.slice(span.start + 1, span.end)));
  return { text, root, mistakes: mistakes.slice(0, mostMistakes), conflicts, anchors, unset };
}

type Document = {
  readonly contents: unknown;
  readonly errors: readonly YamlError[];
  readonly range: readonly [number, number, number] | null;
};

/** Duplicate keys and aliases are checked by us: the parser takes quadratic time for both. */
function read(text: string): readonly Document[] {
  const documents = parseAllDocuments(text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    merge: false,
  });
  return Array.isArray(documents) ? documents.slice(0, 2) : [];
}

const overwrite = (text: string, span: Span, by: string): string =>
  text.slice(0, span.start) + by + text.slice(span.end);

const blanks = (text: string, span: Span): string => text.slice(span.start, span.end).replace(/[^\r\n]/g, ' ');

function spanOf(text: string, { pos }: YamlError): Span {
  const start = Math.min(pos[0], text.length);
  const line = text.slice(start).search(/\r?\n/);
  const end = Math.max(Math.min(pos[1], line < 0 ? text.length : start + line), start);
  return { start, end };
}

function toldBy(text: string, error: YamlError): Mistake {
  const span = spanOf(text, error);
  if (error.code === 'MISSING_CHAR' && error.message.startsWith('Implicit map keys'))
    return { span, message: noColon(text.slice(span.start, span.end)), kind: 'stray-key' };
  return openBracket(text, error) ?? { span, message: wording(error), kind: 'other' };
}

/** The parser stumbles where the bracket would have to be; what a person looks for is the one that was opened. */
function openBracket(text: string, { message: told, pos }: YamlError): Mistake | undefined {
  const open = told.startsWith('Flow sequence') ? '[' : told.startsWith('Flow map') ? '{' : undefined;
  if (open === undefined) return undefined;
  const at = unclosed(text.slice(0, pos[0]), open, open === '[' ? ']' : '}');
  if (at === undefined) return undefined;
  const message = `This ${open === '[' ? 'list' : 'map'} was opened with ${open} and is not closed with ${open === '[' ? ']' : '}'}.`;
  return { span: { start: at, end: contentEnd(text, at) }, message, kind: 'open-bracket' };
}

/** The last opening sign that has no closing one behind it; what comments hold does not count. */
function unclosed(text: string, open: string, close: string): number | undefined {
  const signs = [...text.matchAll(/(?<=^|\s)#.*|[[\]{}]/gm)].reverse();
  let depth = 0;
  for (const { 0: sign, index } of signs) {
    if (sign === close) depth += 1;
    else if (sign === open && depth > 0) depth -= 1;
    else if (sign === open) return index;
  }
  return undefined;
}

/** Sentences for what people really run into; the parser's own words for the rest. */
function wording({ code, message }: YamlError): string {
  if (code === 'BAD_SCALAR_START') return `${message}: put the value in quotes.`;
  if (message.startsWith('All mapping items must start')) return 'This line is not indented like the keys beside it.';
  if (code === 'BAD_DQ_ESCAPE')
    return `${message}: in double quotes a backslash is written \\\\, or use single quotes.`;
  return message.endsWith('.') ? message : `${message}.`;
}
