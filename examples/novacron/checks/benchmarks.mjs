// Compares what phase 2 reached with its targets and prints how many it missed.
import { gain } from './allocator.mjs';
import { messageShare } from './consensus.mjs';

const targets = [
  ['messages a round at 1,000 nodes, share of everybody to everybody', messageShare(), (found) => found <= 0.1],
  ['gain of the allocator, per cent', gain(), (found) => found >= 20],
];
for (const [title, found, met] of targets) console.log(`${met(found) ? 'met   ' : 'missed'} ${title}: ${found.toFixed(2)}`);
console.log(`targets missed: ${targets.filter(([, found, met]) => !met(found)).length}`);
