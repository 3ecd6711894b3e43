// Asks each of the four models about rows that it was not trained on and prints the lowest accuracy in per cent.
import { json, table } from './lib.mjs';

const names = ['bandwidth_predictor', 'compression_selector', 'node_reliability', 'consensus_latency'];

/** Share of rows that a linear model puts on the right side of zero. */
function accuracy(name) {
  const model = json(`ai_engine/models/${name}.json`);
  const rows = table(`ai_engine/data/${name}.csv`);
  if (!Array.isArray(model?.weights) || rows.length === 0) return 0;
  const right = rows.filter((row) => {
    const score = model.features.reduce((sum, feature, at) => sum + row[feature] * model.weights[at], model.bias);
    return (score > 0 ? 1 : 0) === row.label;
  });
  return (100 * right.length) / rows.length;
}

const found = names.map((name) => [name, accuracy(name)]);
for (const [name, per100] of found) console.log(`${name.padEnd(20)} ${per100.toFixed(1)} %`);
console.log(`lowest accuracy: ${Math.min(...found.map(([, per100]) => per100)).toFixed(1)}`);
