import {
  CodeLensRequest,
  type DocumentLink,
  DocumentLinkRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  MarkupKind,
  type SelectionRange,
  SelectionRangeRequest,
} from 'vscode-languageserver-protocol';
import { foldings } from '../plan/features/folding.ts';
import { hover } from '../plan/features/hover.ts';
import { inlays } from '../plan/features/inlays.ts';
import { type Lens, lenses } from '../plan/features/lenses.ts';
import { links } from '../plan/features/links.ts';
import { selectionsAt } from '../plan/features/selection.ts';
import { type PlanSymbol, symbols } from '../plan/features/symbols.ts';
import { commands } from '../protocol/commands.ts';
import type { PlanPlace } from '../protocol/lsp.ts';
import type { OpenPlan } from './documents.ts';
import { answers, type Feature } from './feature.ts';
import { symbolKinds } from './symbol-kinds.ts';

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
    const found = plan && hover(plan.snapshot, host.world(plan).knowledge, plan.offset(position));
    return found
      ? { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: plan.range(found.span) }
      : null;
  }),
  answers(DocumentSymbolRequest.type, { documentSymbolProvider: true }, (host, { textDocument }) => {
    const plan = host.plan(textDocument);
    return plan ? symbols(plan.snapshot).map((one) => symbolOf(plan, one)) : null;
  }),
  answers(DocumentLinkRequest.type, { documentLinkProvider: { resolveProvider: false } }, (host, { textDocument }) => {
    const plan = host.plan(textDocument);
    if (plan === undefined) return null;
    const world = host.world(plan);
    return links(plan.snapshot, world.knowledge).flatMap(({ span, path, what }): DocumentLink[] => {
      const target = world.uri(path);
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
    return inlays(plan.snapshot, host.world(plan).knowledge, plan.span(range)).map(({ at, label, doc }) => ({
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
