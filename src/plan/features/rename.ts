import type { Span } from '../../base/span.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { scalarText } from '../syntax/write.ts';
import type { TextEdit } from './edit.ts';
import { type Name, type Named, namedAt, namedBy, sameName } from './navigate.ts';

/** What could be renamed here, if a plan declares it, and the part of it that is its own name; an action has its name from the format. */
export function renamableAt(
  plan: Snapshot,
  offset: number,
): { readonly named: Named; readonly span: Span } | undefined {
  const named = namedAt(plan, offset);
  return named === undefined || named.kind === 'action' ? undefined : { named, span: ownPart(named) };
}

/** Why a name cannot be given. */
export type Refused = 'no name' | 'taken';

/** Whether a plan leaves a thing free to be called so. */
export function refuses({ names }: Snapshot, { kind, name }: Name, to: string): Refused | undefined {
  if (!/^[^\s/:#,[\]{}'"]+$/.test(to)) return 'no name';
  const called = kind === 'task' ? `${name.slice(0, name.indexOf('/'))}/${to}` : to;
  return called !== name && names.of(kind).has(called) ? 'taken' : undefined;
}

/** The edits that give a thing another name, wherever the plan says it. */
export function renameIn(plan: Snapshot, name: Name, to: string): readonly TextEdit[] {
  const edits = sameName(plan, name).map((named) => writing(named, ownPart(named), to));
  return name.kind === 'phase' ? [...edits, ...inTaskNames(plan, name.name, to)] : edits;
}

/** A part of a written name anew. Where the name was plain and needs quotes now, they stand around all of it. */
function writing({ bare, span, text, style }: Named, part: Span, to: string): TextEdit {
  if (style !== 'plain') return { span: part, text: style === 'double' ? to.replaceAll('\\', '\\\\') : to };
  if (scalarText(to) === to) return { span: part, text: to };
  return { span, text: scalarText(text.slice(0, part.start - bare.start) + to + text.slice(part.end - bare.start)) };
}

/** A phase's name is the first part of its tasks' full names too. */
function inTaskNames(plan: Snapshot, phase: string, to: string): readonly TextEdit[] {
  return [...plan.places()].flatMap(({ section, start }) =>
    section.mentions
      .filter(({ kind, node }) => kind === 'task' && node.text.startsWith(`${phase}/`))
      .map((mention): TextEdit => {
        const named = namedBy(mention, section, start);
        return writing(named, { start: named.bare.start, end: named.bare.start + phase.length }, to);
      }),
  );
}

/** The part of a written name that is the thing's own: what is behind the slash of `phase/task`. */
const ownPart = ({ kind, bare, text }: Named): Span => ({
  start: bare.start + (kind === 'task' ? text.lastIndexOf('/') + 1 : 0),
  end: bare.end,
});

/**
 * Where a document that is no plan names a thing in a way that means nothing else: the id of an issue, the full name of a task, as a word of its own;
 * of a phase, the full names of its tasks, for which `tasks` is looked through.
 */
export function mentionsInProse(text: string, { kind, name }: Name, tasks: Iterable<string> = []): readonly Span[] {
  switch (kind) {
    case 'issue':
      return wordsIn(text, name);
    case 'task':
      return wordsIn(text, name).map((span) => ({ ...span, start: span.start + name.indexOf('/') + 1 }));
    case 'phase':
      return [...tasks]
        .filter((task) => task.startsWith(`${name}/`))
        .flatMap((task) => wordsIn(text, task))
        .map(({ start }) => ({ start, end: start + name.length }))
        .sort((one, other) => one.start - other.start);
    default:
      return [];
  }
}

/** Where a text has this as a word of its own. */
function wordsIn(text: string, name: string): readonly Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const span = { start: at, end: at + name.length };
    const apart = !/[\w/-]/.test(text.charAt(at - 1)) && !/^(?:[\w/-]|\.\w)/.test(text.slice(span.end, span.end + 2));
    if (apart) found.push(span);
  }
  return found;
}
