import type { Failure } from '../../base/failure.ts';
import type { Json } from '../../base/json.ts';
import { type IssueRecord, isRecord } from '../../issues/record.ts';

/** What a `bd` call printed. */
export type BdOutput = { readonly exit: number | undefined; readonly stdout: string; readonly stderr: string };

/**
 * The JSON in what `bd` printed: warnings may come before it and notices after it. Its envelopes are taken off: `{schema_version, data}`
 * (`BD_JSON_ENVELOPE=1`, the default in 2.0) and `{schema_version, items}`; undefined when there is none.
 */
export function readOutput(text: string): Json | undefined {
  for (const { index } of text.matchAll(/^[[{]/gm)) {
    const json = parseFrom(text, index);
    if (json !== undefined) return unwrapped(json);
  }
  return undefined;
}

/** The value that begins here; what follows its last line that closes it is cut off. */
function parseFrom(text: string, start: number): Json | undefined {
  const whole = parse(text.slice(start));
  if (whole !== undefined) return whole;
  const closing = text[start] === '[' ? ']' : '}';
  const end = text.lastIndexOf(`\n${closing}`);
  return end <= start ? undefined : parse(text.slice(start, end + 2));
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unwrapped(json: Json): Json {
  if (!isRecord(json) || !('schema_version' in json)) return json;
  return json['data'] ?? json['items'] ?? json;
}

/** All records in an answer: an array's, `closed`'s of `close --suggest-next`, or the one. */
export function recordsIn(json: Json | undefined): readonly IssueRecord[] {
  if (Array.isArray(json)) return json.filter(isRecord);
  return isRecord(json) ? [json] : [];
}

/** Why a call failed, from whichever channel says it: `{"error","hint"}` on either stream, else plain text on standard error. */
export function bdFailure(command: string, output: BdOutput, id: string | undefined): Failure {
  const said = [output.stdout, output.stderr].map(errorIn).find((error) => error !== undefined);
  const plain = plainError(output.stderr) ?? plainError(output.stdout);
  const detail = said?.detail ?? plain ?? `exit ${output.exit ?? 'by a signal'}`;
  const known = knownFailure(detail, id) ?? (plain === undefined ? undefined : knownFailure(plain, id));
  return known ?? { kind: 'bd-failed', command, detail, ...(said?.hint === undefined ? {} : { hint: said.hint }) };
}

function errorIn(text: string): { readonly detail: string; readonly hint: string | undefined } | undefined {
  const json = readOutput(text);
  if (!isRecord(json) || typeof json['error'] !== 'string') return undefined;
  return { detail: json['error'], hint: typeof json['hint'] === 'string' ? json['hint'] : undefined };
}

/** The line that says it; usage texts and hints follow it. */
function plainError(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const line =
    lines.find((one) => /^error\b/i.test(one) && one.replace(/^error:?\s*/i, '') !== '') ??
    lines.find((one) => /^(cannot|⚠)/.test(one));
  return (line ?? lines.find((one) => one !== ''))?.replace(/^(Error:|⚠)\s*/, '');
}

/** Refusals that mean something to whoever asked, by the words of bd 1.0.3. */
function knownFailure(detail: string, id = ''): Failure | undefined {
  const claimed = /already claimed by (.+)$/.exec(detail)?.[1];
  if (claimed !== undefined) return { kind: 'issue-claimed', id, by: claimed.trim() };
  const status = /not claimable: status (\S+)/.exec(detail)?.[1];
  if (status !== undefined) return { kind: 'issue-not-open', id, status };
  const blocked = /^cannot close .*: blocked by open issues \[([^\]]*)\]/.exec(detail)?.[1];
  if (blocked !== undefined) return { kind: 'issue-blocked', id, by: blocked.replace(/ \([^)]*\)/g, '').split(/\s+/) };
  // Source: bd's internal/validation/bead.go.
  const foreign = /^prefix mismatch: database uses '([^']+)'.* but ID '(.+)' doesn't match/.exec(detail);
  if (foreign !== null) return { kind: 'issue-id-refused', id: foreign[2] ?? id, prefix: foreign[1] ?? '' };
  const shapeless = /^invalid ID format '(.+)' \(expected/.exec(detail)?.[1];
  if (shapeless !== undefined) return { kind: 'issue-id-refused', id: shapeless };
  const unknown = /no issues? found matching "([^"]+)"/.exec(detail)?.[1];
  return unknown === undefined ? undefined : { kind: 'issue-unknown', id: unknown };
}
