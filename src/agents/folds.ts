/** A part of a transcript that a reader may want folded, as lines from 0, the last included. */
export type Fold = { readonly start: number; readonly end: number; readonly kind: 'thought' | 'prompt' | 'output' };

/** The shortest output that is worth folding. */
const longOutput = 12;

/** Thoughts, prompts and long outputs of a transcript's text. */
export function foldsOf(lines: readonly string[]): readonly Fold[] {
  const folds: Fold[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fence = /^(`{3,})/.exec(line)?.[1];
    const end = fence === undefined ? (line.startsWith('>') ? lastQuoted(lines, at) : at) : closing(lines, at, fence);
    if (fence !== undefined && end - at >= longOutput) folds.push({ start: at, end, kind: 'output' });
    if (fence === undefined && end > at) folds.push({ start: at, end, kind: kindOf(lines, at) });
    at = end;
  }
  return folds;
}

const kindOf = (lines: readonly string[], at: number): Fold['kind'] =>
  (lines[at] ?? '').startsWith('> *thinks*') ? 'thought' : 'prompt';

function lastQuoted(lines: readonly string[], from: number): number {
  let at = from;
  while ((lines[at + 1] ?? '').startsWith('>')) at += 1;
  return at;
}

function closing(lines: readonly string[], from: number, fence: string): number {
  const found = lines.findIndex((line, at) => at > from && line === fence);
  return found < 0 ? lines.length - 1 : found;
}
