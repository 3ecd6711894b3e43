import { type SemanticTokens, SemanticTokensRangeRequest, SemanticTokensRequest } from 'vscode-languageserver-protocol';
import type { Span } from '../base/span.ts';
import { type Token, tokenModifiers, tokens, tokenTypes } from '../plan/features/tokens.ts';
import type { Snapshot } from '../plan/model/snapshot.ts';
import type { OpenPlan } from './documents.ts';
import { answers, type Feature } from './feature.ts';

/** Editors ask for what is on the screen, then for the whole file: both are read from one list. */
const known = new WeakMap<Snapshot, readonly Token[]>();

function tokensOf({ snapshot }: OpenPlan): readonly Token[] {
  const found = known.get(snapshot) ?? tokens(snapshot);
  known.set(snapshot, found);
  return found;
}

/** Five numbers for each token, places relative to the token before, as the protocol wants them. */
function encode(plan: OpenPlan, { start, end }: Span): SemanticTokens {
  const data: number[] = [];
  let [line, character] = [0, 0];
  for (const { span, type, modifiers } of tokensOf(plan)) {
    if (span.end < start || span.start > end) continue;
    const at = plan.range(span).start;
    const bits = modifiers.reduce((sum, one) => sum | (1 << tokenModifiers.indexOf(one)), 0);
    const column = at.line === line ? at.character - character : at.character;
    data.push(at.line - line, column, span.end - span.start, tokenTypes.indexOf(type), bits);
    [line, character] = [at.line, at.character];
  }
  return { data };
}

/** Colours that only the schema can tell, over those of the grammar. */
export const colouring: readonly Feature[] = [
  answers(
    SemanticTokensRequest.type,
    {
      semanticTokensProvider: {
        legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
        full: true,
        range: true,
      },
    },
    (host, { textDocument }) => {
      const plan = host.plan(textDocument);
      return plan ? encode(plan, { start: 0, end: plan.snapshot.text.length }) : null;
    },
  ),
  answers(SemanticTokensRangeRequest.type, {}, (host, { textDocument, range }) => {
    const plan = host.plan(textDocument);
    return plan ? encode(plan, plan.span(range)) : null;
  }),
];
