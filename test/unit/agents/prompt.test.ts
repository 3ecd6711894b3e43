import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commentFor, mentionedFiles } from '../../../src/agents/demo-edit.ts';
import { buildPrompt, type PromptParts } from '../../../src/agents/prompt.ts';

const nothing: PromptParts = {
  title: '',
  role: '',
  task: '',
  issue: undefined,
  files: [],
  criteria: [],
  sparc: undefined,
  isolation: 'worktree',
  rules: [],
};

test('a prompt carries the role, the task as written, the issue, files, checks, mode and rules', () => {
  const prompt = buildPrompt({
    title: 'Critical fixes',
    role: 'You write production code with tests.',
    task: 'Fix 5 P0 issues:\n  1. Race (dwcp_manager.go:225-248)\n',
    issue: {
      id: 'n-101',
      title: 'Fix P0',
      status: 'in_progress',
      description: 'They crash.',
      acceptance: 'None crashes.',
      comments: [{ author: 'ada', text: 'mind the\nlock' }],
    },
    files: ['backend/**'],
    criteria: ['`go test -race ./...` passes'],
    sparc: 'refinement',
    isolation: 'worktree',
    rules: ['Tabs, not spaces.'],
  });
  assert.equal(
    prompt.split('## Rules')[0],
    `# Critical fixes

You write production code with tests.

Fix 5 P0 issues:
  1. Race (dwcp_manager.go:225-248)

## Issue n-101: Fix P0

Status: in_progress

They crash.

Accepted when:

None crashes.

Comments:

- ada: mind the lock

## Files

This task means to touch these; stay within them where you can.

- \`backend/**\`

## Done when

This is checked when you finish.

- \`go test -race ./...\` passes

## SPARC: refinement

Implement it test first, then improve it: correctness, clarity, speed, errors.

`,
  );
  assert.match(prompt, /- Tabs, not spaces\.\n$/);
});

test('what is not given leaves no empty heading', () => {
  assert.equal(
    buildPrompt({ ...nothing, task: 'Do it.' })
      .split('\n\n')
      .slice(0, 2)
      .join('|'),
    'Do it.|## Rules',
  );
});

test('files are found in running text and in the list of files, without line ranges', () => {
  const prompt = buildPrompt({
    ...nothing,
    task: 'Race (dwcp_manager.go:225-248, see ./docs/a.md) and src/x/y_test.ts; not https://a.example/b.html, v1.2, e.g. this. ../up.go /etc/a.conf',
    files: ['backend/**/*.go', 'Makefile'],
  });
  const paths = mentionedFiles(prompt).map(({ path }) => path);
  for (const path of ['backend/**/*.go', 'Makefile', 'dwcp_manager.go', 'docs/a.md', 'src/x/y_test.ts'])
    assert.ok(paths.includes(path), path);
  assert.ok(!paths.some((path) => path.includes('..') || path.startsWith('/')));
  assert.deepEqual(mentionedFiles(prompt)[0], { path: 'backend/**/*.go', glob: true });
});

test('a comment is written as the file would have it', () => {
  assert.equal(commentFor('a/b.go', 'demo\nagent'), '// demo agent');
  assert.equal(commentFor('b.py', 'demo'), '# demo');
  assert.equal(commentFor('README.md', 'demo'), '<!-- demo -->');
  assert.equal(commentFor('Makefile', 'demo'), '# demo');
  assert.equal(commentFor('package.json', 'demo'), undefined);
});
