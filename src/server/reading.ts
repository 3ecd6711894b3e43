import {
  CodeLensRequest,
  DefinitionRequest,
  DocumentHighlightKind,
  DocumentHighlightRequest,
  type DocumentLink,
  DocumentLinkRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  MarkupKind,
  ReferencesRequest,
  type SelectionRange,
  SelectionRangeRequest,
  SymbolKind,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver-protocol';
import { foldings } from '../plan/features/folding.ts';
import { hover } from '../plan/features/hover.ts';
import { inlays } from '../plan/features/inlays.ts';
import { type Lens, lenses } from '../plan/features/lenses.ts';
import { linkAt, links } from '../plan/features/links.ts';
import { definitionAt, namedAt, sameName } from '../plan/features/navigate.ts';
import { selectionsAt } from '../plan/features/selection.ts';
import { findSymbols, type PlanSymbol, symbols } from '../plan/features/symbols.ts';
import { commands } from '../protocol/commands.ts';
import type { PlanPlace } from '../protocol/lsp.ts';
import type { OpenPlan } from './documents.ts';
import { answers, type Feature } from './feature.ts';

const symbolKinds: Readonly<Record<PlanSymbol['kind'], SymbolKind>> = {
  section: SymbolKind.Namespace,
  phase: SymbolKind.Module,
  task: SymbolKind.Event,
  issue: SymbolKind.Object,
  agent: SymbolKind.Class,
  runner: SymbolKind.Interface,
  criterion: SymbolKind.Boolean,
  step: SymbolKind.Method,
};

const symbolOf = (plan: OpenPlan, { name, detail, kind, span, nameSpan, children }: PlanSymbol): DocumentSymbol => ({
  name,
  detail,
  kind: symbolKinds[kind],
  range: plan.range(span),
  selectionRange: plan.range(nameSpan),
  children: children.map((child) => symbolOf(plan, child)),
});

const lensCommands: Readonly<Record<Lens['does'], string>> = {
  'run-phase': commands.runPhase,
  preflight: commands.preflight,
  'run-task': commands.runTask,
};

/** What a person sees of a plan without changing it. */
export const reading: readonly Feature[] = [
  answers(HoverRequest.type, { hoverProvider: true }, (host, { textDocument, position }) => {
    const plan = host.plan(textDocument);
    const found = plan && hover(plan.snapshot, host.world.knowledge, plan.offset(position));
    return found
      ? { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: plan.range(found.span) }
      : null;
  }),
  answers(DocumentSymbolRequest.type, { documentSymbolProvider: true }, (host, { textDocument }) => {
    const plan = host.plan(textDocument);
    return plan ? symbols(plan.snapshot).map((one) => symbolOf(plan, one)) : null;
  }),
  answers(WorkspaceSymbolRequest.type, { workspaceSymbolProvider: true }, (host, { query }) =>
    [...host.plans].flatMap((plan) =>
      findSymbols(symbols(plan.snapshot), query).map(({ symbol, container }) => ({
        name: symbol.name,
        kind: symbolKinds[symbol.kind],
        containerName: symbol.detail === '' ? container : `${container} ${symbol.detail}`.trim(),
        location: { uri: plan.uri, range: plan.range(symbol.nameSpan) },
      })),
    ),
  ),
  answers(DefinitionRequest.type, { definitionProvider: true }, (host, { textDocument, position }) => {
    const plan = host.plan(textDocument);
    if (plan === undefined) return null;
    const found = definitionAt(plan.snapshot, plan.offset(position));
    if (found !== undefined) return { uri: plan.uri, range: plan.range(found.span) };
    const link = linkAt(plan.snapshot, host.world.knowledge, plan.offset(position));
    const uri = link && host.world.uri(link.path);
    const top = { line: 0, character: 0 };
    return uri === undefined ? null : { uri, range: { start: top, end: top } };
  }),
  answers(DocumentLinkRequest.type, { documentLinkProvider: { resolveProvider: false } }, (host, { textDocument }) => {
    const plan = host.plan(textDocument);
    if (plan === undefined) return null;
    return links(plan.snapshot, host.world.knowledge).flatMap(({ span, path, what }): DocumentLink[] => {
      const target = host.world.uri(path);
      return target === undefined ? [] : [{ range: plan.range(span), target, tooltip: `Open the ${what}: ${path}` }];
    });
  }),
  answers(SelectionRangeRequest.type, { selectionRangeProvider: true }, (host, { textDocument, positions }) => {
    const plan = host.plan(textDocument);
    if (plan === undefined) return null;
    return positions.map((position) => {
      const spans = selectionsAt(plan.snapshot, plan.offset(position));
      return (
        spans.reduceRight<SelectionRange | undefined>(
          (parent, span) => (parent === undefined ? { range: plan.range(span) } : { range: plan.range(span), parent }),
          undefined,
        ) ?? { range: { start: position, end: position } }
      );
    });
  }),
  answers(ReferencesRequest.type, { referencesProvider: true }, (host, { textDocument, position, context }) => {
    const plan = host.plan(textDocument);
    const mention = plan && namedAt(plan.snapshot, plan.offset(position));
    if (!mention) return null;
    const places = sameName(plan.snapshot, mention).filter(
      ({ role }) => context.includeDeclaration || role !== 'declares',
    );
    return places.map(({ span }) => ({ uri: plan.uri, range: plan.range(span) }));
  }),
  answers(DocumentHighlightRequest.type, { documentHighlightProvider: true }, (host, { textDocument, position }) => {
    const plan = host.plan(textDocument);
    const mention = plan && namedAt(plan.snapshot, plan.offset(position));
    if (!mention) return null;
    return sameName(plan.snapshot, mention).map(({ span, role }) => ({
      range: plan.range(span),
      kind: role === 'refers' ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
    }));
  }),
  answers(FoldingRangeRequest.type, { foldingRangeProvider: true }, (host, { textDocument }) => {
    const plan = host.plan(textDocument);
    return plan ? foldings(plan.snapshot).map((span) => lineRange(plan, span)) : null;
  }),
  answers(CodeLensRequest.type, { codeLensProvider: { resolveProvider: false } }, (host, { textDocument }) => {
    const plan = host.plan(textDocument);
    if (plan === undefined) return null;
    return lenses(plan.snapshot).map(({ span, does, title, phase, task }) => {
      const place: PlanPlace = { plan: plan.uri, phase, ...(task === undefined ? {} : { task }) };
      return { range: plan.range(span), command: { title, command: lensCommands[does], arguments: [place] } };
    });
  }),
  answers(InlayHintRequest.type, { inlayHintProvider: true }, (host, { textDocument, range }) => {
    const plan = host.plan(textDocument);
    if (plan === undefined) return null;
    return inlays(plan.snapshot, host.world.knowledge, plan.span(range)).map(({ at, label, doc }) => ({
      position: plan.range({ start: at, end: at }).start,
      label,
      paddingLeft: true,
      tooltip: { kind: MarkupKind.Markdown, value: doc },
    }));
  }),
];

function lineRange(
  plan: OpenPlan,
  span: { readonly start: number; readonly end: number },
): { startLine: number; endLine: number } {
  const { start, end } = plan.range(span);
  return { startLine: start.line, endLine: end.line };
}
