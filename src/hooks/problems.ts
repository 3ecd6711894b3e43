/** A problem that a hook's output names. */
export type HookProblem = {
  /** As the output has it, forward slashes: relative to the folder that the hook ran in, or absolute. */
  readonly file: string;
  /** From 1; 1 where the output names none. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly code: string | undefined;
};

/** Most problems kept of one hook. */
const mostProblems = 200;

/** What one line, or one line below a line that names the file, looks like. */
type Matcher = {
  readonly line: RegExp;
  /** The file stands alone on a line before its problems. */
  readonly heading?: RegExp;
  readonly severity: HookProblem['severity'];
};

/**
 * The formats that VS Code's task matchers of these names read. Written from the tools' own output; groups: file, line, column, severity,
 * code, message.
 */
const named: Readonly<Record<string, Matcher>> = {
  $tsc: {
    line: /^(?<file>[^\s].*?)(?:\((?<line>\d+),(?<column>\d+)\)|:(?<line2>\d+):(?<column2>\d+))\s*(?::|-)\s*(?<severity>error|warning|info)\s+(?<code>TS\d+)\s*:\s*(?<message>.*)$/,
    severity: 'error',
  },
  '$eslint-compact': {
    line: /^(?<file>.+): line (?<line>\d+), col (?<column>\d+), (?<severity>Error|Warning|Info) - (?<message>.+?)(?: \((?<code>[^()]+)\))?$/,
    severity: 'error',
  },
  '$eslint-stylish': {
    heading: /^(?<file>(?:[A-Za-z]:)?[^\s:].*)$/,
    line: /^\s+(?<line>\d+):(?<column>\d+)\s+(?<severity>error|warning|info)\s+(?<message>.+?)(?:\s\s+(?<code>\S+))?$/,
    severity: 'error',
  },
  $go: { line: /^(?:vet: )?(?<file>[^\s:]+\.go):(?<line>\d+):(?:(?<column>\d+):)? (?<message>.*)$/, severity: 'error' },
  $gcc: {
    line: /^(?<file>[^\s].*?):(?<line>\d+):(?:(?<column>\d+):)?\s+(?:fatal )?(?<severity>error|warning|note|info):\s+(?<message>.*?)(?: \[(?<code>[^\]]+)\])?$/,
    severity: 'error',
  },
  $msCompile: {
    line: /^\s*(?:\d+>)?(?<file>[^\s(].*?)\((?<line>\d+)(?:,(?<column>\d+))?[^)]*\)\s*:\s+(?:fatal )?(?<severity>error|warning|info)\s+(?<code>\w+)\s*:\s*(?<message>.*)$/,
    severity: 'error',
  },
  $jshint: {
    line: /^(?<file>.+): line (?<line>\d+), col (?<column>\d+), (?<message>.+?)(?: \((?<code>[EWI]\d+)\))?$/,
    severity: 'warning',
  },
  $lessc: {
    line: /^\w+Error: (?<message>.*) in (?<file>.*) on line (?<line>\d+), column (?<column>\d+):?$/,
    severity: 'error',
  },
};

/** Other names for the same format. */
const alike: Readonly<Record<string, string>> = {
  '$tsc-watch': '$tsc',
  '$gulp-tsc': '$tsc',
  '$jshint-stylish': '$eslint-stylish',
  $lessCompile: '$lessc',
};

/** The matcher of a name, or of a regular expression with named groups; undefined for a name that nobody knows, or what is no expression. */
function matcherOf(text: string): Matcher | undefined {
  if (text.startsWith('$')) return named[alike[text] ?? text];
  try {
    return { line: new RegExp(text), severity: 'error' };
  } catch {
    return undefined;
  }
}

/** Which of these matchers nobody can read, for the sentence that says so. */
export const unknownMatchers = (matchers: readonly string[]): readonly string[] =>
  matchers.filter((text) => matcherOf(text) === undefined);

/**
 * The problems that an output names, each once, in its order. Lines longer than a thousand characters name none. `file`: the one that the
 * problems are in where a matcher's expression has no group for it.
 */
export function problemsIn(output: string, matchers: readonly string[], file: string): readonly HookProblem[] {
  const readers = matchers.map(matcherOf).filter((matcher) => matcher !== undefined);
  const found = new Map<string, HookProblem>();
  const headings = new Map<Matcher, string>();
  for (const raw of readers.length === 0 ? [] : output.split('\n')) {
    if (found.size >= mostProblems) break;
    const line = plainLine(raw);
    if (line.length > 1000) continue;
    for (const reader of readers) {
      const groups = reader.line.exec(line)?.groups;
      if (groups === undefined) {
        const heading = reader.heading?.exec(line)?.groups?.['file'];
        if (heading !== undefined) headings.set(reader, heading);
        continue;
      }
      const problem = problemOf(groups, reader, headings.get(reader) ?? file);
      found.set(JSON.stringify(problem), problem);
      break;
    }
  }
  return [...found.values()];
}

const esc = String.fromCharCode(27);
const colours = new RegExp(`${esc}\\[[0-9;]*m`, 'g');
const plainLine = (line: string): string => line.replace(colours, '').replace(/\r$/, '');

function problemOf(
  groups: Readonly<Record<string, string | undefined>>,
  { severity }: Matcher,
  file: string,
): HookProblem {
  const { message = '', code } = groups;
  return {
    file: (groups['file'] ?? file).trim().replaceAll('\\', '/').replace(/^\.\//, ''),
    line: Number(groups['line'] ?? groups['line2'] ?? 1),
    column: Number(groups['column'] ?? groups['column2'] ?? 1),
    severity: severityOf(groups['severity']) ?? severity,
    message: message.trim(),
    code,
  };
}

function severityOf(word: string | undefined): HookProblem['severity'] | undefined {
  if (word === undefined) return undefined;
  if (/^err|^fatal/i.test(word)) return 'error';
  return /^warn/i.test(word) ? 'warning' : 'info';
}
