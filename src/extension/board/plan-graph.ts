import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { Span } from '../../base/span.ts';
import { placeOfIssue } from '../../plan/features/issue-of-task.ts';
import { placeInPlan } from '../../plan/features/place-in-plan.ts';
import { commands } from '../../protocol/commands.ts';
import { planGraph } from '../../run/plan-graph/plan-graph.ts';
import { issueUri } from '../documents/issue-files.ts';
import { openTranscript } from '../documents/transcript.ts';
import type { Home } from '../home.ts';
import type { Homes } from '../homes.ts';
import type { PlanText } from '../plans/read.ts';
import { sayRefused } from '../say/say.ts';
import { PlanWork } from '../work.ts';
import type { FromPlanGraph, ToPlanGraph } from './messages.ts';
import { fillPanel, newPanel, type Page, restorePanels, textIn, whileVisible } from './panel.ts';
import { planGraphWords } from './plan-graph-words.ts';

/** More than this cannot be read as a picture; the page says how many are left out. */
const most = 150;

const page: Page = { type: 'phaseline.planGraph', page: 'plan-graph' };
/** By the folder's tag and the plan. */
const panels = new Map<string, vscode.WebviewPanel>();
const keyOf = ({ tag }: Home, plan: string): string => `${tag}/${plan}`;

/** Opens the graph of a plan, or brings it to the front. */
export function showPlanGraph(home: Home, plan: string): void {
  const there = panels.get(keyOf(home, plan));
  if (there !== undefined) {
    there.reveal();
    return;
  }
  const name = path.posix.basename(plan).replace(/\.?phaseplan\.ya?ml$/, '') || home.name;
  const title = home.tag === '' || name === home.name ? name : `${name} (${home.name})`;
  fillPlanGraph(home, newPanel(home, page, `Plan Graph: ${title}`), plan);
}

/** A graph that was open before a reload comes back; one that had not been drawn by then is closed. */
export const restorePlanGraphs = (homes: Homes): vscode.Disposable =>
  restorePanels(homes, page, (home, panel, kept) => {
    const plan = textIn(kept, 'plan');
    if (plan === '') panel.dispose();
    else fillPlanGraph(home, panel, plan);
  });

function fillPlanGraph(home: Home, panel: vscode.WebviewPanel, plan: string): void {
  fillPanel(home, panel, page);
  panels.set(keyOf(home, plan), panel);
  const tab = new PlanGraphTab(home, panel, plan);
  panel.onDidDispose(() => {
    tab.dispose();
    panels.delete(keyOf(home, plan));
  });
}

type Asked = { readonly kind: Exclude<FromPlanGraph['kind'], 'ready'>; readonly id?: string };

/** One tab: what it is told, and what it asks for. */
class PlanGraphTab implements vscode.Disposable {
  readonly #home: Home;
  readonly #panel: vscode.WebviewPanel;
  readonly #plan: string;
  readonly #text: FollowedText;
  readonly #held: vscode.Disposable;
  /** What the page was told last. */
  #told = '';
  #turns = 0;

  constructor(home: Home, panel: vscode.WebviewPanel, plan: string) {
    this.#home = home;
    this.#panel = panel;
    this.#plan = plan;
    this.#text = new FollowedText(home, plan);
    const seen = whileVisible(
      home,
      panel,
      ({ work, active }) => [work, active],
      () => void this.#draw(),
    );
    this.#held = vscode.Disposable.from(seen, this.#text.follow(seen.tell));
    panel.webview.onDidReceiveMessage((value: unknown) => this.#hear(value));
  }

  dispose(): void {
    this.#held.dispose();
  }

  async #draw(): Promise<void> {
    this.#turns += 1;
    const turn = this.#turns;
    const read = await this.#text.now();
    // Somebody asked again meanwhile, and what is read for that may be here already.
    if (turn !== this.#turns) return;
    const message = messageOf(this.#home, this.#plan, read);
    const words = JSON.stringify(message);
    // A run tells more than the picture shows.
    if (words === this.#told) return;
    this.#told = words;
    void this.#panel.webview.postMessage(message);
  }

  #hear(value: unknown): void {
    const message = readMessage(value);
    if (message === undefined) return;
    if (message.kind === 'ready') {
      this.#told = '';
      void this.#draw();
    } else void act(this.#home, this.#plan, message);
  }
}

/** What a plan's text says: as the window knows it of the active plan, else read for this tab, once for each change. */
class FollowedText {
  readonly #home: Home;
  readonly #plan: string;
  #read: Promise<PlanText> | undefined;

  constructor(home: Home, plan: string) {
    this.#home = home;
    this.#plan = plan;
  }

  async now(): Promise<PlanText> {
    const { active } = this.#home.model.value;
    if (active?.path === this.#plan && (active.outline !== undefined || active.errors > 0)) return active;
    this.#read ??= this.#home.plans.read(this.#plan);
    return this.#read;
  }

  follow(changed: () => void): Disposable {
    return this.#home.plans.onChange((plan) => {
      if (plan !== this.#plan) return;
      this.#read = undefined;
      changed();
    });
  }
}

function messageOf(home: Home, plan: string, { outline = nothing, errors, firstError }: PlanText): ToPlanGraph {
  const { issues, work: state } = home.model.value;
  const work = new PlanWork(state, plan);
  const tracked = issues === undefined || issues.state === 'none' ? undefined : home.issues.graph;
  const graph = planGraph(outline, work, tracked, most);
  const standing = { errors, firstError, tracked: tracked !== undefined };
  const words = planGraphWords(graph, standing, work, home.plans.uri(plan).toString());
  return { kind: 'plan-graph', folder: home.tag, plan, ...words };
}

/** An outline without anything in it. */
const nothing = { epic: undefined, phases: [], issues: [], agents: [], runners: [] };

/** Does what a person asked for on the page. */
async function act(home: Home, plan: string, { kind, id = '' }: Asked): Promise<void> {
  if (kind === 'problems') {
    await vscode.commands.executeCommand(commands.validatePlan, home.plans.uri(plan));
    return;
  }
  if (kind === 'issue' && home.issues.graph.issues.has(id)) {
    await vscode.window.showTextDocument(issueUri(home, id));
    return;
  }
  if (kind === 'issue') return showInPlan(home, plan, (text) => placeOfIssue(text, id));
  const [phase = '', task] = id.split('/');
  const found = task === undefined ? undefined : new PlanWork(home.model.value.work, plan).task(phase, task);
  if (kind === 'open' && found !== undefined) return openTranscript(home, found.run.id, found.record);
  return showInPlan(home, plan, (text) => placeInPlan(text, phase, task));
}

async function showInPlan(home: Home, plan: string, placeIn: (text: string) => Span | undefined): Promise<void> {
  const document = await openPlan(home, plan);
  if (document === undefined) return;
  const span = placeIn(document.getText());
  const selection = span && new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
  await vscode.window.showTextDocument(document, selection === undefined ? {} : { selection });
}

async function openPlan(home: Home, plan: string): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(home.plans.uri(plan));
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    await sayRefused({ kind: 'plan-unreadable', file: plan, detail: reason }, home.log, home);
    return undefined;
  }
}

function readMessage(value: unknown): FromPlanGraph | undefined {
  const [kind, id] = [textIn(value, 'kind'), textIn(value, 'id')];
  if (kind === 'ready' || kind === 'problems') return { kind };
  return kind === 'open' || kind === 'place' || kind === 'issue' ? { kind, id } : undefined;
}
