import type { Span } from '../../base/span.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export type Problem = {
  /** Stable, kebab-case; its page is `docs/diagnostics/<code>.md`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** Other places of the same document that it takes to understand it. */
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
};
