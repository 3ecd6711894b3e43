import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../src/plan/features/edit.ts';
import { placeOfIssue, setIssueOfTask } from '../../../src/plan/features/issue-of-task.ts';

const plan = `version: 1
epic: x-0
phases:
  build:
    issues: [x-1, x-9]
    tasks:
      api:
        title: The API
        issue: x-1
      web:
        title: The page
`;
const given = (task: string, issue: string): string | undefined => {
  const edit = setIssueOfTask(plan, 'build', task, issue);
  return edit && applyEdits(plan, [edit]);
};

test('a task is given an issue, in the place of the one it has', () => {
  assert.equal(given('api', 'x-7'), plan.replace('issue: x-1', 'issue: x-7'));
  assert.equal(given('web', 'x-7'), plan.replace('title: The page', 'issue: x-7\n        title: The page'));
  assert.equal(given('none', 'x-7'), undefined);
});

test('a task in braces is given an issue in them', () => {
  for (const [written, wanted] of [
    ['{ title: x, agent: coder }', '{ issue: x-7, title: x, agent: coder }'],
    ['{title: x}', '{issue: x-7, title: x}'],
    ['{}', '{ issue: x-7 }'],
    ['{ # why\n          title: x,\n        }', '{ # why\n          issue: x-7, title: x,\n        }'],
  ] as const) {
    const text = `phases:\n  build:\n    tasks:\n      api: ${written}\n`;
    const edit = setIssueOfTask(text, 'build', 'api', 'x-7');
    assert.equal(edit && applyEdits(text, [edit]), text.replace(written, wanted));
  }
});

test('an issue whose id YAML would read as something else is given in quotes', () => {
  assert.equal(given('api', '1e5'), plan.replace('issue: x-1', "issue: '1e5'"));
});

test('an issue is found at its task first, then in its phase, then anywhere', () => {
  const at = (issue: string): number | undefined => placeOfIssue(plan, issue)?.start;
  assert.equal(at('x-1'), plan.indexOf('issue: x-1') + 'issue: '.length);
  assert.equal(at('x-9'), plan.indexOf('x-9'));
  assert.equal(at('x-0'), plan.indexOf('x-0'));
  assert.equal(at('x-5'), undefined);
});
