/** One change within a file: where its lines stood and stand, zero-based; either count may be none. */
export type Hunk = {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
  /** The first line that it adds, else the first that it takes away; for people. */
  readonly sample: string;
};

/**
 * The changes of a unified diff without context lines (`-U0`) of one file, from top to bottom. None where the diff is about something else
 * than lines: a binary file, a mode.
 */
export function readHunks(diff: string): readonly Hunk[] {
  const [, ...parts] = `\n${diff}`.split(/\n(?=@@ -\d)/);
  return parts.flatMap((part) => {
    const [head = '', ...lines] = part.split('\n');
    const [, oldFrom, oldCount = '1', newFrom, newCount = '1'] =
      /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(head) ?? [];
    if (oldFrom === undefined || newFrom === undefined) return [];
    const first = (mark: string): string | undefined =>
      lines
        .find((line) => line.startsWith(mark) && line.slice(1).trim() !== '')
        ?.slice(1)
        .trim();
    return [
      {
        oldStart: startOf(oldFrom, oldCount),
        oldCount: Number(oldCount),
        newStart: startOf(newFrom, newCount),
        newCount: Number(newCount),
        sample: first('+') ?? first('-') ?? '',
      },
    ];
  });
}

/** A side without lines is told by the line before it. */
const startOf = (from: string, count: string): number => (count === '0' ? Number(from) : Number(from) - 1);

/** `after` as it would be had these of its changes not been made; the hunks are of the way from `before` to `after`, in any order. */
export function withoutHunks(before: string, after: string, hunks: readonly Hunk[]): string {
  const old = linesOf(before);
  const lines = [...linesOf(after)];
  for (const hunk of hunks.toSorted((one, other) => other.newStart - one.newStart)) {
    lines.splice(hunk.newStart, hunk.newCount, ...old.slice(hunk.oldStart, hunk.oldStart + hunk.oldCount));
  }
  return joined(lines);
}

/** Lines with their ends, as Git counts them: at LF. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** A last line without an end may have come into the middle. */
const joined = (lines: readonly string[]): string =>
  lines.map((line, index) => (index < lines.length - 1 && !line.endsWith('\n') ? `${line}\n` : line)).join('');
