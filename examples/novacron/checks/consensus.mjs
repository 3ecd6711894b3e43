// Reads the consensus sources. `node checks/consensus.mjs WHAT` prints one number, last:
//   messages   exponent k of n^k messages a round, for up to 10,000 nodes (ProBFT: about 1.5, everybody to everybody: 2)
//   byzantine  per cent of lying nodes that the protocol tolerates
//   modes      how many of the two modes have a quorum of their own
import { bare, body, read } from './lib.mjs';

const source = read('backend/core/network/dwcp/v3/consensus/acp_v3.go');
const constant = (name) => Number(new RegExp(`\\b${name}\\s*(?:float64)?\\s*=\\s*([\\d.]+)`).exec(bare(source))?.[1] ?? 0);
const quorum = body(source, 'quorumSize');
const recipients = body(source, 'recipients');

/** Nodes that one message goes to: a random sample as large as the quorum, or everybody. */
function fanOut(nodes) {
  const samples = /\bvrf\w*\(/i.test(recipients) && /quorumSize\(\)/.test(recipients);
  const factor = constant('quorumFactor');
  return samples && factor > 0 && /math\.Sqrt\(/.test(quorum) ? Math.min(nodes, Math.ceil(factor * Math.sqrt(nodes))) : nodes;
}

export function exponent() {
  const [few, many] = [100, 10_000];
  return Math.log((many * fanOut(many)) / (few * fanOut(few))) / Math.log(many / few);
}

/** Share of the messages that a round of everybody to everybody takes, at 1,000 nodes. */
export const messageShare = () => fanOut(1000) / 1000;

/** A tolerance counts only when quorums overlap in honest nodes: what is tolerated must be checked somewhere. */
const byzantine = () => (/\btoleratedShare\b/.test(quorum + body(source, 'Decide')) ? 100 * constant('toleratedShare') : 0);

const modes = () => ['Datacenter', 'Internet'].filter((mode) => new RegExp(`\\b${mode}\\b`).test(quorum)).length;

const questions = { messages: () => exponent().toFixed(2), byzantine: () => byzantine().toFixed(0), modes };
const [, , question] = process.argv;
if (Object.hasOwn(questions, question ?? '')) console.log(`${question}: ${questions[question]()}`);
