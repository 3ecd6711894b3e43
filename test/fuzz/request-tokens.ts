import assert from 'node:assert/strict';
import { SemanticTokensDeltaRequest, SemanticTokensRequest } from 'vscode-languageserver-protocol/node';
import type { Cursor } from './requests.ts';
import type { Session } from './session.ts';

type Known = { readonly resultId: string; readonly data: readonly number[] };

/** What a client was last told of a document's tokens. */
const known = new WeakMap<Session, Map<string, Known>>();

/** All tokens; where the server can also tell what is new of them since the last time, that leads to the same. */
export async function tokensAndDelta(session: Session, cursor: Cursor): Promise<unknown> {
  const textDocument = { uri: cursor.uri };
  const kept = known.get(session) ?? new Map<string, Known>();
  known.set(session, kept);
  const last = kept.get(cursor.uri);
  const full = session.capabilities.semanticTokensProvider?.full;
  const tellsNews = typeof full === 'object' && full.delta === true;
  // Both at once: so both are about the same version.
  const [news, all] = await Promise.all([
    tellsNews && last !== undefined
      ? session.ask(SemanticTokensDeltaRequest.type, { textDocument, previousResultId: last.resultId })
      : undefined,
    session.ask(SemanticTokensRequest.type, { textDocument }),
  ]);
  const data = all?.data ?? [];
  checkTokens(data, cursor);
  if (news && last) assert.deepEqual('edits' in news ? edited(last.data, news.edits) : news.data, data);
  if (all?.resultId !== undefined) kept.set(cursor.uri, { resultId: all.resultId, data });
  return data;
}

type Splice = { readonly start: number; readonly deleteCount: number; readonly data?: readonly number[] };

/** Every edit is about the numbers as they were, so they are made from the last to the first. */
function edited(data: readonly number[], edits: readonly Splice[]): readonly number[] {
  const next = [...data];
  for (const { start, deleteCount, data: put = [] } of [...edits].sort((a, b) => b.start - a.start))
    next.splice(start, deleteCount, ...put);
  return next;
}

/** Tokens come in order, none touches the one before, and each lies in its line. */
export function checkTokens(data: readonly number[], { text }: Cursor): void {
  assert.equal(data.length % 5, 0);
  let [line, character, end] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0] = data.slice(at, at + 3);
    character = down > 0 ? right : character + right;
    assert.ok(down >= 0 && (down > 0 || character >= end), 'tokens that overlap');
    line += down;
    end = character + length;
    assert.ok(
      length > 0 && text.has({ line, character }) && text.has({ line, character: end }),
      'a token outside its line',
    );
  }
}
