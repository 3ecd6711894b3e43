import * as vscode from 'vscode';
import { ok, type Result } from '../base/result.ts';
import type { Home } from './home.ts';

const panels = new Map<string, vscode.WebviewPanel>();

/** A report needs no script, no network and no file: only its own styles and pictures. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";

/** Opens the report of a run, or brings the open one up to date. */
export async function showReport(home: Home, run: string, column: vscode.ViewColumn): Promise<Result<undefined>> {
  const report = await home.link.request('run.report', { run, format: 'html' });
  if (!report.ok) return report;
  const open = panels.get(run);
  const panel = open ?? createPanel(home, run, column);
  panel.webview.html = dressed(report.value.text);
  if (open !== undefined) panel.reveal(undefined, true);
  return ok(undefined);
}

function createPanel(home: Home, run: string, column: vscode.ViewColumn): vscode.WebviewPanel {
  const title = home.model.value.work.runs[run]?.title ?? run;
  const options = { enableScripts: false, enableFindWidget: true, localResourceRoots: [] };
  const panel = vscode.window.createWebviewPanel(
    'phaseline.report',
    `Report: ${title}`,
    { viewColumn: column, preserveFocus: true },
    options,
  );
  const icon = (theme: string): vscode.Uri => vscode.Uri.file(home.asset(`media/phaseplan-${theme}.svg`));
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  panel.onDidDispose(() => panels.delete(run));
  panels.set(run, panel);
  return panel;
}

/** The report's own colours, taken from the theme of the window. */
const theme = `<style>:root:root {
  --text: var(--vscode-editor-foreground);
  --back: var(--vscode-editor-background);
  --quiet: var(--vscode-descriptionForeground);
  --line: var(--vscode-widget-border, var(--vscode-contrastBorder));
  --good: var(--vscode-phaseline-done);
  --bad: var(--vscode-phaseline-failed);
  --busy: var(--vscode-phaseline-working);
}
th { overflow-wrap: normal; }</style>`;

/** The policy goes first, so that it holds for whatever the page itself says; the theme last, so that it wins. */
const dressed = (html: string): string =>
  html
    .replace(/<head[^>]*>/i, (head) => `${head}<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace(/<\/head>/i, (end) => `${theme}${end}`);
