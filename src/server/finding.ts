import {
  DefinitionRequest,
  DocumentHighlightKind,
  DocumentHighlightRequest,
  type Location,
  type Position,
  ReferencesRequest,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver-protocol';
import { linkAt } from '../plan/features/links.ts';
import { definitionOf, isShared, type Name, type Named, namedAt, sameName } from '../plan/features/navigate.ts';
import { findSymbols, symbols } from '../plan/features/symbols.ts';
import type { OpenPlan, PlanText } from './documents.ts';
import { answers, type Feature } from './feature.ts';
import type { Host } from './host.ts';
import { symbolKinds } from './symbol-kinds.ts';

const namedIn = (plan: OpenPlan | undefined, position: Position): Named | undefined =>
  plan && namedAt(plan.snapshot, plan.offset(position));

const locationOf = (plan: PlanText, { span }: Named): Location => ({ uri: plan.uri, range: plan.range(span) });

/** The plans in which a name that one of them mentions means the same. */
export const plansThatShare = async (
  host: Host,
  plan: OpenPlan,
  name: Name,
  signal: AbortSignal,
): Promise<readonly PlanText[]> =>
  isShared(plan.snapshot, name)
    ? (await host.allPlans(signal)).filter((one) => one === plan || isShared(one.snapshot, name))
    : [plan];

/** Where the things are that a plan names, in this plan, in others of the workspace, and in its files. */
export const finding: readonly Feature[] = [
  answers(DefinitionRequest.type, { definitionProvider: true }, async (host, { textDocument, position }, signal) => {
    const plan = host.plan(textDocument);
    if (plan === undefined) return null;
    const offset = plan.offset(position);
    const named = namedAt(plan.snapshot, offset);
    return (
      (named && (await declaration(host, plan, named, signal))) ??
      linkTarget(host, plan, offset) ??
      (named?.kind === 'issue' ? await issueItself(host, plan, named.name) : null) ??
      (named?.role === 'declares' ? locationOf(plan, named) : null)
    );
  }),
  answers(
    ReferencesRequest.type,
    { referencesProvider: true },
    async (host, { textDocument, position, context }, signal) => {
      const plan = host.plan(textDocument);
      const named = namedIn(plan, position);
      if (plan === undefined || named === undefined) return null;
      const plans = await plansThatShare(host, plan, named, signal);
      return plans.flatMap((one) =>
        sameName(one.snapshot, named)
          .filter(({ role }) => context.includeDeclaration || role !== 'declares')
          .map((found) => locationOf(one, found)),
      );
    },
  ),
  answers(DocumentHighlightRequest.type, { documentHighlightProvider: true }, (host, { textDocument, position }) => {
    const plan = host.plan(textDocument);
    const named = namedIn(plan, position);
    if (plan === undefined || named === undefined) return null;
    return sameName(plan.snapshot, named).map(({ role, span }) => ({
      range: plan.range(span),
      kind: role === 'refers' ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
    }));
  }),
  answers(WorkspaceSymbolRequest.type, { workspaceSymbolProvider: true }, async (host, { query }, signal) =>
    (await host.allPlans(signal)).flatMap((plan) =>
      findSymbols(symbols(plan.snapshot), query).map(({ symbol, container }) => ({
        name: symbol.name,
        kind: symbolKinds[symbol.kind],
        containerName: symbol.detail === '' ? container : `${container} ${symbol.detail}`.trim(),
        location: { uri: plan.uri, range: plan.range(symbol.nameSpan) },
      })),
    ),
  ),
];

/** Where a thing is declared: in this plan, else in another that means the same by its name. At the declaration itself there is nowhere to go. */
async function declaration(
  host: Host,
  plan: OpenPlan,
  named: Named,
  signal: AbortSignal,
): Promise<Location | undefined> {
  if (named.role === 'declares') return undefined;
  const own = definitionOf(plan.snapshot, named);
  if (own !== undefined && own.span.start !== named.span.start) return locationOf(plan, own);
  for (const other of await plansThatShare(host, plan, named, signal)) {
    const found = other === plan ? undefined : definitionOf(other.snapshot, named);
    if (found?.role === 'declares') return locationOf(other, found);
  }
  return undefined;
}

function linkTarget(host: Host, plan: OpenPlan, offset: number): Location | undefined {
  const world = host.world(plan);
  const link = linkAt(plan.snapshot, world.knowledge, offset);
  const uri = link && world.uri(link.path);
  return uri === undefined ? undefined : { uri, range: topOfFile };
}

/** The issue as the tracker has it: the client's own document about it, else its line in Beads' file. */
async function issueItself(host: Host, plan: OpenPlan, id: string): Promise<Location | undefined> {
  const uri = host.world(plan).issueUri(id);
  return uri === undefined ? host.workspace.issue(plan, id) : { uri, range: topOfFile };
}

const top = { line: 0, character: 0 };
const topOfFile = { start: top, end: top };
