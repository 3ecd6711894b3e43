import { moved, type Span } from '../../base/span.ts';
import { perSection } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Entry, entriesOf, entryOf, follow, type Node, textOf } from '../syntax/tree.ts';

export type PlanSymbol = {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'phase' | 'task' | 'issue' | 'agent' | 'runner' | 'criterion' | 'step' | 'section';
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly PlanSymbol[];
};

/** The plan as an outline: sections, phases with their steps, tasks and criteria, issues, agents, hooks. */
export function symbols(plan: Snapshot): readonly PlanSymbol[] {
  const found: PlanSymbol[] = [];
  for (const { section, start } of plan.places()) {
    const own = symbolsIn(section).map((one) => movedSymbol(one, start));
    const { role, under } = section.piece;
    const above = found.at(-1);
    // What lies in sections of its own belongs to the key that stands before them.
    if (role !== 'entry' || under === 'phases') found.push(...own);
    else if (above && own.length > 0)
      found[found.length - 1] = {
        ...above,
        span: { start: above.span.start, end: own.at(-1)?.span.end ?? above.span.end },
        children: [...above.children, ...own],
      };
  }
  return found;
}

const movedSymbol = (one: PlanSymbol, by: number): PlanSymbol => ({
  ...one,
  span: moved(one.span, by),
  nameSpan: moved(one.nameSpan, by),
  children: one.children.map((child) => movedSymbol(child, by)),
});

const symbolsIn = perSection(({ root, piece }): readonly PlanSymbol[] => {
  const top = follow(root);
  if (top?.kind !== 'mapping') return [];
  return entriesOf(top).flatMap((entry): readonly PlanSymbol[] => {
    if (entry.key.text === 'phases') return children(entry).map(phase);
    if (entry.key.text === 'setup' || entry.key.text === 'hooks') return stepsUnder(entry);
    const kind = named[entry.key.text];
    if (kind === undefined) return [];
    const inside = children(entry).map((child) => symbol(child, kind, titleOf(child)));
    return piece.role === 'entry' ? inside : [symbol(entry, 'section', '', inside)];
  });
});

const named: Readonly<Record<string, PlanSymbol['kind']>> = {
  issues: 'issue',
  agents: 'agent',
  runners: 'runner',
  criteria: 'criterion',
};

/** In the order of the text, as an outline is read beside it. */
function phase(entry: Entry): PlanSymbol {
  const parts = children(entry).flatMap((part): readonly PlanSymbol[] => {
    if (part.key.text === 'tasks') return children(part).map(task);
    if (part.key.text === 'before' || part.key.text === 'after') return stepsUnder(part);
    return part.key.text === 'criteria' ? children(part).map((one) => symbol(one, 'criterion', titleOf(one))) : [];
  });
  return symbol(entry, 'phase', titleOf(entry), parts);
}

function task(entry: Entry): PlanSymbol {
  const verify = children(entry).filter(({ key }) => key.text === 'verify');
  return symbol(entry, 'task', titleOf(entry), verify.flatMap(stepsUnder));
}

/** A key that holds steps, with them beneath it; nothing where it holds none. */
function stepsUnder(entry: Entry): readonly PlanSymbol[] {
  const list = follow(entry.value);
  const steps = list?.kind === 'sequence' ? list.items.flatMap(step) : [];
  return steps.length > 0 ? [symbol(entry, 'section', '', steps)] : [];
}

const longest = 60;

function step(written: Node | undefined): readonly PlanSymbol[] {
  const node = follow(written);
  if (written === undefined || node?.kind !== 'mapping') return [];
  const textAt = (key: string): string => firstLine(textOf(entryOf(node, key)?.value) ?? '');
  const does = textAt('run') || textAt('uses');
  const name = textAt('name') || does || 'step';
  const short = name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
  const first = written === node ? node.entries[0]?.key.span : undefined;
  const detail = textAt('on') || (name === does ? '' : does);
  return [{ name: short, detail, kind: 'step', span: written.span, nameSpan: first ?? written.span, children: [] }];
}

/** The first line that says something. */
const firstLine = (text: string): string =>
  text
    .split(/[\r\n]/)
    .map((line) => line.trim())
    .find((line) => line !== '') ?? '';

function symbol(entry: Entry, kind: PlanSymbol['kind'], detail: string, inner: readonly PlanSymbol[] = []): PlanSymbol {
  return {
    name: entry.key.text === '' ? '?' : entry.key.text,
    detail,
    kind,
    span: entry.span,
    nameSpan: entry.key.span,
    // What an alias stands for lies elsewhere, and an outline goes by places.
    children: inner.filter(({ span }) => span.start >= entry.span.start && span.end <= entry.span.end),
  };
}

function children(entry: Entry): readonly Entry[] {
  const value = follow(entry.value);
  return value?.kind === 'mapping' ? value.entries : [];
}

function titleOf(entry: Entry): string {
  const title = follow(entryOf(entry.value, 'title')?.value);
  return title?.kind === 'scalar' ? title.text : '';
}

/** A name of a plan, found by some letters of it or of its title. */
export type FoundSymbol = { readonly symbol: PlanSymbol; readonly container: string };

/** Names of a plan whose letters, or those of their titles, hold the letters asked for in that order; all for none. Steps have no names. */
export function findSymbols(all: readonly PlanSymbol[], query: string, container = ''): readonly FoundSymbol[] {
  return all.flatMap((symbol) => {
    const isName = symbol.kind !== 'section' && symbol.kind !== 'step';
    const hit = isName && (holds(symbol.name, query) || holds(symbol.detail, query));
    const inner = findSymbols(symbol.children, query, symbol.name);
    return hit ? [{ symbol, container }, ...inner] : inner;
  });
}

function holds(text: string, letters: string): boolean {
  const searched = text.toLowerCase();
  let at = 0;
  for (const letter of letters.toLowerCase().replace(/\s/g, '')) {
    at = searched.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
