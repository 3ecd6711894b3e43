// A client of the runner that does what a window does with what its agents do: folds every event and draws the Agents view anew. What it costs is
// measured in a process of its own. `node agents-window-program.ts WORKSPACE`; a line on its input ends it, and it says what it took.
import { connectRunner } from '../../src/adapters/ipc/client.ts';
import { emptyModel } from '../../src/extension/model.ts';
import { agentRows } from '../../src/extension/views/agents/rows.ts';
import type { RunEvent } from '../../src/run/events.ts';
import { fold } from '../../src/run/fold.ts';
import { emptyState } from '../../src/run/state.ts';

const connected = await connectRunner({
  workspace: process.argv[2] ?? '',
  client: 'window',
  settings: {},
  cli: undefined,
});
if (!connected.ok) throw new Error(JSON.stringify(connected.error));
const runner = connected.value;
let work = emptyState;
let events = 0;
let rows = 0;
const take = (event: RunEvent): void => {
  work = fold(work, event);
  events += 1;
  rows += agentRows({ ...emptyModel, work }, Date.now()).length;
};
runner.onEvent(take);
const known = await runner.request('subscribe', { after: {} });
if (known.ok) for (const event of known.value.events) take(event);
let begun = { cpu: process.cpuUsage(), time: performance.now(), events };
process.stdin.on('data', (chunk: Buffer) => {
  const word = chunk.toString().trim();
  const { user, system } = process.cpuUsage(begun.cpu);
  const core = (user + system) / 1000 / (performance.now() - begun.time);
  if (word === 'begin') begun = { cpu: process.cpuUsage(), time: performance.now(), events };
  else console.log(JSON.stringify({ core, events: events - begun.events, rows }));
});
process.stdin.on('end', () => process.exit(0));
console.log('ready');
