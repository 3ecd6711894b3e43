// Looks for a review of phase 1 that says something on each of the four topics, and prints how many are missing.
import { read } from './lib.mjs';

const topics = ['Code quality', 'Security', 'Performance', 'Best practices'];
const review = read('docs/reviews/phase-1.md');

const missing = topics.filter((topic) => {
  const section = review.split(/^## /m).find((part) => part.startsWith(topic)) ?? '';
  return section.split('\n').slice(1).join(' ').trim().length < 40;
});
for (const topic of topics) console.log(`${missing.includes(topic) ? 'missing ' : 'reviewed'} ${topic}`);
console.log(`topics missing: ${missing.length}`);
