import type { Json } from '../../base/json.ts';
import { moved, type Span } from '../../base/span.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export type Problem = {
  /** Stable, kebab-case; its page is `docs/diagnostics/<code>.md`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong and, where that is known, what would be right. */
  readonly message: string;
  readonly span: Span;
  /** Other places of the same document that it takes to understand it. */
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
  /** What would mend it, as facts; `features/fixes.ts` turns each into edits. The best first. */
  readonly remedies?: readonly Remedy[];
};

export type Remedy =
  /** Write something else in the place of the span. */
  | { readonly kind: 'replace'; readonly span: Span; readonly text: string; readonly title: string }
  /** The name at the problem's span should be this one. */
  | { readonly kind: 'rename'; readonly to: string }
  /** Take out the whole entry or list item that the problem's span lies in. */
  | { readonly kind: 'remove'; readonly what: string }
  /** Add a key to the mapping that lies at this offset. */
  | { readonly kind: 'add-key'; readonly at: number; readonly key: string; readonly value: string }
  /** Add a value to the list under a key of the mapping that lies at this offset; the key is made where it is missing. */
  | { readonly kind: 'append'; readonly at: number; readonly key: string; readonly value: string }
  /** Add an entry to a section of the plan. */
  | {
      readonly kind: 'declare';
      readonly section: 'agents' | 'issues' | 'runners' | 'phases';
      readonly name: string;
      readonly facts: Readonly<Record<string, string>>;
    }
  /** Write a typed action in the place of a command. */
  | {
      readonly kind: 'use-action';
      readonly action: string;
      readonly with: Readonly<Record<string, Json>>;
      /** Added to the environment of the step. */
      readonly env: Readonly<Record<string, string>>;
    }
  /** Write these in the place of the step that the problem lies in. */
  | { readonly kind: 'write-steps'; readonly steps: readonly WrittenStep[] }
  | { readonly kind: 'quote'; readonly span: Span }
  /** Take out the word that lies at this offset of a comment `# phaseline-ignore`, and the comment with its last one. */
  | { readonly kind: 'remove-comment'; readonly at: number }
  | { readonly kind: 'indent-with-spaces' };

/** A step as a fix writes it: a typed action, or the words of a command. */
export type WrittenStep = { readonly env: Readonly<Record<string, string>> } & (
  | { readonly uses: string; readonly with: Readonly<Record<string, Json>> }
  | { readonly uses: undefined; readonly run: readonly string[] }
);

/** The same problem in a text that has `by` more characters before it. */
export function movedProblem(problem: Problem, by: number): Problem {
  const { span, related, remedies } = problem;
  return {
    ...problem,
    span: moved(span, by),
    ...(related ? { related: related.map((place) => ({ ...place, span: moved(place.span, by) })) } : {}),
    ...(remedies ? { remedies: remedies.map((remedy) => movedRemedy(remedy, by)) } : {}),
  };
}

function movedRemedy(remedy: Remedy, by: number): Remedy {
  if ('at' in remedy) return { ...remedy, at: remedy.at + by };
  return 'span' in remedy ? { ...remedy, span: moved(remedy.span, by) } : remedy;
}
