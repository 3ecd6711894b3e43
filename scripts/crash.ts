// `npm run crash`: runs in which the runner, an agent, its adapter or Git is killed at some step, and what became of each.
import { parseArgs } from 'node:util';
import { type Crash, crash, victims } from '../test/crash/crash.ts';
import { root, runScript } from './checks.ts';

const usage = `npm run crash                       200 runs
npm run crash -- --runs 20 --seed 7   20 runs, from this seed on: a run is what its seed says
npm run crash -- --json               one object a line`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const line = ({ seed, victim, moment, delay, stubborn, hit, resumes, wrong }: Crash): string =>
  `${String(seed).padStart(5)}  ${victim.padEnd(8)} ${`${delay} ms after ${moment}`.padEnd(28)} ${hit ? 'killed' : 'missed'}${stubborn ? ', stubborn agents' : ''}, ${resumes} resumed  ${wrong.length === 0 ? 'ok' : wrong.join('; ')}`;

function table(crashes: readonly Crash[]): string {
  const rows = victims.map((victim) => {
    const own = crashes.filter((one) => one.victim === victim);
    const faults = own.flatMap(({ wrong }) => wrong);
    const count = (words: RegExp): string => String(faults.filter((fault) => words.test(fault)).length).padStart(8);
    const hits = own.filter(({ hit }) => hit).length;
    return `${victim.padEnd(8)} ${String(own.length).padStart(5)} ${String(hits).padStart(7)}${count(/^lost/)}${count(/^two agents/)}${count(/^process/)}${count(/worktree|folder/)}${count(/^the run|times$/)}`;
  });
  return ['victim    runs  killed    lost doubled orphans   stray  no end', ...rows].join('\n');
}

async function main(): Promise<void> {
  if (values.help) return console.log(usage);
  const built = await runScript('build', [`${root}/scripts/build.mjs`, '--quiet']);
  if (!built.ok) throw new Error(built.output);
  const crashes: Crash[] = [];
  const started = performance.now();
  for (let seed = Number(values.seed); crashes.length < Number(values.runs); seed += 1) {
    const one = await crash(seed);
    crashes.push(one);
    console.log(values.json ? JSON.stringify(one) : line(one));
  }
  if (!values.json) console.log(`\n${table(crashes)}\n${((performance.now() - started) / 1000).toFixed(0)} s`);
  if (crashes.some(({ wrong }) => wrong.length > 0)) process.exitCode = 1;
}

await main();
