import {
  type CallHierarchyIncomingCall,
  CallHierarchyIncomingCallsRequest,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
} from 'vscode-languageserver-protocol';
import { type Waiter, waiterAt, waiters } from '../plan/features/waits.ts';
import type { PlanText } from './documents.ts';
import { answers, type Feature } from './feature.ts';
import type { Host } from './host.ts';
import { symbolKinds } from './symbol-kinds.ts';

/** A waiter and the plan that it is in. */
type Placed = { readonly plan: PlanText; readonly waiter: Waiter };

/**
 * What waits for what, in the words of a call hierarchy: a task's "callers" are the tasks that wait for it, its "callees" those that it
 * waits for. So it is with phases and issues; issues of all plans of the workspace.
 */
export const waiting: readonly Feature[] = [
  answers(
    CallHierarchyPrepareRequest.type,
    { callHierarchyProvider: true },
    async (host, { textDocument, position }, signal) => {
      const plan = host.plan(textDocument);
      const named = plan && waiterAt(plan.snapshot, plan.offset(position));
      if (plan === undefined || named === undefined) return null;
      const all = await candidates(host, { uri: plan.uri, kind: named.kind }, signal);
      const found = all.filter(({ waiter }) => waiter.kind === named.kind && waiter.name === named.name);
      return found.length > 0 ? found.map(itemOf) : null;
    },
  ),
  answers(CallHierarchyIncomingCallsRequest.type, {}, async (host, { item }, signal) => {
    const { kind, name } = meant(item);
    return (await candidates(host, { uri: item.uri, kind }, signal)).flatMap(
      (one): readonly CallHierarchyIncomingCall[] => {
        const needs = one.waiter.kind === kind ? one.waiter.needs.filter((need) => need.name === name) : [];
        return needs.length === 0
          ? []
          : [{ from: itemOf(one), fromRanges: needs.map(({ span }) => one.plan.range(span)) }];
      },
    );
  }),
  answers(CallHierarchyOutgoingCallsRequest.type, {}, async (host, { item }, signal) => {
    const { kind, name } = meant(item);
    const all = (await candidates(host, { uri: item.uri, kind }, signal)).filter(({ waiter }) => waiter.kind === kind);
    const self = all.find(({ plan, waiter }) => plan.uri === item.uri && waiter.name === name);
    const names = [...new Set(self?.waiter.needs.map((need) => need.name))];
    return names.flatMap((wanted): readonly CallHierarchyOutgoingCall[] => {
      const to = all.find(({ waiter }) => waiter.name === wanted);
      const spans = self?.waiter.needs.filter((need) => need.name === wanted).map(({ span }) => span) ?? [];
      return to === undefined || self === undefined
        ? []
        : [{ to: itemOf(to), fromRanges: spans.map((span) => self.plan.range(span)) }];
    });
  }),
];

/** What may wait for a thing or be waited for by it: its plan's, and of issues those of all plans; its own plan's come first. */
async function candidates(
  host: Host,
  { uri, kind }: { uri: string; kind: unknown },
  signal: AbortSignal,
): Promise<readonly Placed[]> {
  const plans = await host.allPlans(signal);
  const own = plans.filter((plan) => plan.uri === uri);
  const others = kind === 'issue' ? plans.filter((plan) => plan.uri !== uri) : [];
  return [...own, ...others].flatMap((plan) => waiters(plan.snapshot).map((waiter) => ({ plan, waiter })));
}

const itemOf = ({ plan, waiter: { kind, name, title, span, nameSpan } }: Placed): CallHierarchyItem => ({
  name,
  kind: symbolKinds[kind],
  detail: title ?? '',
  uri: plan.uri,
  range: plan.range(span),
  selectionRange: plan.range(nameSpan),
  data: kind,
});

/** An item as the client gives it back: known again by its name, since the text may have changed. */
const meant = ({ name, data }: CallHierarchyItem): { kind: unknown; name: string } => ({ kind: data, name });
