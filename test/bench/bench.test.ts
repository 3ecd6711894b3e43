import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issuesBench } from './issues.ts';
import { planBench } from './plan.ts';
import { type BenchRecord, summary } from './record.ts';

// That benches still run, on tiny sizes; how fast is nothing that a test can hold.

for (const [name, bench] of Object.entries({ plan: planBench, issues: issuesBench })) {
  test(`the bench "${name}" runs to its end and measures something in every case`, async () => {
    const records: BenchRecord[] = [];
    await bench({ record: (record) => records.push(record), skip: () => undefined }, true);
    assert.ok(records.length > 4);
    assert.deepEqual(
      // In a quiet minute nothing is called and nothing told.
      records.filter(({ ours, unit }) => (unit === 'calls' || unit === 'times' ? ours !== 0 : !(ours > 0))),
      [],
    );
    assert.equal(new Set(records.map((record) => record.case)).size, records.length);
  });
}

test('a case tells both medians, and how many times less of it is ours', () => {
  const about = { bench: 'x', case: 'y', unit: 'ms' };
  const record = summary(about, [3, 1, 2], { name: 'other', values: [40, 10, 20] });
  const { ours, rival, rivalName, ratio, oursP95, rivalP95, rounds } = record;
  assert.deepEqual([ours, rival, rivalName, ratio, oursP95, rivalP95, rounds], [2, 20, 'other', 10, 3, 40, 3]);
  assert.deepEqual([summary(about, [1]).rival, summary(about, [1]).ratio], [null, null]);
});
