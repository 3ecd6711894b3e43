// `npm run bench`: how fast things are, beside the way they are done without Phaseline where there is one.
import { parseArgs } from 'node:util';
import { activationBench } from '../test/bench/activation.ts';
import { agentsBench } from '../test/bench/agents.ts';
import { hooksBench } from '../test/bench/hooks.ts';
import { issuesBench } from '../test/bench/issues.ts';
import { loopBench } from '../test/bench/loop.ts';
import { planBench } from '../test/bench/plan.ts';
import type { Bench, BenchRecord, Report } from '../test/bench/record.ts';
import { transcriptBench } from '../test/bench/transcript.ts';
import { root, runScript } from './checks.ts';

const benches: Readonly<Record<string, Bench>> = {
  activation: activationBench,
  plan: planBench,
  hooks: hooksBench,
  issues: issuesBench,
  agents: agentsBench,
  transcript: transcriptBench,
  loop: loopBench,
};

const usage = `npm run bench                   everything
npm run bench plan              one or several of: ${Object.keys(benches).join(', ')}
npm run bench plan -- --json    one object a line: {bench, case, ours, rival, rivalName, unit, ratio, …}
npm run bench plan -- --small   tiny sizes: whether it runs, not how fast

docs/performance.md says what the cases are. Let nothing else run meanwhile.`;

const figure = (value: number | null, p95: number | undefined): string => {
  if (value === null) return '';
  const short = (one: number): string => (one >= 100 ? one.toFixed(0) : one >= 10 ? one.toFixed(1) : one.toFixed(2));
  return p95 === undefined ? short(value) : `${short(value)} / ${short(p95)}`;
};

/** One line of the table. */
function line({ case: name, ours, oursP95, rival, rivalP95, rivalName, unit, ratio, note }: BenchRecord): string {
  const beside = rivalName === null ? '' : ` ${rivalName}: ${figure(rival, rivalP95)}   × ${ratio}`;
  return `${name.padEnd(58)} ${figure(ours, oursP95).padStart(18)} ${unit.padEnd(6)}${beside}${note ? `  (${note})` : ''}`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, small: { type: 'boolean' }, help: { type: 'boolean' } },
});

const report: Report = {
  record: (record) => console.log(values.json ? JSON.stringify(record) : line(record)),
  skip: (reason) => console.error(`skipped: ${reason}`),
};

async function measure(names: readonly string[]): Promise<void> {
  const built = await runScript('build', [`${root}/scripts/build.mjs`, '--quiet']);
  if (!built.ok) throw new Error(built.output);
  for (const name of names) {
    if (!values.json) console.log(`\n${name}: median / p95`);
    await benches[name]?.(report, values.small === true);
  }
}

const unknown = positionals.filter((name) => !(name in benches));
if (values.help) console.log(usage);
else if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}\n${usage}`);
  process.exitCode = 2;
} else await measure(positionals.length > 0 ? positionals : Object.keys(benches));
