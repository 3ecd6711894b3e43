// An agent that opens a session and then hears nothing any more: no cancel, no end of its input, no request to end.
import { createInterface } from 'node:readline';

process.on('SIGTERM', () => {});
setInterval(() => {}, 1000);
const answers: Readonly<Record<string, unknown>> = {
  initialize: { protocolVersion: 1 },
  'session/new': { sessionId: 's1' },
};
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  const result = answers[method];
  if (result !== undefined) process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
});
