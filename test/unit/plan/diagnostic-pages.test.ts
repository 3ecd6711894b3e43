import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { knowledgeOf } from '../../../src/plan/model/knowledge.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { rules } from '../../../src/plan/rules/all.ts';
import { check } from '../../../src/plan/rules/check.ts';
import { shown } from '../../../src/plan/rules/shown.ts';
import { factsOf } from './noted.ts';

const folder = path.resolve(import.meta.dirname, '../../../docs/diagnostics');

test('every code has its page and every page its code', () => {
  const pages = readdirSync(folder).filter((name) => name !== 'README.md');
  assert.deepEqual(pages.sort(), rules.map(({ code }) => `${code}.md`).sort());
});

for (const { code, severity, about } of rules) {
  test(`the page of ${code} says what its record says, shows an example and how to mend it`, () => {
    const page = readFileSync(path.join(folder, `${code}.md`), 'utf8');
    assert.ok(page.startsWith(`# \`${code}\`\n\n${about}\n\nSeverity: ${severity}.\n`));
    assert.match(page, /## To mend it\n\n\S/);
    const example = /```yaml\n([\s\S]+?)```/.exec(page)?.[1] ?? '';
    const snapshot = new Snapshot(example);
    const lines = shown(snapshot, check(snapshot, knowledgeOf(factsOf(example))))
      .filter((problem) => problem.code === code)
      .map(({ span }) => snapshot.position(span.start).line);
    const marked = example.split('\n').flatMap((line, index) => (line.includes('# here') ? [index] : []));
    assert.ok(marked.length > 0);
    assert.deepEqual([...new Set(lines)], marked, 'the problems of the example are where it says "here"');
  });
}
