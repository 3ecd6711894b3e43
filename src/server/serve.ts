import {
  ConfigurationRequest,
  createProtocolConnection,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWorkspaceFoldersNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type Logger,
  type MessageReader,
  type MessageWriter,
  PositionEncodingKind,
  type ServerCapabilities,
  ShutdownRequest,
  TextDocumentSyncKind,
} from 'vscode-languageserver-protocol/node';
import { type KnowledgeParams, knowledgeMethod } from '../protocol/lsp.ts';
import { colouring } from './colouring.ts';
import { completion, completionResolve } from './completion.ts';
import { PushedDiagnostics, pulledDiagnostics, refresh } from './diagnostics.ts';
import { editing } from './editing.ts';
import type { Feature } from './feature.ts';
import { finding } from './finding.ts';
import { formatting } from './formatting.ts';
import { Host } from './host.ts';
import { cancelUndispatched, Lifecycle, unreadable } from './lifecycle.ts';
import { lookAround, tells } from './looking.ts';
import { reading } from './reading.ts';
import { renaming } from './renaming.ts';
import { waiting } from './waiting.ts';

const features: readonly Feature[] = [
  pulledDiagnostics,
  completion,
  completionResolve,
  ...reading,
  ...finding,
  ...waiting,
  ...renaming,
  ...colouring,
  ...editing,
  ...formatting,
];

/** How the server ends: after a proper shutdown, or because the other side went away. */
export type Ended = 'shutdown' | 'lost';

export type About = {
  readonly version: string;
  /** URI of the folder with a page `<code>.md` for each diagnostic; ends with a slash. */
  readonly pages: string;
};

/** Serves one client; resolves when it is over. */
export function serve(reader: MessageReader, writer: MessageWriter, { version, pages }: About): Promise<Ended> {
  const lifecycle = new Lifecycle(writer);
  let over = false;
  const complain = (message: string): void => {
    if (!over) host.log(message);
  };
  const connection = createProtocolConnection(reader, writer, loggerTo(complain), {
    connectionStrategy: { cancelUndispatched },
    messageStrategy: lifecycle.messages,
  });
  const host = new Host(connection, pages);
  const pushed = new PushedDiagnostics(host);

  connection.onRequest(InitializeRequest.type, (params) => {
    host.client = params.capabilities;
    host.workspace.configure(params);
    host.worlds.configure(params.initializationOptions);
    host.looksItself = !tells(params.initializationOptions);
    return { capabilities: promised(), serverInfo: { name: 'phaseline', version } };
  });
  connection.onRequest(ShutdownRequest.type, () => undefined);
  follow(host, pushed);
  for (const feature of features) feature.register(host);
  reader.onError((error) => {
    if (error instanceof SyntaxError) void writer.write(unreadable(error)).catch(() => undefined);
    else complain(error.message);
  });

  return new Promise((resolve) => {
    const end = (): void => {
      over = true;
      resolve(lifecycle.shutDown ? 'shutdown' : 'lost');
    };
    connection.onNotification(ExitNotification.type, end);
    connection.onClose(end);
    connection.listen();
  });
}

/** What the library has to say about a message that it could not carry out. */
const loggerTo = (complain: (message: string) => void): Logger => ({
  error: complain,
  warn: () => undefined,
  info: () => undefined,
  log: () => undefined,
});

function promised(): ServerCapabilities {
  const own: ServerCapabilities = {
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
  return Object.assign(own, ...features.map(({ capabilities }) => capabilities));
}

/** Keeps up with what the client does to its plans and knows of the world. */
function follow(host: Host, pushed: PushedDiagnostics): void {
  const { connection } = host;
  connection.onNotification(DidOpenTextDocumentNotification.type, ({ textDocument: { uri, version, text } }) => {
    pushed.later(host.open(uri, version, text));
  });
  connection.onNotification(DidChangeTextDocumentNotification.type, ({ textDocument, contentChanges }) => {
    const plan = host.plan(textDocument);
    plan?.change(contentChanges, textDocument.version);
    if (plan) pushed.later(plan);
  });
  connection.onNotification(DidCloseTextDocumentNotification.type, ({ textDocument: { uri } }) => {
    host.close(uri);
    pushed.clear(uri);
  });
  const configure = async (settings: unknown): Promise<void> => {
    const before = host.worlds.version;
    host.worlds.configure(settings ?? (await askedSettings(host)));
    if (host.worlds.version !== before) host.worldChanged();
  };
  host.worldChanged = () => refresh(host, pushed);
  connection.onNotification(InitializedNotification.type, async () => {
    await configure(undefined);
    if (host.looksItself) await lookAround(host);
  });
  connection.onNotification(DidChangeConfigurationNotification.type, ({ settings }) => configure(settings));
  connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event }) => host.workspace.change(event));
  connection.onNotification(knowledgeMethod, (params: KnowledgeParams) => {
    host.looksItself = false;
    host.worlds.tell(params);
    host.worldChanged();
  });
}

/** The settings of a client that wants to be asked for them; one that fails to say has none. */
async function askedSettings({ client, connection }: Host): Promise<unknown> {
  if (!client.workspace?.configuration) return undefined;
  try {
    const [phaseline] = await connection.sendRequest(ConfigurationRequest.type, { items: [{ section: 'phaseline' }] });
    return { phaseline };
  } catch {
    return undefined;
  }
}
