import type { Knowledge } from '../model/knowledge.ts';
import type { Problem, Severity } from '../model/problem.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What a rule finds; code and, unless it says otherwise, severity come from the rule's record. */
export type Finding = Omit<Problem, 'code' | 'severity'> & { readonly severity?: Severity };

/** One diagnostic code: how grave it is, what it means, and the pure function that finds it. */
export type Rule = {
  readonly code: string;
  readonly severity: Severity;
  /** One sentence for the reference page. */
  readonly about: string;
  find(snapshot: Snapshot, knowledge: Knowledge): Iterable<Finding>;
};
