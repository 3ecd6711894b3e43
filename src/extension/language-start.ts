import * as vscode from 'vscode';
import { languageId } from '../protocol/lsp.ts';
import type { Home } from './home.ts';
import type { PlanLanguage } from './language.ts';

/**
 * Has the language server for plans, and the code that talks to it, with the first plan that is open, or with the first search for a name in plans.
 * A plan that is open asks the runner for the tracker, so that its issue ids are checked also while our views are closed.
 */
export function keepLanguage(home: Home): vscode.Disposable {
  let language: Promise<PlanLanguage> | undefined;
  const start = (): Promise<PlanLanguage> => {
    names.dispose();
    language ??= load(home);
    return language;
  };
  // A server at work is searched without us.
  const names = vscode.languages.registerWorkspaceSymbolProvider({
    provideWorkspaceSymbols: async (query, token) =>
      (home.model.value.plans ?? []).length === 0 ? [] : (await start()).symbols(query, token),
  });
  const look = (): void => {
    if (!vscode.workspace.textDocuments.some((document) => document.languageId === languageId)) return;
    if (home.model.value.link.state === 'off') void home.link.ensure();
    void start();
  };
  look();
  return vscode.Disposable.from(names, vscode.workspace.onDidOpenTextDocument(look), {
    dispose: () => void language?.then((there) => there.dispose()),
  });
}

/** The client for language servers is nearly half of all code of a window; a bundle of its own. */
async function load(home: Home): Promise<PlanLanguage> {
  const { startLanguage } = await import('./language.ts');
  return startLanguage(home);
}
