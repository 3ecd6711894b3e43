import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { root } from '../../../scripts/checks.ts';
import { Tally } from '../../../scripts/tally.ts';
import { onceMore } from '../../harness/once-more.ts';

const file = path.join(root, 'test/ui/a.test.ts');

/** What a run prints in which so many tests passed at their second attempt, and whether it went well. */
function runOf(tests: number, t: TestContext): { readonly printed: string; readonly ok: boolean } {
  const log = t.mock.method(console, 'log', () => undefined);
  const tally = new Tally();
  for (let each = 1; each <= tests; each += 1) {
    const name = `test ${each}`;
    const passed = { type: 'test:pass', data: { name, file } };
    tally.addFile(file, [passed, { type: 'test:diagnostic', data: { message: `${onceMore}${name}\nwhy` } }], 1, false);
  }
  const ok = tally.close();
  return { printed: log.mock.calls.map((call) => call.arguments.join(' ')).join('\n'), ok };
}

test('a run names the tests that were done once more, and bears two of them', (t) => {
  const { printed, ok } = runOf(2, t);
  assert.ok(ok);
  assert.match(printed, /Done once more:\n {2}test\/ui\/a\.test\.ts › test 1\n {2}test\/ui\/a\.test\.ts › test 2/);
  assert.match(printed, /^2 passed, 0 failed, 0 skipped$/m);
});

test('a run in which three tests were done once more has failed', (t) => {
  const { printed, ok } = runOf(3, t);
  assert.ok(!ok);
  assert.match(printed, /^3 passed, 1 failed, 0 skipped$/m);
});
