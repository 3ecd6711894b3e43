import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanedText, worktreeChoices } from '../../../src/extension/commands/worktree-choices.ts';
import type { ListedWorktree } from '../../../src/protocol/requests.ts';

const worktree = (more: Partial<ListedWorktree>): ListedWorktree => ({
  folder: '/w/.phaseline/worktrees/r/p/t',
  branch: 'phaseline/n/p/t',
  owner: 'r p/t',
  going: false,
  uncommitted: 0,
  merged: true,
  processes: [],
  bytes: 2_000_000,
  kept: '',
  ...more,
});

const listed = [
  worktree({ kept: '3 files are not committed', uncommitted: 3 }),
  worktree({ owner: 'r p/other' }),
  worktree({ owner: undefined, folder: '/w/.phaseline/worktrees/old/p/left', branch: '', bytes: 0 }),
];

test('what can go comes first, with what it takes; what stays says why, and what no run knows is told by its folder', () => {
  assert.deepEqual(
    worktreeChoices(listed).map((one) => `${one.label}${one.kind === 'worktree' ? `: ${one.description}` : ''}`),
    [
      'Remove 2 worktrees, 2.0 MB',
      'Can go',
      'p/other: phaseline/n/p/t · 2.0 MB',
      'old/p/left: no run knows it · 0.1 MB',
      'Stay',
      'p/t: 3 files are not committed · phaseline/n/p/t · 2.0 MB',
    ],
  );
});

test('where nothing can go, nothing is offered to be removed', () => {
  const [first] = worktreeChoices(listed.slice(0, 1));
  assert.equal(first?.label, 'Stay');
});

test('afterwards it is said what went, what that freed, and how many stay', () => {
  assert.equal(cleanedText(listed), '2 worktrees removed, 2.0 MB freed; 1 stays');
  assert.equal(cleanedText(listed.slice(1, 2)), '1 worktree removed, 2.0 MB freed');
});
