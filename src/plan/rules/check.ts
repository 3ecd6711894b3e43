import type { Knowledge } from '../model/knowledge.ts';
import type { Problem } from '../model/problem.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { rules } from './all.ts';

/** More than anybody reads; a file that is no plan at all must not drown the editor. */
const most = 1000;

/** Every problem of a plan, in the order of the text. */
export function check(snapshot: Snapshot, knowledge: Knowledge): readonly Problem[] {
  const problems: Problem[] = [];
  for (const rule of rules) {
    for (const finding of rule.find(snapshot, knowledge)) {
      problems.push({ code: rule.code, severity: rule.severity, ...finding });
      if (problems.length >= most) break;
    }
  }
  return problems.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
