import {
  createProtocolConnection,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializeRequest,
  LSPErrorCodes,
  type Message,
  type MessageReader,
  type MessageWriter,
  PositionEncodingKind,
  type ResponseMessage,
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
import { formatting } from './formatting.ts';
import { Host } from './host.ts';
import { reading } from './reading.ts';

const features: readonly Feature[] = [
  pulledDiagnostics,
  completion,
  completionResolve,
  ...reading,
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
  const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, log: () => undefined };
  const connection = createProtocolConnection(reader, writer, silent, { cancelUndispatched });
  const host = new Host(connection, pages);
  const pushed = new PushedDiagnostics(host);
  let shutDown = false;

  connection.onRequest(InitializeRequest.type, ({ capabilities, initializationOptions }) => {
    host.client = capabilities;
    host.world.configure(initializationOptions);
    return { capabilities: promised(), serverInfo: { name: 'phaseline', version } };
  });
  connection.onRequest(ShutdownRequest.type, () => {
    shutDown = true;
  });
  follow(host, pushed);
  for (const feature of features) feature.register(host);

  return new Promise((resolve) => {
    connection.onNotification(ExitNotification.type, () => resolve(shutDown ? 'shutdown' : 'lost'));
    connection.onClose(() => resolve('lost'));
    connection.listen();
  });
}

function promised(): ServerCapabilities {
  const own: ServerCapabilities = {
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
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
  connection.onNotification(DidChangeConfigurationNotification.type, ({ settings }) => {
    host.world.configure(settings);
    refresh(host, pushed);
  });
  connection.onNotification(knowledgeMethod, (params: KnowledgeParams) => {
    host.world.tell(params);
    refresh(host, pushed);
  });
}

/** A request that is cancelled before its turn is answered without being carried out. */
function cancelUndispatched(message: Message): ResponseMessage | undefined {
  if (!('id' in message) || (typeof message.id !== 'number' && typeof message.id !== 'string')) return undefined;
  return { jsonrpc: '2.0', id: message.id, error: { code: LSPErrorCodes.RequestCancelled, message: 'cancelled' } };
}
