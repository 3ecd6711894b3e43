import {
  type ClientCapabilities,
  LogMessageNotification,
  MessageType,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol';
import type { Problem } from '../plan/model/problem.ts';
import { check } from '../plan/rules/check.ts';
import { shown } from '../plan/rules/shown.ts';
import { OpenPlan, type PlanText } from './documents.ts';
import { fileOf, Workspace } from './workspace.ts';
import type { World } from './world.ts';
import { Worlds } from './worlds.ts';

/** What every feature of the server shares: open plans, knowledge of the world, and the connection. */
export class Host {
  readonly connection: ProtocolConnection;
  readonly pages: string;
  readonly worlds = new Worlds();
  readonly workspace = new Workspace();
  client: ClientCapabilities = {};
  /** The client leaves it to us to look for agent types, programs and files. */
  looksItself = false;
  /** Makes what clients hold of diagnostics and hints new. */
  worldChanged: () => void = () => undefined;
  readonly #plans = new Map<string, OpenPlan>();
  readonly #problems = new WeakMap<object, { readonly world: number; readonly problems: readonly Problem[] }>();

  /** `pages`: URI of the folder with a page for each diagnostic. */
  constructor(connection: ProtocolConnection, pages: string) {
    this.connection = connection;
    this.pages = pages;
  }

  get plans(): Iterable<OpenPlan> {
    return this.#plans.values();
  }

  plan(document: { readonly uri: string }): OpenPlan | undefined {
    return this.#plans.get(document.uri);
  }

  /** The plans of the workspace: those that are open as they stand there, the others as they are on disk. */
  async allPlans(signal: AbortSignal): Promise<readonly PlanText[]> {
    const open = [...this.#plans.values()];
    const files = new Set(open.map(({ uri }) => fileOf(uri)));
    return [...open, ...(await this.workspace.plans((file) => files.has(file), signal))];
  }

  /** What is known around a plan. */
  world(document: { readonly uri: string }): World {
    return this.worlds.of(document);
  }

  open(uri: string, version: number, text: string): OpenPlan {
    const plan = new OpenPlan(uri, version, text);
    this.#plans.set(uri, plan);
    return plan;
  }

  close(uri: string): void {
    this.#plans.delete(uri);
  }

  /** The problems of a plan as it stands and as the world stands; found once for both. */
  problems(plan: OpenPlan): readonly Problem[] {
    const { snapshot } = plan;
    const { version, knowledge, levels } = this.world(plan);
    const kept = this.#problems.get(snapshot);
    if (kept?.world === version) return kept.problems;
    const problems = shown(snapshot, check(snapshot, knowledge), levels);
    this.#problems.set(snapshot, { world: version, problems });
    return problems;
  }

  /** To the client's log: standard output belongs to the protocol. */
  log(message: string): void {
    const told = this.connection.sendNotification(LogMessageNotification.type, { type: MessageType.Error, message });
    // A client that is gone reads no log.
    told.catch(() => undefined);
  }

  /** Does what nobody waits for; a mistake of ours in it is logged, and the server goes on. */
  attempt(what: () => void): void {
    try {
      what();
    } catch (thrown) {
      this.log(textOf(thrown));
    }
  }
}

/** What was thrown, with the place where. */
export const textOf = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
