import assert from 'node:assert/strict';
import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  DocumentDiagnosticRequest,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  type Position,
  PrepareRenameRequest,
  type ProtocolRequestType,
  type Range,
  ReferencesRequest,
  RenameRequest,
  type SelectionRange,
  SelectionRangeRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  type ServerCapabilities,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver-protocol/node';
import type { EditorText } from './editor-text.ts';
import { checkTokens, tokensAndDelta } from './request-tokens.ts';
import type { Session } from './session.ts';

/** A place of an open plan that something is asked about, and the text as it was then. */
export type Cursor = {
  readonly uri: string;
  readonly text: EditorText;
  readonly position: Position;
  /** From the cursor on. */
  readonly range: Range;
  /** A share, for what is chosen from an answer. */
  readonly choice: number;
};

/** A question that an editor asks. Where the server does not promise the capability it is left out. */
export type Request = {
  readonly name: string;
  readonly capability: keyof ServerCapabilities;
  /** The answer; throws where it breaks a law. */
  ask(session: Session, cursor: Cursor): Promise<unknown>;
};

const document = ({ uri }: Cursor): { readonly textDocument: { readonly uri: string } } => ({ textDocument: { uri } });
const place = (cursor: Cursor): { readonly textDocument: { readonly uri: string }; readonly position: Position } => ({
  ...document(cursor),
  position: cursor.position,
});
const options = { tabSize: 2, insertSpaces: true };

function request<P, R, PR, E, RO>(
  type: ProtocolRequestType<P, R, PR, E, RO>,
  capability: keyof ServerCapabilities,
  params: (cursor: Cursor) => NoInfer<P>,
  law: (answer: NoInfer<R>, cursor: Cursor) => void = () => undefined,
): Request {
  return {
    name: type.method,
    capability,
    ask: async (session, cursor) => {
      const answer = await session.ask(type, params(cursor));
      rangesInside(answer, cursor);
      law(answer, cursor);
      return answer;
    },
  };
}

/** All that an editor asks, one record each: `everyPromiseIsAsked` holds the table to what the server declares. */
export const requests: readonly Request[] = [
  request(DocumentDiagnosticRequest.type, 'diagnosticProvider', document, (report) => {
    assert.equal(report.kind, 'full');
    for (const { code, message, source } of report.items)
      assert.ok(code && message && source, 'a problem without a name');
  }),
  request(DocumentSymbolRequest.type, 'documentSymbolProvider', document, (symbols) => {
    for (const symbol of symbols ?? []) if ('selectionRange' in symbol) nested(symbol);
  }),
  request(FoldingRangeRequest.type, 'foldingRangeProvider', document, (ranges, { text }) => {
    for (const { startLine, endLine } of ranges ?? [])
      assert.ok(0 <= startLine && startLine <= endLine && endLine < text.lines.length, 'a folding outside the text');
  }),
  request(DocumentLinkRequest.type, 'documentLinkProvider', document),
  request(CodeLensRequest.type, 'codeLensProvider', document),
  request(
    InlayHintRequest.type,
    'inlayHintProvider',
    (cursor) => ({ ...document(cursor), range: cursor.range }),
    (hints, { text }) => {
      for (const { position } of hints ?? []) assert.ok(text.has(position), 'a hint outside the text');
    },
  ),
  request(HoverRequest.type, 'hoverProvider', place),
  request(DefinitionRequest.type, 'definitionProvider', place),
  request(ReferencesRequest.type, 'referencesProvider', (cursor) => ({
    ...place(cursor),
    context: { includeDeclaration: true },
  })),
  request(DocumentHighlightRequest.type, 'documentHighlightProvider', place),
  request(PrepareRenameRequest.type, 'renameProvider', place),
  request(
    RenameRequest.type,
    'renameProvider',
    (cursor) => ({ ...place(cursor), newName: 'fuzzed' }),
    (edit, cursor) => editsApart(edit?.changes?.[cursor.uri] ?? [], cursor),
  ),
  request(
    SelectionRangeRequest.type,
    'selectionRangeProvider',
    (cursor) => ({ ...document(cursor), positions: [cursor.position, cursor.range.end] }),
    (ranges, cursor) => {
      assert.equal(ranges?.length, 2);
      for (const range of ranges ?? []) growing(range, cursor);
    },
  ),
  request(
    SemanticTokensRangeRequest.type,
    'semanticTokensProvider',
    (cursor) => ({ ...document(cursor), range: cursor.range }),
    (tokens, cursor) => checkTokens(tokens?.data ?? [], cursor),
  ),
  { name: SemanticTokensRequest.type.method, capability: 'semanticTokensProvider', ask: tokensAndDelta },
  request(CodeActionRequest.type, 'codeActionProvider', (cursor) => ({
    ...document(cursor),
    range: cursor.range,
    context: { diagnostics: [] },
  })),
  request(
    DocumentFormattingRequest.type,
    'documentFormattingProvider',
    (cursor) => ({ ...document(cursor), options }),
    (edits, cursor) => editsApart(edits ?? [], cursor),
  ),
  request(
    DocumentRangeFormattingRequest.type,
    'documentRangeFormattingProvider',
    (cursor) => ({ ...document(cursor), range: cursor.range, options }),
    (edits, cursor) => editsApart(edits ?? [], cursor),
  ),
  request(
    DocumentOnTypeFormattingRequest.type,
    'documentOnTypeFormattingProvider',
    (cursor) => ({ ...place(cursor), ch: '\n', options }),
    (edits, cursor) => editsApart(edits ?? [], cursor),
  ),
  {
    name: CompletionRequest.type.method,
    capability: 'completionProvider',
    ask: async (session, cursor) => {
      const answer = await session.ask(CompletionRequest.type, place(cursor));
      const items = Array.isArray(answer) ? answer : (answer?.items ?? []);
      rangesInside(items, cursor);
      for (const { textEdit, label } of items) {
        assert.ok(label !== '', 'a completion without a label');
        // The protocol wants one line, and the cursor in it.
        if (textEdit === undefined || !('range' in textEdit)) continue;
        const { start, end } = textEdit.range;
        const at = cursor.text.position(cursor.text.offset(cursor.position));
        assert.ok(start.line === at.line && end.line === at.line, `"${label}" replaces more than a line`);
        assert.ok(
          start.character <= at.character && at.character <= end.character,
          `"${label}" is not about the cursor`,
        );
      }
      const item = items[Math.floor(cursor.choice * items.length)];
      if (item === undefined) return answer;
      const resolved = await session.ask(CompletionResolveRequest.type, item);
      assert.deepEqual({ ...resolved, documentation: undefined }, { ...item, documentation: undefined });
      return [answer, resolved];
    },
  },
  {
    name: CallHierarchyPrepareRequest.type.method,
    capability: 'callHierarchyProvider',
    ask: async (session, cursor) => {
      const items = (await session.ask(CallHierarchyPrepareRequest.type, place(cursor))) ?? [];
      const answer: unknown[] = [items];
      for (const item of items.slice(0, 2)) {
        const incoming = await session.ask(CallHierarchyIncomingCallsRequest.type, { item });
        rangesInside(incoming, cursor);
        answer.push(incoming);
        const outgoing = await session.ask(CallHierarchyOutgoingCallsRequest.type, { item });
        // Their ranges are in the plan of the item, which may be another one.
        rangesInside({ uri: item.uri, outgoing }, cursor);
        answer.push(outgoing);
      }
      rangesInside(items, cursor);
      return answer;
    },
  },
  request(WorkspaceSymbolRequest.type, 'workspaceSymbolProvider', ({ text, range }) => ({
    query: text.slice(range).slice(0, 4),
  })),
];

