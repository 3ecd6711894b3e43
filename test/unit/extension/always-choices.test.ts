import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PermissionRequest } from '../../../src/agents/agent.ts';
import { alwaysChoices } from '../../../src/extension/commands/always-choices.ts';

const asked: PermissionRequest = {
  id: '1',
  title: 'Run',
  tool: 'execute',
  files: [],
  detail: '',
  subject: 'npm test',
  options: [
    { id: 'y', name: 'Yes', kind: 'allow_once' },
    { id: 'n', name: 'No', kind: 'reject_once' },
  ],
};

const labels = (request: PermissionRequest): readonly string[] =>
  alwaysChoices(request, 'coder', '/repo').map(({ label, value }) => `${label} ${value.option} ${value.always}`);

test('what was asked is offered before its whole kind, and only where it says what it is about', () => {
  assert.deepEqual(labels(asked), [
    '$(check-all) Always allow `npm test` y same',
    '$(check-all) Always allow "execute" y kind',
    '$(circle-slash) Always deny `npm test` n same',
    '$(circle-slash) Always deny "execute" n kind',
  ]);
  const { subject: _, ...untold } = asked;
  assert.deepEqual(labels(untold), [
    '$(check-all) Always allow "execute" y kind',
    '$(circle-slash) Always deny "execute" n kind',
  ]);
  const files = { ...untold, tool: 'edit', files: ['/repo/src/a.ts', '/etc/hosts'] } as const;
  assert.match(labels(files)[0] ?? '', /Always allow `src\/a\.ts`, `\/etc\/hosts` y same/);
  assert.match(labels({ ...asked, subject: `echo ${'x'.repeat(99)}` })[0] ?? '', /`echo x{54}…`/);
});

test('a question for a person is never answered for good', () => {
  assert.deepEqual(labels({ ...asked, forPerson: true }), []);
});
