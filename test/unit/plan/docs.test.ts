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

test('every kind of event that a run prints is documented', () => {
  const page = readFileSync(path.join(docs, 'command-line.md'), 'utf8');
  const source = readFileSync(path.join(docs, '../src/run/events.ts'), 'utf8');
  const kinds = [...source.matchAll(/readonly kind: '([a-z]+(?:\.[a-z]+)?)'/g)].map(([, kind]) => kind ?? '');
  // A scope is no event.
  const events = kinds.filter((kind) => kind !== 'plan' && kind !== 'agent');
  assert.ok(events.length > 20);
  for (const kind of events) assert.ok(page.includes(`\`${kind}\``), kind);
});