/** A server that promises more than is asked here has outgrown the fuzzer. */
export function everyPromiseIsAsked(capabilities: ServerCapabilities): void {
  const asked = new Set<string>(requests.map(({ capability }) => capability));
  const promised = Object.keys(capabilities).filter((name) => name.endsWith('Provider'));
  assert.deepEqual(
    promised.filter((name) => !asked.has(name)),
    [],
  );
}

const isPosition = (value: unknown): value is Position =>
  typeof value === 'object' && value !== null && 'line' in value && 'character' in value;

const isElsewhere = (answer: unknown, { uri }: Cursor): boolean =>
  typeof answer === 'object' && answer !== null && 'uri' in answer && answer.uri !== uri;

/** Every range of an answer that is about this document lies inside it, and begins before it ends. */
export function rangesInside(answer: unknown, cursor: Cursor): void {
  if (typeof answer !== 'object' || answer === null) return;
  if (isElsewhere(answer, cursor)) return;
  // The ranges of an incoming call are in the plan that it comes from.
  if ('from' in answer && isElsewhere(answer.from, cursor)) return;
  if ('start' in answer && 'end' in answer && isPosition(answer.start) && isPosition(answer.end)) {
    const { text } = cursor;
    const fits = text.has(answer.start) && text.has(answer.end) && text.offset(answer.start) <= text.offset(answer.end);
    assert.ok(fits, `a range outside the text: ${JSON.stringify(answer)}`);
    return;
  }
  for (const part of Object.values(answer)) rangesInside(part, cursor);
}

/** Edits of one answer do not overlap. */
export function editsApart(edits: readonly { readonly range: Range }[], { text }: Cursor): void {
  const spans = edits
    .map(({ range }) => ({ start: text.offset(range.start), end: text.offset(range.end) }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  for (const [index, { start }] of spans.entries())
    assert.ok(index === 0 || (spans[index - 1]?.end ?? 0) <= start, 'edits that overlap');
}

const before = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.character <= b.character);
const within = (inner: Range, outer: Range): boolean =>
  before(outer.start, inner.start) && before(inner.end, outer.end);

function nested({ name, range, selectionRange, children }: DocumentSymbol): void {
  assert.ok(name !== '', 'a symbol without a name');
  assert.ok(within(selectionRange, range), `the name of "${name}" is outside of it`);
  for (const child of children ?? []) {
    assert.ok(within(child.range, range), `"${child.name}" is outside of "${name}"`);
    nested(child);
  }
}

function growing({ range, parent }: SelectionRange, cursor: Cursor): void {
  if (parent === undefined) return;
  assert.ok(within(range, parent.range), 'a selection that does not grow');
  growing(parent, cursor);
}
