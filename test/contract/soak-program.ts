// `node scripts/with-node.mjs test/contract/soak-program.ts [OPERATIONS] [SEED]`: the long soak, and what came of it.
import { soak } from './soak.ts';

const [operations = '2000', seed = '1'] = process.argv.slice(2);
const started = performance.now();
const outcome = await soak(Number(operations), 40, Number(seed));
console.log(JSON.stringify({ ...outcome, seconds: Math.round((performance.now() - started) / 1000) }, undefined, 2));
process.exitCode = outcome.lost.length + outcome.strange.length === 0 ? 0 : 1;
