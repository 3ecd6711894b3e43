import {
  LSPErrorCodes,
  PrepareRenameRequest,
  RenameRequest,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { Lines } from '../base/lines.ts';
import { definitionOf, type Name } from '../plan/features/navigate.ts';
import { mentionsInProse, type Refused, refuses, renamableAt, renameIn } from '../plan/features/rename.ts';
import type { OpenPlan, PlanText } from './documents.ts';
import { answers, type Feature } from './feature.ts';
import { plansThatShare } from './finding.ts';
import type { Host } from './host.ts';
import { type DocumentEdits, editsOf, workspaceEdit } from './workspace-edit.ts';

/** A name is changed in every plan that means the same by it; Markdown that speaks of it too, for clients that can ask the person first. */
export const renaming: readonly Feature[] = [
  answers(
    PrepareRenameRequest.type,
    { renameProvider: { prepareProvider: true } },
    async (host, { textDocument, position }, signal) => {
      const plan = host.plan(textDocument);
      const found = plan && (await target(host, plan, plan.offset(position), signal));
      return found
        ? { range: plan.range(found.span), placeholder: plan.snapshot.text.slice(found.span.start, found.span.end) }
        : null;
    },
  ),
  answers(RenameRequest.type, {}, async (host, { textDocument, position, newName }, signal) => {
    const plan = host.plan(textDocument);
    const found = plan && (await target(host, plan, plan.offset(position), signal));
    if (!found) return null;
    const { named, plans } = found;
    const refused = plans.map(({ snapshot }) => refuses(snapshot, named, newName)).find((why) => why !== undefined);
    if (refused !== undefined) return new ResponseError(LSPErrorCodes.RequestFailed, says[refused](newName, named));
    const edits = plans.map((one) => editsOf(one, renameIn(one.snapshot, named, newName)));
    return withProse(
      host,
      workspaceEdit(host, edits.filter(changesAnything)),
      await proseEdits(host, { named, to: newName, tasks: plan.snapshot.names.of('task') }, signal),
    );
  }),
];

const says: Readonly<Record<Refused, (name: string, named: Name) => string>> = {
  'no name': (name) => `"${name}" cannot be a name: leave out blanks and the signs / : # , [ ] { } ' "`,
  taken: (name, { kind }) => `There is already ${kind === 'agent' || kind === 'issue' ? 'an' : 'a'} ${kind} "${name}".`,
};

const changesAnything = ({ edits }: DocumentEdits): boolean => edits.length > 0;

type Target = NonNullable<ReturnType<typeof renamableAt>> & { readonly plans: readonly PlanText[] };

/** What would be renamed, and the plans that name it. */
async function target(host: Host, plan: OpenPlan, offset: number, signal: AbortSignal): Promise<Target | undefined> {
  const found = renamableAt(plan.snapshot, offset);
  if (found === undefined) return undefined;
  const plans = await plansThatShare(host, plan, found.named, signal);
  const declared = plans.some(({ snapshot }) => definitionOf(snapshot, found.named)?.role === 'declares');
  return declared ? { ...found, plans } : undefined;
}

const annotation = 'markdown';

/** Markdown documents that speak of the thing; of none where the client could not ask. */
async function proseEdits(
  host: Host,
  { named, to, tasks }: { readonly named: Name; readonly to: string; readonly tasks: ReadonlySet<string> },
  signal: AbortSignal,
): Promise<readonly DocumentEdits[]> {
  const can = host.client.workspace?.workspaceEdit;
  if (!can?.documentChanges || can.changeAnnotationSupport === undefined) return [];
  const documents = await host.workspace.prose(named.name, signal);
  return documents
    .map(({ uri, text }): DocumentEdits => {
      const lines = new Lines(text);
      const edits = mentionsInProse(text, named, tasks).map(({ start, end }) => ({
        range: { start: lines.position(start), end: lines.position(end) },
        newText: to,
        annotationId: annotation,
      }));
      return { uri, version: null, edits };
    })
    .filter(changesAnything);
}

/** Adds what a person must agree to. */
function withProse(host: Host, plans: WorkspaceEdit, prose: readonly DocumentEdits[]): WorkspaceEdit {
  if (prose.length === 0) return plans;
  const count = prose.reduce((sum, { edits }) => sum + edits.length, 0);
  return {
    documentChanges: [...(plans.documentChanges ?? []), ...(workspaceEdit(host, prose).documentChanges ?? [])],
    changeAnnotations: {
      [annotation]: {
        label: 'Mentions in Markdown',
        description: `${count} in ${prose.length} document${prose.length === 1 ? '' : 's'}`,
        needsConfirmation: true,
      },
    },
  };
}
