/** A stretch of text as UTF-16 offsets; `end` is exclusive. */
export type Span = { readonly start: number; readonly end: number };

export const covers = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;
