import {
  type Diagnostic,
  DiagnosticRefreshRequest,
  DiagnosticSeverity,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  InlayHintRefreshRequest,
  PublishDiagnosticsNotification,
} from 'vscode-languageserver-protocol';
import type { Problem, Severity } from '../plan/model/problem.ts';
import { wantedOf } from '../plan/model/wanted.ts';
import { type WantedParams, wantedMethod } from '../protocol/lsp.ts';
import type { OpenPlan } from './documents.ts';
import { answers } from './feature.ts';
import type { Host } from './host.ts';
import { lookFor } from './looking.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const source = 'phaseline';

export function diagnosticOf(host: Host, plan: OpenPlan, problem: Problem): Diagnostic {
  const { code, severity, message, span, related } = problem;
  const relatedInformation = related?.map((place) => ({
    message: place.message,
    location: { uri: plan.uri, range: plan.range(place.span) },
  }));
  return {
    range: plan.range(span),
    severity: severities[severity],
    code,
    codeDescription: { href: `${host.pages}${code}.md` },
    source,
    message,
    ...(relatedInformation && relatedInformation.length > 0 ? { relatedInformation } : {}),
  };
}

const diagnosticsOf = (host: Host, plan: OpenPlan): Diagnostic[] =>
  host.problems(plan).map((problem) => diagnosticOf(host, plan, problem));

/** For clients that ask. The result id says which text and which world a report is about, so that nothing is sent twice. */
export const pulledDiagnostics = answers(
  DocumentDiagnosticRequest.type,
  { diagnosticProvider: { identifier: source, interFileDependencies: false, workspaceDiagnostics: false } },
  (host, { textDocument, previousResultId }): DocumentDiagnosticReport => {
    const plan = host.plan(textDocument);
    if (plan === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
    const resultId = `${plan.version}/${host.world(plan).version}`;
    if (previousResultId === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    askForMore(host, plan);
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items: diagnosticsOf(host, plan) };
  },
);

/** For clients that do not ask: told once for a burst of keys, with the version that they are about. */
export class PushedDiagnostics {
  readonly #host: Host;
  readonly #waiting = new Set<OpenPlan>();
  #scheduled = false;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The text or the world changed. */
  later(plan: OpenPlan): void {
    if (this.#host.client.textDocument?.diagnostic !== undefined) return;
    this.#waiting.add(plan);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const plans = [...this.#waiting];
      this.#waiting.clear();
      for (const one of plans) if (this.#host.plan(one) === one) this.#host.attempt(() => this.#publish(one));
    });
  }

  /** Nothing outlives its file. */
  clear(uri: string): void {
    if (this.#host.client.textDocument?.diagnostic !== undefined) return;
    void this.#host.connection.sendNotification(PublishDiagnosticsNotification.type, { uri, diagnostics: [] });
  }

  #publish(plan: OpenPlan): void {
    askForMore(this.#host, plan);
    const params = { uri: plan.uri, version: plan.version, diagnostics: diagnosticsOf(this.#host, plan) };
    void this.#host.connection.sendNotification(PublishDiagnosticsNotification.type, params);
  }
}

/** Has looked for what plans name and nobody has looked for yet: by a client that speaks our additions, else by ourselves. */
function askForMore(host: Host, plan: OpenPlan): void {
  const world = host.world(plan);
  const asked = world.told ? world.unasked(wantedOf(plan.snapshot)) : undefined;
  if (asked === undefined) return;
  const { folder } = world;
  const wanted: WantedParams = { ...asked, ...(folder === undefined ? {} : { folder }) };
  if (!host.looksItself) void host.connection.sendNotification(wantedMethod, wanted);
  // After the report that is being made: it is of the world as it was.
  else setImmediate(() => host.attempt(() => lookFor(host, wanted)));
}

/** The world changed: what clients hold of diagnostics and hints is old. */
export function refresh(host: Host, pushed: PushedDiagnostics): void {
  for (const plan of host.plans) pushed.later(plan);
  const { workspace } = host.client;
  const ignore = (): undefined => undefined;
  if (workspace?.diagnostics?.refreshSupport) host.connection.sendRequest(DiagnosticRefreshRequest.type).catch(ignore);
  if (workspace?.inlayHint?.refreshSupport) host.connection.sendRequest(InlayHintRefreshRequest.type).catch(ignore);
}
