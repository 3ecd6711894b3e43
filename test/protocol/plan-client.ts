import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import {
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializeRequest,
  type ProtocolConnection,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { serve } from '../../src/server/serve.ts';

export const uri = 'file:///place/a.phaseplan.yaml';

export type Client = { readonly connection: ProtocolConnection; readonly ended: Promise<string> };

/** A real client and the real server, joined by two streams in memory. */
export async function connect(capabilities: object, folder: string | null = null): Promise<Client> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const ended = serve(new StreamMessageReader(up), new StreamMessageWriter(down), {
    version: '1.2.3',
    pages: 'file:///pages/',
  });
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  connection.listen();
  const answer = await connection.sendRequest(InitializeRequest.type, {
    processId: null,
    rootUri: folder,
    capabilities,
  });
  assert.equal(answer.serverInfo?.version, '1.2.3');
  return { connection, ended };
}

export async function open({ connection }: Client, text: string, at = uri): Promise<void> {
  const textDocument = { uri: at, languageId: 'phaseplan', version: 1, text };
  await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
}

export const at = (text: string, word: string): { line: number; character: number } => {
  const before = text.slice(0, text.indexOf(word)).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
};

export async function end({ connection, ended }: Client): Promise<void> {
  await connection.sendRequest(ShutdownRequest.type);
  await connection.sendNotification(ExitNotification.type);
  assert.equal(await ended, 'shutdown');
  connection.dispose();
}
