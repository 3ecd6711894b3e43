/**
 * The candidates that somebody may have meant by a word that is none of them, the likeliest first: same but for case and separators,
 * a few letters off (swapped neighbours count as one), or a longer word that begins with it.
 */
export function nearest(word: string, candidates: Iterable<string>, most = 3): readonly string[] {
  const plain = fold(word);
  const allowed = Math.max(1, Math.floor(plain.length / 3));
  const scored: { name: string; score: number }[] = [];
  for (const name of new Set(candidates)) {
    const folded = fold(name);
    const score = distance(plain, folded, allowed);
    if (score <= allowed) scored.push({ name, score });
    else if (plain.length >= 3 && folded.startsWith(plain)) scored.push({ name, score: allowed + 1 });
  }
  scored.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1));
  return scored.slice(0, most).map(({ name }) => name);
}

const fold = (text: string): string => text.toLowerCase().replace(/[-_\s]/g, '');

/** Optimal string alignment distance; anything above `limit` comes back as `limit + 1`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same);
      const swapped = a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1);
      if (i > 1 && j > 1 && swapped) best = Math.min(best, (older[j - 2] ?? 0) + 1);
      row.push(best);
    }
    if (Math.min(...row) > limit) return limit + 1;
    older = previous;
    previous = row;
  }
  return previous[b.length] ?? limit + 1;
}
