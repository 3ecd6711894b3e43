import type { Failure } from '../../base/failure.ts';
import type { Json } from '../../base/json.ts';
import { fail, ok, type Result } from '../../base/result.ts';

/** What a tool answered: its text, and the same read as JSON where it is JSON. */
export type ToolAnswer = { readonly text: string; readonly body: Json };

/** Fields of a JSON object; none for anything else. */
export const fieldsOf = (json: Json): { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !isList(json) ? json : {};

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);

/**
 * Reads what a tool call brought back. claude-flow 3.43 calls every call a success; what went wrong stands in the text, as
 * `{"success":false,"error":…}`, `{"error":…}`, or, for an edit, a `recorded` that is not true. A bare `success: false` is no error:
 * a post-edit repeats what it was told about the edit.
 */
export function readAnswer(
  tool: string,
  answer: object,
): Result<ToolAnswer, Extract<Failure, { kind: 'claude-flow-refused' }>> {
  const text = textOf('content' in answer ? answer.content : undefined);
  const body = parse(text);
  const { success, error, recorded } = fieldsOf(body);
  const refused = (detail: string) => fail({ kind: 'claude-flow-refused', tool, detail } as const);
  if ('isError' in answer && answer.isError === true) return refused(text.slice(0, 500));
  if (typeof error === 'string' && success !== true) return refused(error);
  if (tool === 'hooks_post-edit' && recorded !== true) return refused('it did not say that the edit is recorded');
  return ok({ text, body });
}

function textOf(content: unknown): string {
  if (!Array.isArray(content)) return '';
  const parts: readonly unknown[] = content;
  return parts
    .flatMap((part) =>
      typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string' ? [part.text] : [],
    )
    .join('\n');
}

function parse(text: string): Json {
  try {
    const body: Json = JSON.parse(text);
    return body;
  } catch {
    return text;
  }
}

/** Characters that claude-flow 3.43 takes for a shell's in a path, and refuses; a backslash too. */
const refusedCharacters = /[;&|`$(){}[\]<>!#\\]/;

/** The characters of a path that make claude-flow refuse it, each once; empty when it takes the path. */
export const refusedIn = (path: string): string =>
  [...new Set([...path].filter((character) => refusedCharacters.test(character)))].join(' ');
