import { parse } from 'yaml';

/** A type of agent that a file describes, in the form that Claude Code introduced: YAML front matter, then the prompt. */
export type DescribedType = {
  readonly name: string;
  readonly description: string;
  readonly prompt: string;
  /** Undefined: whatever the agent uses by itself. */
  readonly model: string | undefined;
};

/** Reads such a file; without a readable front matter the whole text is the prompt, and the file's name (without `.md`) its name. */
export function readAgentType(text: string, fileName: string): DescribedType {
  const [, front, body] = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n([\s\S]*))?$/.exec(text) ?? [];
  const facts = front === undefined ? undefined : readFront(front);
  const model = word(facts?.['model']);
  return {
    name: word(facts?.['name']) || fileName,
    description: word(facts?.['description']),
    prompt: (facts === undefined ? text : (body ?? '')).trim(),
    model: model === '' || model === 'inherit' ? undefined : model,
  };
}

const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';

function readFront(front: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = parse(front);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return looseFront(front);
  }
}

/** Descriptions are often written with colons in them, unquoted, which YAML refuses; then each line is a key and its text. */
function looseFront(front: string): Readonly<Record<string, unknown>> {
  const pairs = front.split(/\r?\n/).flatMap((line) => {
    const [, key, value] = /^([A-Za-z][\w-]*):\s*(.*)$/.exec(line) ?? [];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(pairs);
}
