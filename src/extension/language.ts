import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  TransportKind,
  WorkspaceSymbolRequest,
} from 'vscode-languageclient/node';
import { DisposableStore } from '../base/disposable.ts';
import { commands } from '../protocol/commands.ts';
import { type KnowledgeParams, knowledgeMethod, languageId, type WantedParams, wantedMethod } from '../protocol/lsp.ts';
import { issueUri } from './documents/issue-files.ts';
import { FileWatch } from './file-watch.ts';
import type { Home } from './home.ts';
import type { Homes } from './homes.ts';
import { IssueKnowledge } from './knowledge.ts';
import { PlanMarks } from './plans/plan-marks.ts';
import { unsavedIn } from './plans/unsaved.ts';
import { Restarts } from './restarts.ts';
import { Search } from './search.ts';
import { onSettings, readSetting } from './settings.ts';

/** The client of the language server for plans, at work. */
export type PlanLanguage = vscode.Disposable & {
  /** What the server has to say to a search for a name over all plans. */
  symbols(query: string, token: vscode.CancellationToken): Promise<vscode.SymbolInformation[]>;
};

/** Starts the language server, a program of ours, and keeps it told of what the window knows; it is restarted once when it breaks. */
export async function startLanguage(homes: Homes, log: vscode.LogOutputChannel, server: string): Promise<PlanLanguage> {
  const held = new DisposableStore();
  const marks = held.add(new PlanMarks(homes));
  const client = createClient(server, log, marks);
  marks.follow(client);
  await run(client, homes, held, log);
  return {
    symbols: async (query, token) => {
      const [provider] = client.getFeature(WorkspaceSymbolRequest.method).getProviders() ?? [];
      return (await provider?.provideWorkspaceSymbols(query, token)) ?? [];
    },
    dispose: () => {
      held.dispose();
      void client.dispose();
    },
  };
}

function createClient(module: string, log: vscode.LogOutputChannel, marks: PlanMarks): LanguageClient {
  const restarts = new Restarts();
  const client: LanguageClient = new LanguageClient(
    'phaseline',
    'Phaseline',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: languageId }],
      initializationOptions: { tells: true },
      outputChannel: log,
      middleware: {
        provideCodeLenses: (document, token, next) => marks.lenses(document, token, next),
        provideRenameEdits: async (document, position, name, token, next) => {
          const edit = await next(document, position, name, token);
          const files = (edit?.entries() ?? []).map(([uri]) => uri.toString());
          const [unsaved] = unsavedIn(files, vscode.workspace.textDocuments);
          if (unsaved === undefined) return edit;
          throw new Error(
            `Save ${vscode.workspace.asRelativePath(vscode.Uri.parse(unsaved))} first: it is renamed in there too.`,
          );
        },
      },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed: () => {
          const { again, says } = restarts.ended(Date.now());
          log.warn(
            again ? 'The language server ended and is started again.' : 'The language server ended and is left off.',
          );
          if (says !== '') void say(says, again ? undefined : () => client.start());
          return { action: again ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
        },
      },
    },
  );
  return client;
}

/** Starts the server and keeps it told of the issues, agent types and programs of each folder. */
async function run(
  client: LanguageClient,
  homes: Homes,
  held: DisposableStore,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const tellers = new Map<string, FolderTeller>();
  held.add(
    homes.each((home) => {
      const teller = new FolderTeller(client, home);
      tellers.set(teller.folder, teller);
      return { dispose: () => void (tellers.delete(teller.folder) && teller.dispose()) };
    }),
  );
  client.onNotification(wantedMethod, (wanted: WantedParams) => {
    const [first] = tellers.values();
    void (tellers.get(wanted.folder ?? '') ?? first)?.look(wanted);
  });
  held.add(
    client.onDidChangeState(() => {
      if (client.isRunning()) for (const teller of tellers.values()) teller.tellAll();
    }),
  );
  try {
    await client.start();
  } catch (thrown) {
    log.error(`The language server cannot be started: ${String(thrown)}`);
  }
}

/** Keeps the server told of one folder. */
class FolderTeller implements vscode.Disposable {
  /** As the server names it. */
  readonly folder: string;
  readonly #client: LanguageClient;
  readonly #home: Home;
  readonly #search: Search;
  readonly #issues: IssueKnowledge;
  readonly #held = new DisposableStore();

  constructor(client: LanguageClient, home: Home) {
    this.#client = client;
    this.#home = home;
    this.folder = vscode.Uri.file(home.root).toString();
    this.#issues = this.#held.add(new IssueKnowledge(home.issues));
    this.#search = this.#held.add(new Search(home, (facts) => this.#tell(facts)));
    this.#held.add(onSettings(() => this.#tellSeverities()));
    this.#held.add(home.model.onChange(() => this.#tellIssues()));
    // Types of agents are described in files, which people and agents write.
    const types = this.#held.add(
      new FileWatch({ root: home.root, changes: true, heard: () => void this.#tellAgents() }),
    );
    types.add('.claude/agents/**/*.md');
    this.#held.add(
      home.link.onConnected(() => {
        void this.#tellAgents();
        void this.#search.askForTools();
      }),
    );
    this.tellAll();
  }

  /** To a server that knows nothing yet. */
  tellAll(): void {
    this.#issues.forget();
    this.#tellSeverities();
    this.#tellIssues();
    void this.#tellAgents();
  }

  look(wanted: WantedParams): Promise<void> {
    return this.#search.look(wanted);
  }

  dispose(): void {
    this.#held.dispose();
  }

  #tell(facts: KnowledgeParams): void {
    if (this.#client.isRunning())
      void this.#client.sendNotification(knowledgeMethod, { ...facts, folder: this.folder } satisfies KnowledgeParams);
  }

  #tellIssues(): void {
    // A server that is not up is told once it is.
    const news = this.#client.isRunning() ? this.#issues.news(this.#home.model.value) : undefined;
    if (news !== undefined) this.#tell({ ...news, issueDocument: issueUri(this.#home, '{id}').toString(true) });
  }

  /** As far as a runner is up: none is started for it. */
  async #tellAgents(): Promise<void> {
    if (this.#home.model.value.link.state !== 'on') return;
    const found = await this.#home.link.request('agent.found', {});
    if (found.ok) this.#tell({ agents: found.value.types });
  }

  #tellSeverities(): void {
    this.#tell({ severities: readSetting('plan.severities', this.#home.folder.uri) });
  }
}

/** `start`: what starts it again, where that is left to the person. */
async function say(text: string, start: (() => Promise<void>) | undefined): Promise<void> {
  const [again, log] = ['Start Again', 'Show Log'];
  const chosen = await vscode.window.showWarningMessage(text, ...(start === undefined ? [log] : [again, log]));
  if (chosen === again) await start?.();
  else if (chosen === log) await vscode.commands.executeCommand(commands.showLog);
}
