import { moved } from '../../base/span.ts';
import { movedProblem, type Problem, type Remedy } from '../model/problem.ts';
import type { Reading } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { mappingStartingAt, nodeAt } from '../syntax/find.ts';
import { entryAround, entryOf, follow } from '../syntax/tree.ts';
import { flowText, scalarText } from '../syntax/write.ts';
import { type Fix, lineBreakOf, type TextEdit } from './edit.ts';
import { addEntry, addEntryOnTop, appendTo, insert, leftEmpty, removeEntry, removeItem } from './edit-tree.ts';
import { actionInstead, stepsInstead } from './fix-steps.ts';
import { removeIgnore } from './ignore.ts';

/** The ways to mend a problem, the best first; each leaves a text that parses. */
export function fixesOf(snapshot: Snapshot, problem: Problem): readonly Fix[] {
  const remedies = problem.remedies ?? [];
  const place = snapshot.at(problem.span.start);
  const inside = place && movedProblem(problem, -place.start);
  return remedies.flatMap((remedy, index) => {
    const own = inside?.remedies?.[index];
    const local = place && own && !elsewhere(own) ? fixOf(place.section, inside, own) : undefined;
    const fix = local ? movedFix(local, place?.start ?? 0) : fixOf(snapshot, problem, remedy);
    return fix === undefined ? [] : [fix];
  });
}

/** Whether a remedy may change another section than that of its problem. */
const elsewhere = ({ kind }: Remedy): boolean => kind === 'declare' || kind === 'indent-with-spaces';

const movedFix = ({ title, edits }: Fix, by: number): Fix => ({
  title,
  edits: edits.map(({ span, text }) => ({ span: moved(span, by), text })),
});

function fixOf(reading: Reading, problem: Problem, remedy: Remedy): Fix | undefined {
  const { text, root } = reading;
  switch (remedy.kind) {
    case 'replace':
      return { title: remedy.title, edits: [{ span: remedy.span, text: remedy.text }] };
    case 'rename':
      return {
        title: `Change to "${remedy.to}"`,
        edits: [{ span: problem.span, text: sameQuotes(text, problem, remedy.to) }],
      };
    case 'quote': {
      const written = text.slice(remedy.span.start, remedy.span.end);
      return { title: 'Put it in quotes', edits: [{ span: remedy.span, text: JSON.stringify(written) }] };
    }
    case 'remove-comment':
      return { title: 'Remove the comment', edits: [removeIgnore(text, remedy.at)] };
    case 'indent-with-spaces':
      return { title: 'Indent with spaces', edits: tabs(text) };
    case 'remove':
      return removal(reading, problem, remedy.what);
    case 'add-key': {
      const mapping = mappingStartingAt(root, remedy.at);
      if (mapping === undefined) return undefined;
      const onTop = mapping.parent === undefined && (remedy.key === 'version' || remedy.key === 'name');
      const value = remedy.value === '' ? '' : quotedExample(remedy.value);
      const edit = onTop ? addEntryOnTop(text, mapping, remedy.key, value) : addEntry(text, mapping, remedy.key, value);
      return { title: `Add "${remedy.key}"`, edits: [edit] };
    }
    case 'append': {
      const mapping = mappingStartingAt(root, remedy.at);
      const edit = mapping && appendTo(text, mapping, remedy.key, scalarText(remedy.value));
      return edit && { title: `Add "${remedy.value}" to ${remedy.key}`, edits: [edit] };
    }
    case 'declare':
      return declaration(reading, remedy);
    case 'use-action':
      return actionInstead(reading, problem, remedy);
    case 'write-steps':
      return stepsInstead(reading, problem, remedy.steps);
  }
}

/** Examples are YAML already; a bare word may need quotes. */
const quotedExample = (value: string): string =>
  /^[["'{]/.test(value) || /^\d+$/.test(value) ? value : scalarText(value);

function sameQuotes(text: string, { span }: Problem, to: string): string {
  const quote = text.charAt(span.start);
  const quoted = (quote === '"' || quote === "'") && text.charAt(span.end - 1) === quote;
  return quoted && !to.includes(quote) ? quote + to + quote : scalarText(to);
}

function tabs(text: string): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (const match of text.matchAll(/^ *\t[ \t]*/gm)) {
    const span = { start: match.index, end: match.index + match[0].length };
    edits.push({ span, text: match[0].replaceAll('\t', '  ') });
  }
  return edits;
}

function removal({ text, root }: Reading, { span }: Problem, what: string): Fix | undefined {
  const title = `Remove ${what}`;
  const node = nodeAt(root, span.start);
  if (node === undefined) return undefined;
  const entry = entryAround(node);
  if (entry !== undefined) {
    // The value of `needs: x` is the whole list.
    const empty = entry.parent.entries.length === 1 ? leftEmpty(text, entry.parent) : [];
    return { title, edits: [...empty, removeEntry(text, entry)] };
  }
  if (node.parent?.kind !== 'sequence') return undefined;
  const edit = removeItem(text, node.parent, node.parent.items.indexOf(node));
  const empty = node.parent.items.length === 1 ? leftEmpty(text, node.parent) : [];
  return edit && { title, edits: [...empty, edit] };
}

function declaration(
  { text, root }: Reading,
  { section, name, facts }: Extract<Remedy, { kind: 'declare' }>,
): Fix | undefined {
  if (root?.kind !== 'mapping') return undefined;
  const title = `Declare "${name}" in ${section}`;
  const key = scalarText(name);
  const value = flowText(facts);
  const home = entryOf(root, section);
  const body = follow(home?.value);
  if (body?.kind === 'mapping' && body.entries.length > 0) return { title, edits: [addEntry(text, body, key, value)] };
  const line = lineBreakOf(text);
  const lines = `${section}:${line}  ${key}: ${value}`;
  if (home !== undefined) return { title, edits: [{ span: home.span, text: lines }] };
  const before = entryOf(root, 'phases') ?? root.entries[0];
  return before && { title, edits: [insert(before.span.start, lines + line)] };
}
