import { lineStart } from '../../base/lines.ts';
import { ignoresIn, saysSomething } from '../model/ignores.ts';
import type { Problem } from '../model/problem.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { scalarAt } from '../syntax/find.ts';
import { type Fix, lineEnd, nextLine, type TextEdit } from './edit.ts';
import { insert } from './edit-tree.ts';

/** Codes of what nobody can work with: there is nothing to agree to. */
const never: ReadonlySet<string> = new Set(['syntax', 'conflict-markers', 'ignores-nothing']);

/** Hides a problem by a comment on its line; undefined where a comment would be taken for text. */
export function ignoreHere(plan: Snapshot, { code, span }: Problem): Fix | undefined {
  const place = plan.at(span.start);
  if (place === undefined || never.has(code)) return undefined;
  const { line } = plan.position(span.start);
  const title = `Ignore "${code}" on this line`;
  const beside = ignoresIn(plan).findLast((one) => one.line === line && one.code !== '');
  if (beside) return { title, edits: [insert(beside.span.end, ` ${code}`)] };
  const { section, start } = place;
  const at = span.start - start;
  const end = lineEnd(section.text, at);
  // There a mark would be about a line below, or behind a lone CR, which ends a line for an editor and not for YAML.
  if (!saysSomething(section.text.slice(lineStart(section.text, at), end))) return undefined;
  if (plan.position(start + end).line !== line) return undefined;
  const scalar = scalarAt(section.root, at);
  if (scalar !== undefined && (scalar.style === 'block' || scalar.span.end > end)) return undefined;
  // A text that goes on in the next line would end at the comment.
  const last = scalarAt(section.root, section.text.slice(0, end).trimEnd().length);
  if (last !== undefined && last.style !== 'block' && last.span.end > end) return undefined;
  return { title, edits: [insert(start + end, ` # phaseline-ignore ${code}`)] };
}

/** A code among others goes alone; the last one takes its comment along, and its line where that holds nothing else. */
export function removeIgnore(text: string, at: number): TextEdit {
  const from = lineStart(text, at);
  const mark = text.lastIndexOf('#', at);
  const [comment = '', list = ''] = /^#[ \t]*phaseline-ignore([^\r\n#]*)/.exec(text.slice(mark)) ?? [];
  const codes = list.split(/[\s,]+/).filter((one) => one !== '');
  if (codes.length > 1) {
    const [word = ''] = /^[^\s,]+/.exec(text.slice(at)) ?? [];
    const behind = /^[ \t,]*/.exec(text.slice(at + word.length))?.[0].length ?? 0;
    return { span: { start: at, end: at + word.length + behind }, text: '' };
  }
  const end = mark + comment.length;
  if (end < lineEnd(text, at)) return { span: { start: mark, end }, text: '' };
  if (text.slice(from, mark).trim() === '') return { span: { start: from, end: nextLine(text, at) }, text: '' };
  return { span: { start: from + text.slice(from, mark).trimEnd().length, end }, text: '' };
}
