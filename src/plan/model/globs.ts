/**
 * Whether some path may match both of two globs (`*`, `?`, `[…]`, `{a,b}`, `**`), judged part by part. Errs on the side of no where two wild
 * parts could meet only by chance (`*_test.go` and `acp_*`), because a warning that is wrong costs more than one that is missing.
 */
export function mayMeet(one: string, other: string): boolean {
  const others = expand(other).map(parts);
  return expand(one).some((a) => others.some((b) => meet(parts(a), b)));
}

const parts = (glob: string): readonly string[] => {
  const all = glob.replace(/^\.\//, '').replace(/\/$/, '/**').split('/');
  return all.filter((part, index) => part !== '**' || all[index - 1] !== '**');
};

/** Most texts that the choices of one glob are written out to; what lies beyond is not looked at. */
const mostChoices = 50;

/** `{a,b}` once for each of its choices, a few deep. */
function expand(glob: string, depth = 3): readonly string[] {
  const match = /\{([^{}]*)\}/.exec(glob);
  if (match === null || depth === 0) return [glob];
  const [all, inner = ''] = match;
  const pieces = inner.split(',').slice(0, mostChoices);
  const written = pieces.flatMap((piece) =>
    expand(glob.slice(0, match.index) + piece + glob.slice(match.index + all.length), depth - 1),
  );
  return written.slice(0, mostChoices);
}

/** Each pair of rests is judged once: globs with many `**` would take for ever otherwise. */
function meet(a: readonly string[], b: readonly string[]): boolean {
  const judged = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const place = i * (b.length + 1) + j;
    const known = judged.get(place);
    if (known !== undefined) return known;
    const verdict = judge(i, j);
    judged.set(place, verdict);
    return verdict;
  };
  const judge = (i: number, j: number): boolean => {
    const [first, second] = [a[i], b[j]];
    if (first === undefined && second === undefined) return true;
    if (first === '**') return from(i + 1, j) || (second !== undefined && from(i, j + 1));
    if (second === '**') return from(i, j + 1) || (first !== undefined && from(i + 1, j));
    return first !== undefined && second !== undefined && partsMeet(first, second) && from(i + 1, j + 1);
  };
  return from(0, 0);
}

const isWild = (part: string): boolean => /[*?[]/.test(part);

function partsMeet(a: string, b: string): boolean {
  if (a === b || a === '*' || b === '*') return true;
  if (isWild(a) && isWild(b)) return sameEnds(a, b);
  if (isWild(a)) return fits(a, b);
  return isWild(b) && fits(b, a);
}

/** `*.go` and `*_test.go` meet, `a*` and `b*` do not. */
function sameEnds(a: string, b: string): boolean {
  const [headA = '', headB = ''] = [a, b].map((part) => part.split(/[*?[]/)[0] ?? '');
  const [tailA = '', tailB = ''] = [a, b].map((part) => part.split(/[*?\]]/).at(-1) ?? '');
  return (headA.startsWith(headB) || headB.startsWith(headA)) && (tailA.endsWith(tailB) || tailB.endsWith(tailA));
}

/** Follows all places that the text may have been read up to, so that many stars cost no more than their number. */
function fits(part: string, text: string): boolean {
  let places = new Set([0]);
  for (const token of part.match(/\[[^\]]+\]|[\s\S]/g) ?? []) {
    const next = new Set<number>();
    if (token === '*') for (let at = Math.min(...places); at <= text.length; at += 1) next.add(at);
    else for (const at of places) if (at < text.length && takes(token, text.charAt(at))) next.add(at + 1);
    if (next.size === 0) return false;
    places = next;
  }
  return places.has(text.length);
}

function takes(token: string, char: string): boolean {
  if (token === '?' || token === char) return true;
  if (token.length === 1) return false;
  try {
    return new RegExp(`^${token.replace('[!', '[^')}$`).test(char);
  } catch {
    return false;
  }
}
