import { fail, ok, type Result } from '../base/result.ts';

/** One thing that the demo agent does when it is told to. Paths are relative to the folder it works in, with forward slashes. */
export type Instruction =
  | { readonly do: 'say'; readonly text: string }
  | { readonly do: 'think'; readonly text: string }
  | { readonly do: 'wait'; readonly milliseconds: number }
  | { readonly do: 'write'; readonly path: string; readonly content: string }
  | { readonly do: 'append'; readonly path: string; readonly text: string }
  /** The first occurrence; that there is none is a failed tool call, which the agent says and survives. */
  | { readonly do: 'replace'; readonly path: string; readonly old: string; readonly new: string }
  | { readonly do: 'delete'; readonly path: string }
  /** Asks for a permission; refused, the turn stops and says what was refused. */
  | { readonly do: 'ask'; readonly tool: AskedTool; readonly title: string }
  /** The turn ends as a refusal. */
  | { readonly do: 'fail'; readonly reason: string }
  /** The process dies in the middle of the turn. */
  | { readonly do: 'crash' }
  /** Never answers until it is cancelled. */
  | { readonly do: 'hang' };

const askedTools = ['edit', 'execute', 'fetch'] as const;
type AskedTool = (typeof askedTools)[number];

/** What a line of a script got wrong; `line` counts from 1 within the prompt. */
export type ScriptProblem = { readonly line: number; readonly detail: string };

/**
 * The demo agent's script: the first fenced block marked `demo` in a prompt, one instruction a line; blank lines and lines that
 * start with `#` say nothing. Undefined where the prompt has no such block. The language is described in docs/agents.md.
 */
export function parseScript(
  prompt: string,
): Result<{ readonly instructions: readonly Instruction[] }, readonly ScriptProblem[]> | undefined {
  const block = findBlock(prompt.split(/\r?\n/));
  if (block === undefined) return undefined;
  const instructions: Instruction[] = [];
  const problems: ScriptProblem[] = [];
  const { lines, first } = block;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || line.startsWith('#')) continue;
    const content = contentAfter(lines, at + 1);
    const parsed = parseLine(line, content);
    if (parsed.ok) instructions.push(parsed.value);
    else problems.push({ line: first + at, detail: parsed.error });
    if (/^write\b/.test(line)) at += content.length;
  }
  if (!block.closed) problems.push({ line: first + lines.length - 1, detail: 'the block is never closed' });
  return problems.length > 0 ? fail(problems) : ok({ instructions });
}

type Block = { readonly lines: readonly string[]; readonly first: number; readonly closed: boolean };

/** The fence may be indented, as in a list; its indentation is then no part of the script. */
function findBlock(lines: readonly string[]): Block | undefined {
  const start = lines.findIndex((line) => /^\s*(`{3,}|~{3,})\s*demo\s*$/.test(line));
  if (start < 0) return undefined;
  const [, indent = '', fence = ''] = /^(\s*)([`~]+)/.exec(lines[start] ?? '') ?? [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim().length >= fence.length && line.trim() === closing(fence, line));
  const inside = end < 0 ? rest : rest.slice(0, end);
  const unindented = inside.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()));
  return { lines: unindented, first: start + 2, closed: end >= 0 };
}

const closing = (fence: string, line: string): string => (fence[0] ?? '').repeat(line.trim().length);

/** The lines under a `write`: indented by two spaces, blank ones between them included. */
function contentAfter(lines: readonly string[], from: number): readonly string[] {
  let end = from;
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('  ')) end = at + 1;
    else if (line.trim() !== '') break;
  }
  return lines.slice(from, end).map((line) => line.slice(2));
}

type Parsed = Result<Instruction, string>;
type Parse = (rest: string, content: readonly string[]) => Parsed;

