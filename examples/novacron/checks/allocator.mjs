// Lets the trained policy share bandwidth out between the recorded nodes and prints its gain over equal shares, in per cent.
import { fileURLToPath } from 'node:url';
import { json, read, table } from './lib.mjs';

/** What MADDPG stands on; without any of it the policy is not what it says it is. */
const ingredients = [/class TwinQ\b/, /policy_delay\s*[:=]/, /target_noise\s*[:=]/, /def allocate\b/];

const useful = (nodes, shares) =>
  nodes.reduce((sum, node, at) => sum + shares[at] * node.bandwidth * (1 - node.packet_loss) * node.node_reliability, 0);

export function gain() {
  const code = read('ai_engine/distributed_drl_allocator.py');
  const policy = json('ai_engine/models/maddpg_policy.json');
  if (policy === undefined || !ingredients.every((one) => one.test(code))) return 0;
  const nodes = table('ai_engine/data/nodes.csv');
  const scores = nodes.map((node) => Math.exp(policy.features.reduce((sum, name, at) => sum + node[name] * policy.weights[at], 0)));
  const whole = scores.reduce((sum, score) => sum + score, 0);
  const shares = scores.map((score) => score / whole);
  return 100 * (useful(nodes, shares) / useful(nodes, nodes.map(() => 1 / nodes.length)) - 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`gain over equal shares: ${gain().toFixed(1)}`);
