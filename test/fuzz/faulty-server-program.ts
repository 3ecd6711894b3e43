// A server with one fault, named by its argument: what the fuzzer has to find.
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';

const connection = createMessageConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);
const [, , fault] = process.argv;
const outside = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };

connection.onRequest(async (method): Promise<unknown> => {
  switch (method) {
    case 'initialize':
      return { capabilities: { hoverProvider: true, ...(fault === 'promises more' ? { colorProvider: true } : {}) } };
    case 'textDocument/diagnostic':
      return { kind: 'full', items: [] };
    case 'textDocument/formatting':
      return [];
    case 'textDocument/hover':
      return hover();
    default:
      return null;
  }
});
connection.onNotification((method) => {
  if (method === 'exit') process.exit(0);
});
connection.listen();

async function hover(): Promise<unknown> {
  if (fault === 'hangs') await new Promise(() => undefined);
  if (fault === 'dies') process.exit(3);
  if (fault === 'throws') throw new Error('by mistake');
  return fault === 'answers outside' ? { contents: '', range: outside } : null;
}
