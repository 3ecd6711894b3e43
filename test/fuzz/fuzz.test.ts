import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { fuzz, type Wanted } from './fuzz.ts';

async function survives(wanted: Wanted): Promise<void> {
  const { failure, edits, answered } = await fuzz(wanted);
  if (failure !== undefined) {
    const again = `npm run fuzz -- --seed ${failure.seed} --path ${failure.path}`;
    assert.fail(`${failure.error instanceof Error ? failure.error.message : failure.error}\nAgain: ${again}`);
  }
  assert.ok(edits >= wanted.edits && answered.size > 15, 'not all was tried');
}

// A new seed at each run belongs to the command: what it finds is mended before it is a test.
for (const seed of [20_251_125, 20_251_126]) {
  test(`the server keeps its laws under the histories of seed ${seed}`, () => survives({ edits: 1000, seed }));
}

const faulty = path.join(import.meta.dirname, 'faulty-server-program.ts');

for (const [fault, said] of [
  ['hangs', /textDocument\/hover hangs: no answer within 300 ms/],
  ['dies', /textDocument\/hover: .*connection/i],
  ['throws', /textDocument\/hover: .*by mistake/s],
  ['answers outside', /a range outside the text/],
  ['promises more', /colorProvider/],
] as const) {
  test(`a server that ${fault} is found out`, async () => {
    const server = [faulty, fault];
    const { failure } = await fuzz({ edits: 300, seed: 1, server, patience: 300, shrinkFor: 0 });
    assert.match(failure?.error instanceof Error ? failure.error.message : '', said);
  });
}
