/**
 * Whether some path may match both of two globs (`*`, `?`, `[…]`, `{a,b}`, `**`), judged part by part. Errs on the side of no where two wild
 * parts could meet only by chance (`*_test.go` and `acp_*`), because a warning that is wrong costs more than one that is missing.
 */
export function mayMeet(one: string, other: string): boolean {
  return expand(one).some((a) => expand(other).some((b) => meet(parts(a), parts(b))));
}

const parts = (glob: string): readonly string[] => {
  const all = glob.replace(/^\.\//, '').replace(/\/$/, '/**').split('/');
  return all.filter((part, index) => part !== '**' || all[index - 1] !== '**');
};

/** `{a,b}` once for each of its choices, a few deep. */
function expand(glob: string, depth = 3): readonly string[] {
  const match = /\{([^{}]*)\}/.exec(glob);
  if (match === null || depth === 0) return [glob];
  const [all, inner = ''] = match;
  const pieces = inner.split(',');
  return pieces.flatMap((piece) =>
    expand(glob.slice(0, match.index) + piece + glob.slice(match.index + all.length), depth - 1),
  );
}

function meet(a: readonly string[], b: readonly string[]): boolean {
  const [first, ...restA] = a;
  const [second, ...restB] = b;
  if (first === undefined && second === undefined) return true;
  if (first === '**') return meet(restA, b) || (second !== undefined && meet(a, restB));
  if (second === '**') return meet(a, restB) || (first !== undefined && meet(restA, b));
  return first !== undefined && second !== undefined && partsMeet(first, second) && meet(restA, restB);
}

const isWild = (part: string): boolean => /[*?[]/.test(part);

function partsMeet(a: string, b: string): boolean {
  if (a === b || a === '*' || b === '*') return true;
  if (isWild(a) && isWild(b)) return sameEnds(a, b);
  if (isWild(a)) return pattern(a).test(b);
  return isWild(b) && pattern(b).test(a);
}

/** `*.go` and `*_test.go` meet, `a*` and `b*` do not. */
function sameEnds(a: string, b: string): boolean {
  const [headA = '', headB = ''] = [a, b].map((part) => part.split(/[*?[]/)[0] ?? '');
  const [tailA = '', tailB = ''] = [a, b].map((part) => part.split(/[*?\]]/).at(-1) ?? '');
  return (headA.startsWith(headB) || headB.startsWith(headA)) && (tailA.endsWith(tailB) || tailB.endsWith(tailA));
}

function pattern(part: string): RegExp {
  const source = part
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^');
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^$/;
  }
}
