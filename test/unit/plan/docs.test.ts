import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { diagnosticsPage, planFormatPage } from '../../../scripts/docs.ts';

const docs = path.resolve(import.meta.dirname, '../../../docs');

test('the committed reference is what the tables say (node scripts/with-node.mjs scripts/docs.ts writes it)', () => {
  assert.equal(readFileSync(path.join(docs, 'plan-format.md'), 'utf8'), planFormatPage());
  assert.equal(readFileSync(path.join(docs, 'diagnostics/README.md'), 'utf8'), diagnosticsPage());
});
