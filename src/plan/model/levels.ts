import { Lines } from '../../base/lines.ts';
import type { Problem, Severity } from './problem.ts';

/** How grave a person takes a diagnostic to be. */
export type Level = Severity | 'off';

export const levels: readonly Level[] = ['error', 'warning', 'information', 'hint', 'off'];

/** Codes of diagnostics with the level that a person gave them. */
export type Levels = Readonly<Record<string, Level>>;

/** Reads what settings hold; anything that is no level is passed over. */
export function readLevels(value: unknown): Levels {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([code, given]) => {
      const level = levels.find((one) => one === given);
      return level === undefined ? [] : [[code, level]];
    }),
  );
}

/**
 * The problems that a person wants to see, as gravely as they take them. A comment `# phaseline-ignore code …` hides those of its line;
 * one that has its line to itself, those of the next line that says something. What a run refuses is not changed by this.
 */
export function shown(text: string, problems: readonly Problem[], given: Levels = {}): readonly Problem[] {
  const visible = text.includes('phaseline-ignore') ? notIgnored(text, problems) : problems;
  if (Object.keys(given).length === 0) return visible;
  return visible.flatMap((problem): readonly Problem[] => {
    const level = Object.hasOwn(given, problem.code) ? given[problem.code] : undefined;
    if (level === 'off') return [];
    return [level === undefined ? problem : { ...problem, severity: level }];
  });
}

function notIgnored(text: string, problems: readonly Problem[]): readonly Problem[] {
  const lines = new Lines(text);
  const ignored = new Set<string>();
  for (const match of text.matchAll(/(?<=^|\s)#[ \t]*phaseline-ignore[ \t]+([^\r\n]*)/g)) {
    const { line } = lines.position(match.index);
    const about = lineAbout(lines, line);
    // Words that are no code are a remark.
    for (const word of match[1]?.split(/[\s,]+/) ?? []) ignored.add(`${about} ${word}`);
  }
  return problems.filter(({ code, span }) => !ignored.has(`${lines.position(span.start).line} ${code}`));
}

function lineAbout(lines: Lines, comment: number): number {
  if (!lines.text(comment).trimStart().startsWith('#')) return comment;
  for (let line = comment + 1; line < lines.count; line += 1) if (/^\s*[^\s#]/.test(lines.text(line))) return line;
  return comment;
}
