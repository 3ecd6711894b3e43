import type { Knowledge } from '../model/knowledge.ts';
import type { Context } from './context.ts';
import { asValue, type Suggestion } from './suggestion.ts';

/** What a completion would like to know beyond what is known already: what a folder holds, which programs there are. */
export type Lookup = {
  /** Relative to the workspace, forward slashes; empty: the workspace itself. */
  readonly folder?: string;
  /** Beginning of the programs' names. */
  readonly program?: string;
};

/** The folder of a path that is being written. */
const folderOf = (partial: string): string =>
  partial
    .slice(0, partial.lastIndexOf('/') + 1)
    .replace(/^\.\//, '')
    .replace(/\/$/, '');

/** The word of a command that is being written, and how many are before it. */
function lastWord(partial: string): { readonly word: string; readonly first: boolean } {
  const word = /[^\s"']*$/.exec(partial)?.[0] ?? '';
  return { word, first: partial.slice(0, partial.length - word.length).trim() === '' };
}

const isPath = (word: string): boolean => /^\.{0,2}\/|\//.test(word) && !word.includes('://');

/** What `paths` needs. A part with a sign of globs in it is no folder. */
export const pathLookup = ({ partial }: Context): Lookup | undefined =>
  /[*?{[]/.test(folderOf(partial)) ? undefined : { folder: folderOf(partial) };

/** What `commandWords` needs. */
export function commandLookup({ partial }: Context): Lookup | undefined {
  const { word, first } = lastWord(partial);
  if (isPath(word)) return { folder: folderOf(word) };
  return first ? { program: word } : undefined;
}

/** What lies in the folder of a path that is being written: files and folders of the workspace, and for a glob the patterns over them. */
export function paths(what: 'glob' | 'file' | 'folder', knowledge: Knowledge, context: Context): readonly Suggestion[] {
  const lead = context.partial.slice(0, context.partial.lastIndexOf('/') + 1);
  const found = knowledge.folder(folderOf(context.partial));
  const entries = found.is === 'known' ? found.value : [];
  const wanted = what === 'folder' ? entries.filter((name) => name.endsWith('/')) : entries;
  const patterns = what === 'glob' ? patternsOver(entries) : [];
  return [...wanted.map((name) => [name, ''] as const), ...patterns].map(([name, detail]) =>
    entry(lead, name, detail, context, asValue(lead + name, context)),
  );
}

function entry(lead: string, name: string, detail: string, context: Context, insert: string): Suggestion {
  const isFolder = name.endsWith('/');
  return {
    label: name,
    kind: isFolder ? 'folder' : name.includes('*') ? 'value' : 'file',
    detail,
    doc: '',
    span: context.span,
    // A folder is gone on from: its quotes would be in the way.
    insert: isFolder && context.quote === undefined ? (context.needsBlank ? ' ' : '') + lead + name : insert,
    filter: lead + name,
    ...(isFolder ? { goesOn: true as const } : {}),
  };
}

/** Everything below, and all files of each ending that is there. */
function patternsOver(entries: readonly string[]): readonly (readonly [pattern: string, detail: string])[] {
  const endings = new Set(entries.flatMap((name) => /[^/.]\.(\w+)$/.exec(name)?.[1] ?? []));
  return [
    ['**', 'everything below'] as const,
    ...[...endings].sort().map((ending) => [`**/*.${ending}`, `every .${ending} file below`] as const),
  ];
}

/** A program as the first word of a command, else a path where one is being written. */
export function commandWords(knowledge: Knowledge, context: Context): readonly Suggestion[] {
  const { word, first } = lastWord(context.partial);
  const { end } = context.span;
  const here: Context = { ...context, span: { start: context.span.start + context.partial.length - word.length, end } };
  const blank = context.needsBlank && context.partial === '' ? ' ' : '';
  if (isPath(word)) {
    const lead = word.slice(0, word.lastIndexOf('/') + 1);
    const found = knowledge.folder(folderOf(word));
    return found.is === 'known' ? found.value.map((name) => entry(lead, name, '', here, lead + name)) : [];
  }
  if (!first) return [];
  return knowledge.programs.map((name) => ({
    ...{ label: name, kind: 'program', detail: '', doc: '', span: here.span, insert: blank + name },
  }));
}