const table: Readonly<Record<string, Parse>> = {
  say: (rest) => needs(rest, 'what to say', (text) => ({ do: 'say', text })),
  think: (rest) => needs(rest, 'what to think', (text) => ({ do: 'think', text })),
  wait: parseWait,
  write: (rest, content) =>
    withPath(rest, (path) => ok({ do: 'write', path, content: content.map((line) => `${line}\n`).join('') })),
  append: (rest) => {
    const [path = '', text, ...more] = fields(rest);
    if (text === undefined || more.length > 0) return fail('expected: append PATH | text');
    return withPath(path, (found) => ok({ do: 'append', path: found, text }));
  },
  replace: (rest) => {
    const [path = '', old, by, ...more] = fields(rest);
    if (old === undefined || by === undefined || more.length > 0) return fail('expected: replace PATH | old | new');
    if (old === '') return fail('there is nothing to look for');
    return withPath(path, (found) => ok({ do: 'replace', path: found, old, new: by }));
  },
  delete: (rest) => withPath(rest, (path) => ok({ do: 'delete', path })),
  ask: parseAsk,
  fail: (rest) => needs(rest, 'a reason', (reason) => ({ do: 'fail', reason })),
  crash: (rest) => alone(rest, { do: 'crash' }),
  hang: (rest) => alone(rest, { do: 'hang' }),
};

function parseLine(line: string, content: readonly string[]): Parsed {
  const [, word = '', rest = ''] = /^(\S+)\s?(.*)$/.exec(line) ?? [];
  if (line.startsWith(' ')) return fail('content without a "write" above it');
  const parse = Object.hasOwn(table, word) ? table[word] : undefined;
  if (parse !== undefined) return parse(rest, content);
  if (word === 'run') return fail('the demo agent executes nothing');
  return fail(`unknown instruction "${word}"; known: ${Object.keys(table).join(', ')}`);
}

function needs(rest: string, what: string, make: (text: string) => Instruction): Parsed {
  return rest.trim() === '' ? fail(`${what} is missing`) : ok(make(rest.trim()));
}

const alone = (rest: string, instruction: Instruction): Parsed =>
  rest.trim() === '' ? ok(instruction) : fail(`"${instruction.do}" stands alone`);

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

function parseWait(rest: string): Parsed {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(rest.trim()) ?? [];
  const factor = units[unit];
  return factor === undefined
    ? fail('expected a time such as 800ms, 2s or 1m')
    : ok({ do: 'wait', milliseconds: Math.round(Number(number) * factor) });
}

function parseAsk(rest: string): Parsed {
  const [kind = '', title = '', ...more] = fields(rest);
  const tool = askedTools.find((known) => known === kind.trim());
  if (tool === undefined || title.trim() === '' || more.length > 0)
    return fail(`expected: ask ${askedTools.join('|')} | title`);
  return ok({ do: 'ask', tool, title: title.trim() });
}

function withPath(text: string, make: (path: string) => Parsed): Parsed {
  const path = text.trim().replaceAll('\\', '/');
  if (path === '') return fail('a path is missing');
  if (/^(\/|[A-Za-z]:)/.test(path) || path.split('/').includes('..'))
    return fail(`${path} does not lie in the agent's folder`);
  return make(path);
}

/** Splits at bars that no backslash escapes, takes one space off each side of a bar, and resolves `\n`, `\|` and `\\`. */
function fields(text: string): readonly string[] {
  const parts: string[] = [''];
  for (const [piece] of text.matchAll(/\\[\s\S]|\||[^\\|]+|\\/g)) {
    if (piece === '|') parts.push('');
    else parts.push((parts.pop() ?? '') + (piece.startsWith('\\') ? (escapes[piece] ?? piece) : piece));
  }
  return parts.map((part, at) => {
    const from = at > 0 && part.startsWith(' ') ? 1 : 0;
    const to = at < parts.length - 1 && part.endsWith(' ') ? part.length - 1 : part.length;
    return part.slice(from, Math.max(from, to));
  });
}

const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\|': '|', '\\\\': '\\' };
