import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { rules } from '../../../src/plan/rules/all.ts';

const folder = path.resolve(import.meta.dirname, '../../../docs/diagnostics');

test('every code has its page and every page its code', () => {
  const pages = readdirSync(folder).filter((name) => name !== 'README.md');
  assert.deepEqual(pages.sort(), rules.map(({ code }) => `${code}.md`).sort());
});

for (const { code, severity, about } of rules) {
  test(`the page of ${code} says what its record says, shows an example and how to mend it`, () => {
    const page = readFileSync(path.join(folder, `${code}.md`), 'utf8');
    assert.ok(page.startsWith(`# \`${code}\`\n\n${about}\n\nSeverity: ${severity}.\n`));
    assert.match(page, /```yaml\n[^`]+# here[\s\S]*## To mend it\n\n\S/);
  });
}
