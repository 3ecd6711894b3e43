import type { Knowledge } from '../model/knowledge.ts';
import type { Names } from '../model/names.ts';
import type { Problem, Severity } from '../model/problem.ts';
import type { Reading } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What a rule finds; code and, unless it says otherwise, severity come from the rule's record. */
export type Finding = Omit<Problem, 'code' | 'severity'> & { readonly severity?: Severity };

/**
 * One diagnostic code: how grave it is, what it means, and the pure functions that find it. Which of them a rule has says when it is
 * asked again: `find` when the section that it reads changes, `against` also when a name of the plan does, `across` at each version,
 * so that it must be quick. Spans are in the coordinates of what is read.
 */
export type Rule = {
  readonly code: string;
  readonly severity: Severity;
  /** One sentence for the reference page. */
  readonly about: string;
  /** It needs to know something beyond the text: where nobody knows, it finds nothing. */
  readonly live?: true;
  find?(section: Reading, knowledge: Knowledge): Iterable<Finding>;
  against?(section: Reading, names: Names, knowledge: Knowledge): Iterable<Finding>;
  across?(plan: Snapshot, knowledge: Knowledge): Iterable<Finding>;
};
