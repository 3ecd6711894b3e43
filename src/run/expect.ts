import type { Comparison, Expectation } from '../plan/model/plan.ts';

/** What a finished command showed. */
export type Shown = {
  /** Undefined when a signal ended it. */
  readonly exit: number | undefined;
  readonly stdout: string;
  /** Standard output and standard error together, as a person saw it. */
  readonly output: string;
};

/** `found`: what was looked at ("91.2", "exit 0"); `reason`: what was missed, empty when all holds. */
export type Judgement = { readonly ok: boolean; readonly found: string; readonly reason: string };

/** Holds what a command showed against what its step expects; everything that is expected must hold. */
export function judge(expectation: Expectation, shown: Shown): Judgement {
  const judgements = [
    judgeExit(expectation.exit, shown.exit),
    ...(expectation.match === undefined ? [] : [judgeMatch(expectation.match, shown.output)]),
    ...(expectation.number === undefined ? [] : [judgeNumber(expectation.number, shown)]),
    ...(expectation.json === undefined ? [] : [judgeJson(expectation.json, shown.stdout)]),
  ];
  const missed = judgements.filter(({ ok }) => !ok);
  return {
    ok: missed.length === 0,
    found: judgements.at(-1)?.found ?? '',
    reason: missed.map(({ reason }) => reason).join('; '),
  };
}

function judgeExit(expected: number, exit: number | undefined): Judgement {
  const found = exit === undefined ? 'ended by a signal' : `exit ${exit}`;
  const reason = exit === undefined ? 'it was ended by a signal' : `expected exit code ${expected}, got ${exit}`;
  return verdict(exit === expected, found, reason);
}

function judgeMatch(source: string, output: string): Judgement {
  const pattern = compile(source);
  if (pattern === undefined) return verdict(false, '', `${source} is not a regular expression`);
  const found = pattern.exec(plain(output))?.[0];
  return verdict(found !== undefined, found ?? 'no match', `expected output that matches /${source}/, found none`);
}

function judgeNumber(expected: NonNullable<Expectation['number']>, shown: Shown): Judgement {
  const { comparison, pattern } = expected;
  const wanted = `expected a number ${inWords(comparison)}`;
  const picked =
    pattern === undefined ? (lastNumber(shown.stdout) ?? lastNumber(shown.output)) : pick(pattern, shown.output);
  const value = picked === undefined ? undefined : Number(picked.replace(/,(?=\d{3}(?:\D|$))/g, ''));
  if (value === undefined || Number.isNaN(value)) {
    const where = pattern === undefined ? 'the output' : `what /${pattern}/ picks from the output`;
    return verdict(false, picked ?? 'no number', `${wanted}, found none in ${where}`);
  }
  return verdict(compare(value, comparison), String(value), `${wanted}, found ${value}`);
}

function judgeJson({ path, comparison }: NonNullable<Expectation['json']>, stdout: string): Judgement {
  const wanted = `expected ${path} ${inWords(comparison)}`;
  const value = readJson(plain(stdout));
  if (value === undefined) return verdict(false, 'no JSON', `${wanted}, but the output is not JSON`);
  const found = valueAt(value, path);
  if (found === undefined) return verdict(false, 'nothing', `${wanted}, but there is nothing at ${path}`);
  const text = typeof found === 'string' ? found : JSON.stringify(found);
  return verdict(compare(found, comparison), text, `${wanted}, found ${text}`);
}

const verdict = (ok: boolean, found: string, reason: string): Judgement => ({ ok, found, reason: ok ? '' : reason });

/** For people: `>= 96`, `"passed"` for an equality is `== passed`. */
const inWords = ({ operator, value }: Comparison): string => `${operator} ${value}`;

/** Without colours and other terminal control, whose numbers nobody printed on purpose. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one
const plain = (text: string): string => text.replace(/\u001B(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*\u0007)/g, '');

/** The number printed last; `10-20` ends in 20, `v1.2` in 1.2, `1,234` is one number. */
function lastNumber(text: string): string | undefined {
  const numbers = plain(text).match(
    /(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?|\d+(?:\.\d+)?/gi,
  );
  return numbers?.at(-1);
}

const pick = (source: string, output: string): string | undefined => {
  const match = compile(source)?.exec(plain(output));
  return match?.[1] ?? match?.[0];
};

function compile(source: string): RegExp | undefined {
  try {
    return new RegExp(source, 'mu');
  } catch {
    try {
      return new RegExp(source, 'm');
    } catch {
      return undefined;
    }
  }
}

/** The whole text, or what follows the first line that opens an object or array (`npm run` prints lines before). */
function readJson(text: string): unknown {
  const start = text.search(/^[ \t]*[[{]/m);
  for (const candidate of [text, start < 0 ? '' : text.slice(start)]) {
    try {
      return JSON.parse(candidate);
    } catch {
      // The next candidate may be JSON.
    }
  }
  return undefined;
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    if (Array.isArray(inner) && name === 'length') return inner.length;
    return Object.getOwnPropertyDescriptor(inner, name)?.value;
  }, value);
}

/** Numbers compare as numbers, also when one came as text; anything else is equal or not, as text. */
function compare(found: unknown, { operator, value }: Comparison): boolean {
  const number = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
  if (typeof value === 'number' && typeof number === 'number') return compareNumbers(number, operator, value);
  if (operator === '==') return String(found) === String(value);
  return operator === '!=' && String(found) !== String(value);
}

function compareNumbers(found: number, operator: Comparison['operator'], value: number): boolean {
  switch (operator) {
    case '>=':
      return found >= value;
    case '<=':
      return found <= value;
    case '>':
      return found > value;
    case '<':
      return found < value;
    case '==':
      return found === value;
    case '!=':
      return found !== value;
  }
}
