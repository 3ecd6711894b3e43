// `npm run check`: every static check at once, each reported by name; the first thing to run after an edit.
import { checks, runCheck } from './checks.ts';

const outcomes = await Promise.all(checks.map(runCheck));
for (const { name, ok, output, seconds } of outcomes) {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)`);
  if (!ok) console.log(output);
}
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;
