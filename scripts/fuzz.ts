// `npm run fuzz`: random edits, cursors and requests against the language server, held to the laws of docs/robustness.md.
import { parseArgs } from 'node:util';
import { fuzz, type Progress } from '../test/fuzz/fuzz.ts';
import { root, runScript } from './checks.ts';

const usage = `npm run fuzz                                twenty thousand edits with a new seed
npm run fuzz -- --edits 1000000             so many edits
npm run fuzz -- --seed 7                    the same histories again
npm run fuzz -- --seed 7 --path 3:0:1       one failure again, as small as it was made
npm run fuzz -- --shrink 0                  a failure as it was found; else it is made small for 120 seconds

docs/robustness.md says what is done and what must hold.`;

const { values } = parseArgs({
  options: {
    edits: { type: 'string', default: '20000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    shrink: { type: 'string', default: '120' },
    help: { type: 'boolean' },
  },
});

async function run(): Promise<boolean> {
  const built = await runScript('build', [`${root}/scripts/build.mjs`, '--quiet']);
  if (!built.ok) throw new Error(built.output);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const figures = ({ histories, edits, requests }: Progress): string =>
    `${edits} edits, ${requests} requests, ${histories} histories in ${seconds().toFixed(0)} s (${(edits / seconds()).toFixed(0)} edits/s)`;
  let next = 0;
  const progress = (so: Progress): void => {
    if (seconds() < next) return;
    next = seconds() + 30;
    console.log(`… ${figures(so)}`);
  };
  console.log(`seed ${seed}`);
  const path = values.path === undefined ? {} : { path: values.path };
  const { failure, answered, ...all } = await fuzz({
    edits: Number(values.edits),
    seed,
    progress,
    shrinkFor: Number(values.shrink) * 1000,
    ...path,
  });
  console.log(`seed ${seed}: ${figures(all)}`);
  for (const [method, count] of [...answered].sort()) console.log(`  ${method.padEnd(42)} ${count}`);
  if (failure === undefined) return true;
  console.error(`\nFAILED. Again: npm run fuzz -- --seed ${failure.seed} --path ${failure.path}`);
  console.error(failure.error instanceof Error ? failure.error.message : failure.error);
  console.error(`The history: ${JSON.stringify(failure.history)}`);
  return false;
}

if (values.help) console.log(usage);
else process.exitCode = (await run()) ? 0 : 1;
