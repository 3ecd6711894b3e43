import type { Span } from '../../base/span.ts';
import { tailMark } from './write.ts';

/** A heading with everything down to the next one of its level or above. */
export type DocumentPart = {
  readonly name: string;
  /** Deeper ones lie in those above them; 0 is the front matter. */
  readonly level: number;
  /** First and last line, counted from 0. */
  readonly lines: Span;
  readonly parts: readonly DocumentPart[];
};

type Open = { readonly name: string; readonly level: number; readonly from: number; readonly parts: DocumentPart[] };

/** The parts of a document, for its outline and for folding. Lines within code fences are no headings. */
export function documentOutline(text: string): readonly DocumentPart[] {
  const lines = text.split('\n');
  const root: Open = { name: '', level: -1, from: 0, parts: [] };
  const open: Open[] = [root];
  const close = (level: number, end: number): void => {
    for (let last = open.at(-1); last !== undefined && last.level >= level && last !== root; last = open.at(-1)) {
      open.pop();
      open.at(-1)?.parts.push({
        name: last.name,
        level: last.level,
        lines: { start: last.from, end: lastFilled(lines, last.from, end) },
        parts: last.parts,
      });
    }
  };
  const front = lines[0]?.trimEnd() === '---' ? lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---') : -1;
  if (front > 0) root.parts.push({ name: 'Fields', level: 0, lines: { start: 0, end: front }, parts: [] });
  let fence: string | undefined;
  for (let at = front + 1; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trimEnd();
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      continue;
    }
    fence = mark;
    if (line === tailMark) close(2, at - 1);
    const heading = /^(#{1,6})[ \t]+(\S.*)$/.exec(line);
    if (heading === null) continue;
    const level = heading[1]?.length ?? 1;
    close(level, at - 1);
    open.push({ name: heading[2] ?? '', level, from: at, parts: [] });
  }
  close(0, lines.length - 1);
  return root.parts;
}

/** The last line down to `end` that is not blank. */
function lastFilled(lines: readonly string[], from: number, end: number): number {
  let last = end;
  while (last > from && (lines[last] ?? '').trim() === '') last -= 1;
  return last;
}
