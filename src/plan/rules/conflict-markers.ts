import type { Rule } from './rule.ts';

/** What a merge left for a person to decide. The plan is read with our side, so that the rest of it keeps working. */
export const conflictMarkers: Rule = {
  code: 'conflict-markers',
  severity: 'error',
  about: 'Git left conflict markers here; until they are resolved, the plan is read with the current side.',
  *find({ tree, text }) {
    for (const { span, ours, theirs } of tree.conflicts) {
      const keep = (title: string, side: typeof span) =>
        ({
          kind: 'replace',
          span: { start: span.start, end: lineBreakAfter(text, span.end) },
          text: text.slice(side.start, side.end),
          title,
        }) as const;
      const remedies =
        span.end > ours.end ? [keep('Keep the current side', ours), keep('Keep the incoming side', theirs)] : [];
      const message = 'A Git merge was left unresolved here: keep one side and delete the marker lines.';
      yield { span: { start: span.start, end: firstLineEnd(text, span.start) }, message, remedies };
    }
  },
};

const firstLineEnd = (text: string, start: number): number => {
  const length = text.slice(start).search(/\r?\n/);
  return length < 0 ? text.length : start + length;
};

const lineBreakAfter = (text: string, end: number): number =>
  Math.min(text.length, text.charAt(end) === '\n' ? end + 1 : end);
