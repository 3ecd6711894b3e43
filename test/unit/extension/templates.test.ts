import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readPlanText } from '../../../src/extension/plans/read.ts';
import { templates } from '../../../src/extension/plans/templates.ts';

for (const { title, text } of templates) {
  test(`the template "${title}" is a plan without a problem`, () => {
    const { plan, errors, firstError } = readPlanText(text.replaceAll('NAME', 'a-name'));
    assert.equal(errors, 0, firstError);
    assert.equal(plan?.name, 'a-name');
  });
}

test('the plan that the README shows is one', () => {
  const readme = readFileSync(path.resolve(import.meta.dirname, '../../../README.md'), 'utf8');
  const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
  const { plan, firstError } = readPlanText(text);
  assert.equal(plan?.phases[0]?.tasks[0]?.id, 'greet', firstError);
});

test('a text that is no plan says how many errors it has, and the first', () => {
  const { plan, errors, firstError } = readPlanText('version: 1\nphases: []\n');
  assert.equal(plan, undefined);
  assert.ok(errors > 0);
  assert.notEqual(firstError, '');
});
