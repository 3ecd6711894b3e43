import {
  type SemanticTokens,
  type SemanticTokensDelta,
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
} from 'vscode-languageserver-protocol';
import { tokenModifiers, tokensIn, tokenTypes } from '../plan/features/tokens.ts';
import type { Names } from '../plan/model/names.ts';
import type { Section } from '../plan/model/section.ts';
import type { OpenPlan } from './documents.ts';
import { answers, type Feature } from './feature.ts';
import type { Host } from './host.ts';

/** Five numbers for each token of a section: line and column in it, length, type, modifiers. */
type Row = readonly [line: number, column: number, length: number, type: number, modifiers: number];

const known = new WeakMap<Section, { readonly names: Names; readonly rows: readonly Row[] }>();

function rowsOf(section: Section, names: Names): readonly Row[] {
  const kept = known.get(section);
  if (kept?.names === names) return kept.rows;
  const rows = tokensIn(section, names).map(({ span, type, modifiers }): Row => {
    const { line, character } = section.lines.position(span.start);
    const bits = modifiers.reduce((sum, one) => sum | (1 << tokenModifiers.indexOf(one)), 0);
    return [line, character, span.end - span.start, tokenTypes.indexOf(type), bits];
  });
  known.set(section, { names, rows });
  return rows;
}

/** Places relative to the token before, as the protocol wants them; only those on some lines. */
function encode({ snapshot }: OpenPlan, from = 0, to = Number.POSITIVE_INFINITY): number[] {
  const data: number[] = [];
  let [line, character] = [0, 0];
  for (const { section, start } of snapshot.places()) {
    const { line: first } = snapshot.position(start);
    if (first > to || first + section.lines.count <= from) continue;
    for (const [own, column, length, type, modifiers] of rowsOf(section, snapshot.names)) {
      const at = first + own;
      if (at < from || at > to) continue;
      data.push(at - line, at === line ? column - character : column, length, type, modifiers);
      [line, character] = [at, column];
    }
  }
  return data;
}

type Told = { readonly resultId: string; readonly data: readonly number[] };

/** What a client was told last of each plan: of the next version it needs only what differs. */
const told = new WeakMap<OpenPlan, Told>();

function tell(host: Host, plan: OpenPlan): Told {
  const now = { resultId: `${host.world(plan).version}/${plan.version}`, data: encode(plan) };
  told.set(plan, now);
  return now;
}

/** One stretch holds all that differs between two lists of numbers. */
function difference(before: readonly number[], after: readonly number[]): SemanticTokensDelta['edits'] {
  const shared = Math.min(before.length, after.length);
  let head = 0;
  while (head < shared && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shared - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  if (head + tail === before.length && before.length === after.length) return [];
  const data = after.slice(head, after.length - tail);
  return [{ start: head, deleteCount: before.length - tail - head, data }];
}

/** Colours that only the schema can tell, over those of the grammar. */
export const colouring: readonly Feature[] = [
  answers(
    SemanticTokensRequest.type,
    {
      semanticTokensProvider: {
        legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
        full: { delta: true },
        range: true,
      },
    },
    (host, { textDocument }): SemanticTokens | null => {
      const plan = host.plan(textDocument);
      if (plan === undefined) return null;
      const { resultId, data } = tell(host, plan);
      return { resultId, data: [...data] };
    },
  ),
  answers(SemanticTokensDeltaRequest.type, {}, (host, { textDocument, previousResultId }) => {
    const plan = host.plan(textDocument);
    if (plan === undefined) return null;
    const before = told.get(plan);
    const { resultId, data } = tell(host, plan);
    if (before?.resultId !== previousResultId) return { resultId, data: [...data] };
    return { resultId, edits: difference(before.data, data) };
  }),
  answers(SemanticTokensRangeRequest.type, {}, (host, { textDocument, range }) => {
    const plan = host.plan(textDocument);
    return plan ? { data: encode(plan, range.start.line, range.end.line) } : null;
  }),
];
