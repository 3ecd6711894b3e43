// An agent that says a numbered word a hundred times a second, for as many seconds as its prompt says.
const { createInterface } = require('node:readline');

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const answers = {
  initialize: () => ({ protocolVersion: 1, agentInfo: { name: 'talking', version: '1' }, agentCapabilities: {} }),
  'session/new': () => ({ sessionId: 's' }),
};
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method !== 'session/prompt') {
    if (id !== undefined && answers[method]) send({ id, result: answers[method](params) });
    return;
  }
  const seconds = Number(/talk (\d+)/.exec(params.prompt[0].text)[1]);
  const begun = Date.now();
  let said = 0;
  const timer = setInterval(() => {
    // Timers are late on a busy machine; what is due is said all the same.
    for (const due = Math.min(seconds * 100, Math.floor((Date.now() - begun) / 10)); said < due; said += 1) {
      const content = { type: 'text', text: `${said} ` };
      send({
        method: 'session/update',
        params: { sessionId: 's', update: { sessionUpdate: 'agent_message_chunk', content } },
      });
    }
    if (said < seconds * 100) return;
    clearInterval(timer);
    send({ id, result: { stopReason: 'end_turn' } });
  }, 10);
});
lines.on('close', () => process.exit(0));
