import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  TransportKind,
  WorkspaceSymbolRequest,
} from 'vscode-languageclient/node';
import { commands } from '../protocol/commands.ts';
import { type KnowledgeParams, knowledgeMethod, languageId, type WantedParams, wantedMethod } from '../protocol/lsp.ts';
import { issueUri } from './documents/issue-files.ts';
import type { Home } from './home.ts';
import { issueFacts } from './knowledge.ts';
import { Restarts } from './restarts.ts';
import { Search } from './search.ts';
import { onSettings, readSetting } from './settings.ts';

/** The client of the language server for plans, at work. */
export type PlanLanguage = vscode.Disposable & {
  /** What the server has to say to a search for a name over all plans. */
  symbols(query: string, token: vscode.CancellationToken): Promise<vscode.SymbolInformation[]>;
};

/** Starts the language server and keeps it told of what the window knows; it is restarted once when it breaks. */
export async function startLanguage(home: Home): Promise<PlanLanguage> {
  const client = createClient(home);
  const kept: vscode.Disposable[] = [];
  await run(client, home, kept);
  return {
    symbols: async (query, token) => {
      const [provider] = client.getFeature(WorkspaceSymbolRequest.method).getProviders() ?? [];
      return (await provider?.provideWorkspaceSymbols(query, token)) ?? [];
    },
    dispose: () => {
      vscode.Disposable.from(...kept).dispose();
      void client.dispose();
    },
  };
}

function createClient({ asset, log }: Home): LanguageClient {
  const module = asset('dist/server.js');
  const restarts = new Restarts();
  return new LanguageClient(
    'phaseline',
    'Phaseline',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: languageId }],
      initializationOptions: { tells: true },
      outputChannel: log,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed: () => {
          const { again, says } = restarts.ended(Date.now());
          log.warn(
            again ? 'The language server ended and is started again.' : 'The language server ended and is left off.',
          );
          if (says !== '') void say(says);
          return { action: again ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
        },
      },
    },
  );
}

/** Starts the server and keeps it told of issues, agent types and programs. */
async function run(client: LanguageClient, home: Home, kept: vscode.Disposable[]): Promise<void> {
  const { model, link, log } = home;
  const tell = (facts: KnowledgeParams): void => {
    if (client.isRunning()) void client.sendNotification(knowledgeMethod, facts);
  };
  let told: unknown;
  const tellIssues = (): void => {
    const { issues, pending } = model.value;
    // What writes of ours promise is told once it is true.
    if (issues === told || pending.length > 0) return;
    told = issues;
    tell({ issues: issueFacts(model.value, home.issues.graph), issueDocument: issueUri('{id}').toString(true) });
  };
  const tellAgents = async (): Promise<void> => {
    const found = await link.request('agent.found', {});
    if (found.ok) tell({ agents: found.value.types, folder: vscode.Uri.file(home.root).toString() });
  };
  const tellSeverities = (): void => tell({ severities: readSetting('plan.severities', vscode.Uri.file(home.root)) });
  const search = new Search(home, tell);
  client.onNotification(wantedMethod, (wanted: WantedParams) => void search.look(wanted));
  kept.push(onSettings(tellSeverities), search);
  client.onDidChangeState(() => {
    if (!client.isRunning()) return;
    told = undefined;
    tellSeverities();
    tellIssues();
    if (model.value.link.state === 'on') void tellAgents();
  });
  model.onChange(tellIssues);
  link.onConnected(() => {
    void tellAgents();
    void search.askForTools();
  });
  try {
    await client.start();
  } catch (thrown) {
    log.error(`The language server cannot be started: ${String(thrown)}`);
  }
}

async function say(text: string): Promise<void> {
  const chosen = await vscode.window.showWarningMessage(text, 'Show Log');
  if (chosen !== undefined) await vscode.commands.executeCommand(commands.showLog);
}
