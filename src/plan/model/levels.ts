import type { Lines } from '../../base/lines.ts';
import type { Problem, Severity } from './problem.ts';
import { perSection } from './section.ts';
import type { Snapshot } from './snapshot.ts';

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
export function shown(plan: Snapshot, problems: readonly Problem[], given: Levels = {}): readonly Problem[] {
  const visible = notIgnored(plan, problems);
  if (Object.keys(given).length === 0) return visible;
  return visible.flatMap((problem): readonly Problem[] => {
    const level = Object.hasOwn(given, problem.code) ? given[problem.code] : undefined;
    if (level === 'off') return [];
    return [level === undefined ? problem : { ...problem, severity: level }];
  });
}

function notIgnored(plan: Snapshot, problems: readonly Problem[]): readonly Problem[] {
  const ignored = problems.length === 0 ? nothing : ignoredIn(plan);
  if (ignored.size === 0) return problems;
  return problems.filter(({ code, span }) => !ignored.has(`${plan.position(span.start).line} ${code}`));
}

const nothing: ReadonlySet<string> = new Set();

/** Lines and codes of the whole plan; what a section's last comments say is about the first words of the next one. */
function ignoredIn(plan: Snapshot): ReadonlySet<string> {
  const ignored = new Set<string>();
  let waiting: readonly string[] = [];
  for (const { section, start } of plan.places()) {
    const { here, below, says } = ignoresOf(section);
    const first = says === undefined ? undefined : plan.position(start).line + says;
    if (first !== undefined) for (const code of waiting) ignored.add(`${first} ${code}`);
    for (const { line, code } of here) ignored.add(`${plan.position(start).line + line} ${code}`);
    waiting = first === undefined ? [...waiting, ...below] : below;
  }
  return ignored;
}

type Ignores = {
  readonly here: readonly { readonly line: number; readonly code: string }[];
  /** Codes of comments that nothing of the section stands below. */
  readonly below: readonly string[];
  /** The first line that says something. */
  readonly says: number | undefined;
};

const ignoresOf = perSection(({ text, lines }): Ignores => {
  const here: { line: number; code: string }[] = [];
  const below: string[] = [];
  const marks = text.includes('phaseline-ignore')
    ? text.matchAll(/(?<=^|\s)#[ \t]*phaseline-ignore[ \t]+([^\r\n]*)/g)
    : [];
  for (const match of marks) {
    const line = lineAbout(lines, lines.position(match.index).line);
    // Words that are no code are a remark.
    for (const code of match[1]?.split(/[\s,]+/) ?? [])
      if (line === undefined) below.push(code);
      else here.push({ line, code });
  }
  return { here, below, says: saysAt(lines, 0) };
});

const saysSomething = /^\s*[^\s#]/;

function saysAt(lines: Lines, from: number): number | undefined {
  for (let line = from; line < lines.count; line += 1) if (saysSomething.test(lines.text(line))) return line;
  return undefined;
}

const lineAbout = (lines: Lines, comment: number): number | undefined =>
  saysSomething.test(lines.text(comment)) ? comment : saysAt(lines, comment + 1);
