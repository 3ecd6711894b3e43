import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable.ts';
import { languageId } from '../protocol/lsp.ts';
import type { Home } from './home.ts';
import type { Homes } from './homes.ts';
import type { PlanLanguage } from './language.ts';

/**
 * Has the language server for plans, and the code that talks to it, with the first plan that is open, or with the first search for a name in plans.
 * A plan that is open asks its folder's runner for the tracker, so that its issue ids are checked also while our views are closed.
 */
export function keepLanguage(homes: Homes, log: vscode.LogOutputChannel, server: string): vscode.Disposable {
  const held = new DisposableStore();
  let language: Promise<PlanLanguage> | undefined;
  const start = (): Promise<PlanLanguage> => {
    names.dispose();
    language ??= load(homes, log, server);
    return language;
  };
  const hasPlans = ({ model }: Home): boolean => (model.value.plans ?? []).length > 0;
  // A server at work is searched without us.
  const names = held.add(
    vscode.languages.registerWorkspaceSymbolProvider({
      provideWorkspaceSymbols: async (query, token) =>
        homes.all.some(hasPlans) ? (await start()).symbols(query, token) : [],
    }),
  );
  const look = (): void => {
    const open = vscode.workspace.textDocuments.filter((document) => document.languageId === languageId);
    for (const { uri } of open) connect(homes.of(uri) ?? homes.all[0]);
    if (open.length > 0 && homes.all.length > 0) void start();
  };
  look();
  held.add(vscode.workspace.onDidOpenTextDocument(look));
  held.add({ dispose: () => void language?.then((there) => there.dispose()) });
  return held;
}

function connect(home: Home | undefined): void {
  if (home?.model.value.link.state === 'off') void home.link.ensure();
}

/** The client for language servers is nearly half of all code of a window; a bundle of its own. */
async function load(homes: Homes, log: vscode.LogOutputChannel, server: string): Promise<PlanLanguage> {
  const { startLanguage } = await import('./language.ts');
  return startLanguage(homes, log, server);
}
