import * as vscode from 'vscode';
import { cardOf } from '../../issues/board.ts';
import { surroundings } from '../../issues/surroundings.ts';
import { issueUri } from '../documents/issue-files.ts';
import type { Home } from '../home.ts';
import type { Homes } from '../homes.ts';
import type { FromGraph, ToGraph } from './messages.ts';
import { fillPanel, newPanel, type Page, restorePanels, textIn, whileVisible } from './panel.ts';

/** More than this cannot be read as a picture; the page says how many are left out. */
const most = 150;

const page: Page = { type: 'phaseline.graph', page: 'graph' };
/** By the folder's tag and the issue in the middle. */
const panels = new Map<string, vscode.WebviewPanel>();
const keyOf = ({ tag }: Home, root: string): string => `${tag}/${root}`;

/** Opens the dependency graph around an issue, or brings it to the front. */
export function showGraph(home: Home, root: string): void {
  const there = panels.get(keyOf(home, root));
  if (there !== undefined) {
    there.reveal();
    return;
  }
  fillGraph(home, newPanel(home, page, `Graph: ${root}`), root);
}

/** A graph that was open before a reload comes back around the same issue; one that had not been drawn by then is closed. */
export const restoreGraphs = (homes: Homes): vscode.Disposable =>
  restorePanels(homes, page, (home, panel, kept) => {
    const root = textIn(kept, 'root');
    if (root === '') panel.dispose();
    else fillGraph(home, panel, root);
  });

function fillGraph(home: Home, panel: vscode.WebviewPanel, root: string): void {
  fillPanel(home, panel, page);
  panels.set(keyOf(home, root), panel);
  const draw = (): void => void panel.webview.postMessage(graphMessage(home, root));
  const held = whileVisible(home, panel, () => [], draw);
  panel.webview.onDidReceiveMessage((value: unknown) => {
    const message = readMessage(value);
    if (message?.kind === 'ready') draw();
    else if (message?.kind === 'open') void vscode.window.showTextDocument(issueUri(home, message.id));
    else if (message?.kind === 'center') showGraph(home, message.id);
  });
  panel.onDidDispose(() => {
    held.dispose();
    panels.delete(keyOf(home, root));
  });
}

function graphMessage(home: Home, root: string): ToGraph {
  const { graph } = home.issues;
  const { nodes, edges, chain, cycles, leftOut } = surroundings(graph, root, most);
  const cards = nodes.flatMap((id) => {
    const issue = graph.issues.get(id);
    return issue === undefined ? [] : [cardOf(graph, issue)];
  });
  return { kind: 'graph', folder: home.tag, root, cards, edges, chain, cycles, leftOut };
}

function readMessage(value: unknown): FromGraph | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  if (value.kind === 'ready') return { kind: 'ready' };
  if (!('id' in value) || typeof value.id !== 'string') return undefined;
  return value.kind === 'open' || value.kind === 'center' ? { kind: value.kind, id: value.id } : undefined;
}
