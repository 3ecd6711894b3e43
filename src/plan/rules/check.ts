import type { Knowledge } from '../model/knowledge.ts';
import type { Names } from '../model/names.ts';
import { movedProblem, type Problem } from '../model/problem.ts';
import type { Section } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { rules } from './all.ts';
import type { Finding, Rule } from './rule.ts';

/** More than anybody reads; a file that is no plan at all must not drown the editor. */
const most = 1000;

/** Every problem of a plan, in the order of the text. */
export function check(snapshot: Snapshot, knowledge: Knowledge): readonly Problem[] {
  const problems = found((rule) => rule.across?.(snapshot, knowledge));
  for (const { section, start } of snapshot.places()) {
    if (problems.length >= most) break;
    for (const problem of problemsOf(section, snapshot.names, knowledge)) problems.push(movedProblem(problem, start));
  }
  return problems.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end).slice(0, most);
}

type Kept = {
  readonly knowledge: Knowledge;
  readonly own: readonly Problem[];
  readonly names: Names;
  readonly problems: readonly Problem[];
};

/** What was found in a section, and in which world: a section whose text, names and world stay the same is not looked at again. */
const known = new WeakMap<Section, Kept>();

function problemsOf(section: Section, names: Names, knowledge: Knowledge): readonly Problem[] {
  const kept = known.get(section);
  const sameWorld = kept?.knowledge === knowledge;
  if (sameWorld && kept.names === names) return kept.problems;
  const own = sameWorld ? kept.own : found((rule) => rule.find?.(section, knowledge));
  const problems = [...own, ...found((rule) => rule.against?.(section, names, knowledge))];
  known.set(section, { knowledge, own, names, problems });
  return problems;
}

function found(ask: (rule: Rule) => Iterable<Finding> | undefined): Problem[] {
  const problems: Problem[] = [];
  for (const rule of rules) {
    for (const finding of ask(rule) ?? []) {
      problems.push({ code: rule.code, severity: rule.severity, ...finding });
      if (problems.length >= most) return problems;
    }
  }
  return problems;
}
