/** One `Task("title", "prompt", "agent")` as an execution plan writes it, in whatever language the block claims to be. */
export type TaskCall = {
  readonly line: number;
  readonly endLine: number;
  readonly title: string;
  /** Common indentation and outer blank lines taken off, otherwise as written. */
  readonly prompt: string;
  /** Number of the document line that the prompt's first line stands on. */
  readonly promptLine: number;
  readonly agent: string;
  /** Why it cannot be read; empty: it can. */
  readonly problem: string;
};

/** Finds every `Task(…)` of a block. A call that cannot be read is returned with its problem and does not hide the next one. */
export function readCalls(text: string, firstLine: number): readonly TaskCall[] {
  const calls: TaskCall[] = [];
  const lineAt = (offset: number): number => firstLine + (text.slice(0, offset).match(/\n/g)?.length ?? 0);
  let at = 0;
  for (let start = nextCall(text, at); start !== undefined; start = nextCall(text, at)) {
    const read = readArguments(text, start.open);
    const problem = read.problem !== '' ? read.problem : missing(read.values);
    at = problem === '' ? read.end : (followingCall(text, start.open) ?? text.length);
    const end = problem === '' ? read.end : text.slice(0, at).trimEnd().length;
    const prompt = read.values.prompt;
    calls.push({
      line: lineAt(start.at),
      endLine: lineAt(Math.max(start.at, end - 1)),
      title: read.values.title?.text.trim() ?? '',
      prompt: dedent(prompt?.text ?? ''),
      promptLine: lineAt(prompt?.at ?? start.at) + leadingBlankLines(prompt?.text ?? ''),
      agent: read.values.agent?.text.trim() ?? '',
      problem,
    });
  }
  return calls;
}

type Value = { readonly text: string; readonly at: number };
type Values = { readonly title?: Value; readonly prompt?: Value; readonly agent?: Value };

const missing = (values: Values): string => {
  if (values.title === undefined || values.title.text.trim() === '') return 'it has no title';
  return values.prompt === undefined || values.prompt.text.trim() === '' ? 'it has no prompt' : '';
};

/** The next `Task(` outside comments. */
function nextCall(text: string, from: number): { readonly at: number; readonly open: number } | undefined {
  const pattern = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<![\w$.])Task\s*\(/g;
  pattern.lastIndex = from;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text))
    if (found[0].startsWith('Task')) return { at: found.index, open: found.index + found[0].length };
  return undefined;
}

/** Where the next call begins a line: the place to go on after one that cannot be read. */
function followingCall(text: string, from: number): number | undefined {
  const found = /^[ \t]*Task\s*\(/m.exec(text.slice(from));
  return found === null ? undefined : from + found.index;
}

type Arguments = { readonly values: Values; readonly end: number; readonly problem: string };

const names = ['title', 'prompt', 'agent'] as const;
const keys: Readonly<Record<string, (typeof names)[number]>> = {
  description: 'title',
  title: 'title',
  name: 'title',
  prompt: 'prompt',
  subagent_type: 'agent',
  agent: 'agent',
  agent_type: 'agent',
};

/** Positional strings, or one object with the names that the Task tool itself uses. */
function readArguments(text: string, open: number): Arguments {
  let at = skipSpace(text, open);
  const named = text[at] === '{';
  if (named) at += 1;
  const values: { [K in (typeof names)[number]]?: Value } = {};
  for (let index = 0; ; index += 1) {
    at = skipSpace(text, at);
    if (text[at] === (named ? '}' : ')')) break;
    let name = named ? undefined : names[index];
    if (named) {
      const key = /^(['"]?)(\w+)\1\s*:/.exec(text.slice(at));
      if (key === null) return { values, end: at, problem: 'an argument has no name' };
      name = keys[key[2] ?? ''];
      at = skipSpace(text, at + key[0].length);
    }
    const value = readStrings(text, at);
    if (value === undefined) return { values, end: at, problem: 'an argument is no closed string' };
    if (name !== undefined) values[name] = { text: value.text, at: value.at };
    at = skipSpace(text, value.end);
    if (text[at] === ',') at += 1;
    else if (text[at] !== (named ? '}' : ')')) return { values, end: at, problem: 'its arguments never end' };
  }
  if (!named) return { values, end: at + 1, problem: '' };
  at = skipSpace(text, at + 1);
  return { values, end: at + 1, problem: text[at] === ')' ? '' : 'its arguments never end' };
}

/** One string, or several joined by `+`. */
function readStrings(
  text: string,
  from: number,
): { readonly text: string; readonly at: number; readonly end: number } | undefined {
  let [whole, at] = ['', from];
  for (;;) {
    const one = readString(text, at);
    if (one === undefined) return undefined;
    whole += one.text;
    const next = skipSpace(text, one.end);
    if (text[next] !== '+') return { text: whole, at: from, end: one.end };
    at = skipSpace(text, next + 1);
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '', '\n': '' };

function readString(text: string, from: number): { readonly text: string; readonly end: number } | undefined {
  const quote = text[from];
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined;
  let value = '';
  for (let at = from + 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === quote) return { text: value, end: at + 1 };
    if (character === '\n' && quote !== '`') return undefined;
    if (character !== '\\') value += character;
    else {
      at += 1;
      const escaped = text[at] ?? '';
      value += escapes[escaped] ?? escaped;
    }
  }
  return undefined;
}

const skipSpace = (text: string, from: number): number => {
  const pattern = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
};

const leadingBlankLines = (text: string): number => /^(?:[ \t]*\n)*/.exec(text)?.[0].match(/\n/g)?.length ?? 0;

/** Takes off the indentation that all lines share, blank lines around, and blanks at line ends. */
function dedent(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== '');
  const inner = first < 0 ? [] : lines.slice(first);
  while (inner.at(-1) === '') inner.pop();
  // A prompt that starts on the line of its quote has no indentation there to share.
  const measured = inner.slice(first === 0 ? 1 : 0).filter((line) => line !== '');
  const shared = Math.min(...measured.map((line) => line.length - line.trimStart().length), 1000);
  return inner
    .map((line, at) => (at === 0 && first === 0 ? line.trimStart() : line.slice(Math.min(shared, line.length))))
    .join('\n');
}
