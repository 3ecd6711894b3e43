import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Home } from '../home.ts';
import type { Homes } from '../homes.ts';
import type { Model } from '../model.ts';

export type Page = {
  /** Type of the webview; menus, and tabs that come back after a reload, ask for it. */
  readonly type: 'phaseline.board' | 'phaseline.graph' | 'phaseline.planGraph';
  readonly page: 'board' | 'graph' | 'plan-graph';
};

/** A new tab in front. */
export const newPanel = (home: Home, { type }: Page, title: string): vscode.WebviewPanel =>
  vscode.window.createWebviewPanel(type, title, vscode.ViewColumn.Active, optionsOf(home));

/** Only our own script and styles. */
const optionsOf = (home: Home): vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [vscode.Uri.file(home.asset('dist')), vscode.Uri.file(home.asset('media'))],
});

/** Lays a page of ours into a tab, nothing of it from the network. Its messages are heard as `unknown`. */
export function fillPanel(home: Home, panel: vscode.WebviewPanel, { page }: Page): void {
  const icon = (theme: string): vscode.Uri => vscode.Uri.file(home.asset(`media/phaseplan-${theme}.svg`));
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  panel.webview.html = htmlOf(home, panel.webview, page);
  if (home.model.value.link.state === 'off') void home.link.ensure();
}

/** Takes up tabs of before a reload; `take` is given what their page had kept. The tab of a folder that is gone is closed. */
export const restorePanels = (
  homes: Homes,
  { type }: Page,
  take: (home: Home, panel: vscode.WebviewPanel, kept: unknown) => void,
): vscode.Disposable =>
  vscode.window.registerWebviewPanelSerializer(type, {
    deserializeWebviewPanel: async (panel, kept: unknown) => {
      const home = homes.tagged(textIn(kept, 'folder'));
      if (home === undefined) return panel.dispose();
      panel.webview.options = optionsOf(home);
      take(home, panel, kept);
    },
  });

/** A text that a page had kept under a name, or had sent. */
export function textIn(value: unknown, name: string): string {
  const found =
    typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(name) : '';
  return typeof found === 'string' ? found : '';
}

function htmlOf(home: Home, webview: vscode.Webview, page: Page['page']): string {
  const nonce = randomBytes(16).toString('base64');
  const uri = (file: string): string => webview.asWebviewUri(vscode.Uri.file(home.asset(file))).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${uri('media/page.css')}">
<title>Phaseline</title>
</head>
<body data-page="${page}">
<main id="page"></main>
<script nonce="${nonce}" src="${uri('dist/page.js')}"></script>
</body>
</html>`;
}

/**
 * Calls back when what the issues are has changed, or something else that is looked at beside them; for what else there is, `tell` says so. While the
 * tab is hidden it waits for its showing.
 */
export function whileVisible(
  { model, issues }: Home,
  panel: vscode.WebviewPanel,
  beside: (model: Model) => readonly unknown[],
  changed: () => void,
): vscode.Disposable & { tell(): void } {
  let missed = false;
  const look = (): readonly unknown[] => [model.value.issues?.state, ...beside(model.value)];
  let seen = look();
  const tell = (): void => {
    if (panel.visible) changed();
    else missed = true;
  };
  const held = vscode.Disposable.from(
    issues.onTouched(tell),
    model.onChange(() => {
      // Looking is what tells of a change; a hidden tab does not look.
      if (panel.visible) void issues.graph;
      const now = look();
      if (now.some((value, at) => value !== seen[at])) tell();
      seen = now;
    }),
    panel.onDidChangeViewState(() => {
      if (!panel.visible || !missed) return;
      missed = false;
      changed();
    }),
  );
  return { tell, dispose: () => held.dispose() };
}
