import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typeChoices } from '../../../src/extension/commands/type-choices.ts';
import type { AgentType } from '../../../src/plan/model/plan.ts';

const planned: AgentType = {
  name: 'coder',
  runner: 'demo',
  prompt: 'You are careful.\nVery.',
  isolation: 'worktree',
  model: 'opus',
  mode: undefined,
  permissions: { edit: 'allow' },
  limits: {},
};

test('each type says where it comes from, and what each place says of it; the last choice comes first', () => {
  const found = [
    { name: 'coder', description: 'Writes code.', source: '.claude/agents/coder.md' },
    { name: 'sparc-refinement', description: 'Implement it.', source: 'SPARC' },
  ];
  const permissions = {
    execute: { allow: ['npm test'], ask: [], deny: [], otherwise: undefined },
    fetch: 'deny',
  } as const;
  const choices = typeChoices(
    found,
    new Map([
      ['coder', planned],
      ['own', { ...planned, name: 'own' }],
    ]),
    { coder: permissions },
    'own',
  );
  assert.deepEqual(
    choices.map(({ label, description, detail }) => [label, description, detail]),
    [
      ['own', 'last choice · plan', 'You are careful. · plan: model opus, edit allow'],
      [
        'coder',
        '.claude/agents/coder.md + plan + settings',
        'Writes code. · plan: model opus, edit allow · settings: execute by pattern, fetch deny',
      ],
      ['sparc-refinement', 'SPARC', 'Implement it.'],
    ],
  );
  const modes = typeChoices(found.slice(1), new Map(), {}, undefined);
  assert.deepEqual(
    modes.map(({ label }) => label),
    ['agent', 'sparc-refinement'],
    'where nobody has described a type there is one without a role',
  );
});
