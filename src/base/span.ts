/** A stretch of text as UTF-16 offsets; `end` is exclusive. */
export type Span = { readonly start: number; readonly end: number };

/** The same stretch in a text that has `by` more characters before it. */
export const moved = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

export const covers = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;
