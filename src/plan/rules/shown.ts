import { type Ignore, ignoresIn } from '../model/ignores.ts';
import type { Levels } from '../model/levels.ts';
import type { Problem } from '../model/problem.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { rules } from './all.ts';
import { hidesNothing } from './ignores-nothing.ts';

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

/** Without those that are hidden, and with a word on what hides none. */
function notIgnored(plan: Snapshot, problems: readonly Problem[]): readonly Problem[] {
  const ignores = ignoresIn(plan);
  if (ignores.length === 0) return problems;
  const used = new Set<string>();
  const keyOf = (line: number | undefined, code: string): string => `${line} ${code}`;
  const ignored = new Set(ignores.map(({ line, code }) => keyOf(line, code)));
  const visible = problems.filter(({ code, span }) => {
    const key = keyOf(plan.position(span.start).line, code);
    if (ignored.has(key)) used.add(key);
    return !ignored.has(key);
  });
  const idle = ignores.filter(({ line, code }) => !used.has(keyOf(line, code)));
  return [...visible, ...idle.flatMap((one) => told(one))].sort((a, b) => a.span.start - b.span.start);
}

function told(ignore: Ignore): readonly Problem[] {
  const problem = hidesNothing(ignore, rules);
  return problem === undefined ? [] : [problem];
}
