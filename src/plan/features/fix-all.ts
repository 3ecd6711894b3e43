import type { Problem, Remedy } from '../model/problem.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { TextEdit } from './edit.ts';
import { fixesOf } from './fixes.ts';

/** Codes whose remedies put the format's own words right; a name of the author's may mean another thing than the one nearest to it. */
const ofTheFormat: ReadonlySet<string> = new Set([
  'syntax',
  'unknown-key',
  'bad-value',
  'wrong-type',
  'unknown-template',
]);

/** Whether a remedy says better what the author wrote, and adds or loses nothing. */
const isSafe = (code: string, { kind }: Remedy): boolean =>
  kind === 'quote' ||
  kind === 'indent-with-spaces' ||
  kind === 'use-action' ||
  kind === 'write-steps' ||
  ((kind === 'rename' || kind === 'replace') && ofTheFormat.has(code));

/** The edits that mend, at once, every problem for which there is exactly one safe remedy. */
export const safeFixes = (snapshot: Snapshot, problems: readonly Problem[]): readonly TextEdit[] =>
  together(
    problems.map((problem) => {
      const safe = (problem.remedies ?? []).filter((remedy) => isSafe(problem.code, remedy));
      return safe.length === 1 ? (fixesOf(snapshot, { ...problem, remedies: safe })[0]?.edits ?? []) : [];
    }),
  );

/** The edits that mend all problems of a code, each by its first remedy, and how many that are. */
export function fixesOfCode(
  snapshot: Snapshot,
  problems: readonly Problem[],
  code: string,
): { readonly count: number; readonly edits: readonly TextEdit[] } {
  const fixes = problems
    .filter((problem) => problem.code === code)
    .map((problem) => fixesOf(snapshot, problem)[0]?.edits ?? [])
    .filter((edits) => edits.length > 0);
  return { count: fixes.length, edits: together(fixes) };
}

/** Each fix whole or not at all: one that touches what another one changes waits for the next time. */
function together(fixes: readonly (readonly TextEdit[])[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const edits of fixes)
    if (!edits.some((edit) => taken.some((other) => touches(edit, other)))) taken.push(...edits);
  return taken;
}

const touches = ({ span: a }: TextEdit, { span: b }: TextEdit): boolean => a.start <= b.end && b.start <= a.end;
