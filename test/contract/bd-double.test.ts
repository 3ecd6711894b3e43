import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { answer, emptyState } from './bd-double.ts';

type Recording = { argv: string[]; why?: string | null; exit: number; stdout: string; stderr: string };

/** Calls that our store never makes, so the double does not answer them. */
const beyond =
  /^(version|init|ready|blocked|status|stats|epic|search|config|where|info|context|delete|bogus|dep tree|dep cycles|create --graph|list --format|export -o|export --format)/;

/** Times, ids of comments and who is signed in differ from run to run; that they are there must not. */
const volatile = (key: string, value: unknown): unknown =>
  /_at$|^owner$|^created_by$/.test(key) || (key === 'id' && /^[0-9a-f-]{36}$/.test(String(value))) ? '…' : value;

function comparable(text: string): unknown {
  const lines = text.startsWith('{"_type"') ? text.trim().split('\n') : [text];
  try {
    const values = lines.flatMap((line) => JSON.parse(line, volatile));
    return values.every((value) => typeof value?.id === 'string')
      ? values.sort((a, b) => (a.id < b.id ? -1 : 1))
      : values;
  } catch {
    return text.trim();
  }
}

test('the double answers every call of our store as the recorded bd 1.0.3 did', async (t) => {
  const file = path.resolve(import.meta.dirname, '../fixtures/trackers/bd-1.0.3.json');
  const recordings: Recording[] = JSON.parse(await readFile(file, 'utf8'));
  const state = emptyState('novacron');
  let compared = 0;
  for (const { argv, why, exit, stdout, stderr } of recordings) {
    const words = argv.slice(1);
    if (why === 'no tracker' || why?.startsWith('BD_JSON_ENVELOPE') || beyond.test(words.join(' '))) continue;
    const got = answer(state, words, { newId: () => 'novacron-x2g' });
    const what = `bd ${words.join(' ')}`;
    assert.equal(got.exit, exit, what);
    assert.deepEqual(comparable(got.stdout), comparable(stdout), what);
    assert.deepEqual(comparable(got.stderr), comparable(stderr), what);
    compared++;
  }
  t.diagnostic(`${compared} of ${recordings.length} recorded calls compared`);
  assert.ok(compared >= 35, `only ${compared} compared`);
});

test('an import is answered as bd 1.0.3 did, ids of any shape included', () => {
  const state = emptyState('shop');
  const line = (fields: object): string =>
    `${JSON.stringify({ title: 'Cart', status: 'open', issue_type: 'task', ...fields })}\n`;
  const edge = { issue_id: 'cart', depends_on_id: 'shop-nope', type: 'blocks' };
  const made = answer(state, ['import', '-', '--json'], {
    input: line({ id: 'cart', priority: 0, dependencies: [edge] }),
  });
  assert.deepEqual(
    [made.exit, JSON.parse(made.stdout)],
    [0, { created: 1, ids: ['cart'], schema_version: 1, skipped: 0, source: 'stdin' }],
  );
  // One that is refused refuses all.
  const refused = answer(state, ['import', '-', '--json'], {
    input: line({ id: 'shop-1', priority: 1 }) + line({ id: 'shop-2', priority: 9 }),
  });
  assert.equal(refused.exit, 1);
  assert.match(
    refused.stderr,
    /^Error: import failed: validation failed for issue shop-2: priority must be between 0 and 4 \(got 9\)\n/,
  );
  assert.deepEqual(
    state.rows.map(({ id }) => id),
    ['cart'],
  );
});
