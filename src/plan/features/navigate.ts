import { covers, type Span } from '../../base/span.ts';
import type { Mention } from '../model/mentions.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { scalarText } from '../syntax/write.ts';
import type { TextEdit } from './edit.ts';

/** What is named at an offset, where something is. */
export const mentionAt = ({ mentions }: Pick<Snapshot, 'mentions'>, offset: number): Mention | undefined =>
  mentions.find(({ node }) => covers(node.span, offset));

/** Every place of the plan that names the same thing. */
export function sameName({ mentions }: Snapshot, { kind, name }: Mention): readonly Mention[] {
  return mentions.filter((one) => one.kind === kind && one.name === name);
}

/** Where the thing named at an offset is declared. */
export function definitionAt(snapshot: Snapshot, offset: number): Mention | undefined {
  const mention = mentionAt(snapshot, offset);
  const places = mention ? sameName(snapshot, mention) : [];
  return places.find(({ role }) => role === 'declares') ?? places.find(({ role }) => role === 'creates');
}

/** What can be renamed here; an action has its name from the format, and an issue that the plan does not declare from the tracker. */
export function renamableAt(
  snapshot: Snapshot,
  offset: number,
): { readonly mention: Mention; readonly span: Span } | undefined {
  const mention = mentionAt(snapshot, offset);
  if (mention === undefined || mention.kind === 'action') return undefined;
  const declared = sameName(snapshot, mention).some(({ role }) => role === 'declares');
  return declared ? { mention, span: bare(snapshot.text, mention) } : undefined;
}

/** The edits that give the thing at an offset another name, wherever the plan says it. */
export function renameAt(snapshot: Snapshot, offset: number, to: string): readonly TextEdit[] | undefined {
  const found = renamableAt(snapshot, offset);
  if (found === undefined || !/^[^\s/:#,[\]{}'"]+$/.test(to)) return undefined;
  const edits = sameName(snapshot, found.mention).map((mention) => edit(snapshot.text, mention, to));
  // A phase's name is the first part of its tasks' full names too.
  const prefix = `${found.mention.name}/`;
  const within =
    found.mention.kind === 'phase'
      ? snapshot.mentions.filter(({ kind, node }) => kind === 'task' && node.text.startsWith(prefix))
      : [];
  const parts = within.map((mention): TextEdit => {
    const { start } = bare(snapshot.text, mention);
    return { span: { start, end: start + found.mention.name.length }, text: to };
  });
  return [...edits, ...parts];
}

function edit(text: string, mention: Mention, to: string): TextEdit {
  const span = bare(text, mention);
  const quoted = span.start !== mention.node.span.start;
  const slash = mention.kind === 'task' ? mention.node.text.lastIndexOf('/') + 1 : 0;
  return { span: { start: span.start + slash, end: span.end }, text: quoted ? to : scalarText(to) };
}

/** A name without its quotes. */
function bare(text: string, { node }: Mention): Span {
  const quoted = node.style === 'single' || node.style === 'double';
  const closed = quoted && text.charAt(node.span.end - 1) === text.charAt(node.span.start);
  return { start: node.span.start + (quoted ? 1 : 0), end: node.span.end - (closed ? 1 : 0) };
}
