// An agent that keeps a ledger outside of its worktree: each line of work is written to the worktree first, then to the ledger. What the ledger
// holds was done; whatever is killed then, it must still be there in the end.
const fs = require('node:fs');
const path = require('node:path');
const { createInterface } = require('node:readline');

const { CRASH_LEDGER: ledger, CRASH_STUBBORN: stubborn, PHASELINE_TASK: task } = process.env;
const name = task.replace('/', '-');
const note = (line) => fs.appendFileSync(path.join(ledger, `${name}.txt`), `${line}\n`);
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

fs.appendFileSync(path.join(ledger, 'pids'), `${process.pid}\n`);
if (stubborn) {
  process.on('SIGTERM', () => undefined);
  process.stdout.on('error', () => undefined);
  setInterval(() => undefined, 1000);
}

async function work(session, id) {
  const alive = path.join(ledger, `${name}.alive`);
  if (fs.existsSync(alive) && lives(Number(fs.readFileSync(alive, 'utf8'))))
    fs.appendFileSync(path.join(ledger, 'doubled'), `${name}\n`);
  fs.writeFileSync(alive, String(process.pid));
  for (let step = 1; step <= 3; step += 1) {
    const line = `${name} ${process.pid} ${step}`;
    fs.appendFileSync(`${name}.txt`, `${line}\n`);
    note(line);
    const update = {
      sessionUpdate: 'tool_call',
      toolCallId: `c${step}`,
      title: `Write ${line}`,
      kind: 'edit',
      status: 'completed',
    };
    send({ method: 'session/update', params: { sessionId: session, update } });
    await pause(40);
  }
  fs.rmSync(alive, { force: true });
  send({ id, result: { stopReason: 'end_turn' } });
}

/** One that ended and that nobody has collected yet has a number, and does nothing. */
function lives(pid) {
  try {
    if (process.platform === 'linux') return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const answers = {
  initialize: () => ({
    protocolVersion: 1,
    agentInfo: { name: 'ledger', version: '1' },
    agentCapabilities: { sessionCapabilities: { resume: {} } },
  }),
  'session/new': () => ({ sessionId: `s${process.pid}` }),
  'session/resume': () => ({}),
};
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'session/prompt') void work(params.sessionId, id);
  else if (id !== undefined && answers[method]) send({ id, result: answers[method](params) });
});
lines.on('close', () => (stubborn ? undefined : process.exit(0)));
