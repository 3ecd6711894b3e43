import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createWorktrees } from '../../../src/adapters/git/worktrees.ts';
import type { Result } from '../../../src/base/result.ts';

const ten = Array.from({ length: 10 }, (_, index) => `line ${index}\n`);

/** A repository with one commit and a worktree `work` on a branch of its own. */
async function repository(t: { after(call: () => void): void }) {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-review-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t.invalid', ...words], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trimEnd();
  const write = (file: string, text: string | Buffer): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'T');
  git('config', 'user.email', 't@t.invalid');
  write('.gitignore', '.wt\n');
  write('a.txt', ten.join(''));
  write('old.txt', 'old\n');
  write('raw.bin', Buffer.from([0xff, 0xfe, 0x0a, 0x41, 0x0a]));
  git('add', '.');
  git('commit', '-qm', 'first');
  const worktrees = createWorktrees(root);
  const base = value(await worktrees.head());
  const add = async (name: string): Promise<string> => {
    const folder = path.join(root, '.wt', name);
    value(await worktrees.ensure(folder, name, value(await worktrees.head())));
    return folder;
  };
  return { root, git, write, worktrees, base, add, work: await add('work') };
}

function value<T>(result: Result<T>): T {
  if (!result.ok) assert.fail(JSON.stringify(result.error));
  return result.value;
}
const failure = (result: Result<unknown>): unknown => (result.ok ? 'ok' : result.error);
const lines = (change: Readonly<Record<number, string>>): string =>
  ten.map((line, index) => change[index] ?? line).join('');
const read = (folder: string, file: string): string => readFileSync(path.join(folder, file), 'utf8');

test('work is taken apart into files and hunks, and what is left out of it is as it was before', async (t) => {
  const { worktrees, work, base, git } = await repository(t);
  writeFileSync(path.join(work, 'a.txt'), lines({ 1: 'one\n', 5: 'five\nfive and a half\n', 9: 'nine' }));
  writeFileSync(path.join(work, 'raw.bin'), Buffer.from([0xff, 0xfd, 0x0a, 0x41, 0x0a]));
  rmSync(path.join(work, 'old.txt'));
  mkdirSync(path.join(work, 'ä dir'));
  writeFileSync(path.join(work, 'ä dir/new "x".txt'), 'new\n');
  const { commit } = value(await worktrees.commit(work, 'work', base));
  const changes = value(await worktrees.changes(work, base, commit));
  assert.deepEqual(
    changes.map(({ file, state, hunks }) => [file, state, hunks.map(({ sample }) => sample)]),
    [
      ['a.txt', 'changed', ['one', 'five', 'nine']],
      ['old.txt', 'deleted', []],
      ['raw.bin', 'changed', []],
      ['ä dir/new "x".txt', 'added', []],
    ],
  );
  const parts = [
    { file: 'a.txt', hunks: [0, 2] },
    { file: 'old.txt', hunks: 'all' },
    { file: 'raw.bin', hunks: 'all' },
    { file: 'ä dir/new "x".txt', hunks: 'all' },
  ] as const;
  const left = value(await worktrees.leaveOut(work, base, parts, 'Leave out'));
  assert.equal(read(work, 'a.txt'), lines({ 5: 'five\nfive and a half\n' }));
  assert.equal(read(work, 'old.txt'), 'old\n');
  assert.equal(existsSync(path.join(work, 'ä dir/new "x".txt')), false);
  assert.deepEqual(value(await worktrees.changed(work)), [], 'files and index follow the branch');
  assert.equal(git('rev-parse', `${left}^`), commit, 'what was left out stays in the history');
  assert.equal(git('diff', '--name-only', base, left), 'a.txt');
});

test('line ends and modes survive a review, and what a filter makes of them', async (t) => {
  const { worktrees, root, write, git, add } = await repository(t);
  write('.gitattributes', '*.txt text eol=crlf\n');
  write('run.sh', 'one\ntwo\nthree\nfour\n');
  chmodSync(path.join(root, 'run.sh'), 0o755);
  git('add', '.');
  git('commit', '-qm', 'second');
  const folder = await add('ends');
  const base = value(await worktrees.head());
  writeFileSync(path.join(folder, 'a.txt'), lines({ 1: 'one\n', 7: 'seven\n' }).replaceAll('\n', '\r\n'));
  writeFileSync(path.join(folder, 'run.sh'), 'ONE\ntwo\nthree\nFOUR\n');
  value(await worktrees.commit(folder, 'work', base));
  const parts = [
    { file: 'a.txt', hunks: [0] },
    { file: 'run.sh', hunks: [1] },
  ];
  value(await worktrees.leaveOut(folder, base, parts, 'Leave out'));
  assert.equal(read(folder, 'a.txt'), lines({ 7: 'seven\n' }).replaceAll('\n', '\r\n'));
  assert.equal(read(folder, 'run.sh'), 'ONE\ntwo\nthree\nfour\n');
  assert.match(git('ls-tree', 'ends', 'run.sh'), /^100755/);
  assert.deepEqual(value(await worktrees.changed(folder)), []);
});

test('work comes over as a merge, as one commit, or as its own commits on top', async (t) => {
  const { worktrees, root, git, write, add } = await repository(t);
  const names = ['merge', 'squash', 'rebase'] as const;
  for (const way of names) {
    const folder = await add(way);
    for (const number of [1, 2]) {
      writeFileSync(path.join(folder, `${way}-${number}.txt`), 'x\n');
      value(await worktrees.commit(folder, `${way} ${number}`, 'HEAD'));
    }
  }
  write('mine.txt', 'mine\n');
  git('add', '.');
  git('commit', '-qm', 'mine');
  const subjects = (from: string): readonly string[] =>
    git('log', '--first-parent', '--format=%s', `${from}..`).split('\n');
  for (const way of names) {
    const { before, commit } = value(await worktrees.merge(root, way, `Bring ${way}`, way));
    assert.equal(commit, git('rev-parse', 'HEAD'));
    assert.deepEqual(subjects(before), way === 'rebase' ? ['rebase 2', 'rebase 1'] : [`Bring ${way}`]);
    assert.equal(git('rev-list', '--parents', '-n', '1', 'HEAD').split(' ').length, way === 'merge' ? 3 : 2);
    const again = value(await worktrees.merge(root, way, `Bring ${way}`, way));
    assert.deepEqual(again, { commit, before: commit }, 'once more is nothing more');
  }
  assert.equal(git('status', '--porcelain'), '');
});

test('a conflict is foreseen without touching anything, laid out to be edited, and merged once it is resolved', async (t) => {
  const { worktrees, root, git, write, base, work } = await repository(t);
  writeFileSync(path.join(work, 'a.txt'), lines({ 3: 'theirs\n' }));
  value(await worktrees.commit(work, 'work', base));
  assert.deepEqual(await worktrees.foresee(root, 'work'), []);
  write('a.txt', lines({ 3: 'ours\n' }));
  git('commit', '-qam', 'ours');
  assert.deepEqual(await worktrees.foresee(root, 'work'), ['a.txt']);
  const conflict = { kind: 'merge-conflict', branch: 'work', into: 'main', files: ['a.txt'] };
  for (const way of ['merge', 'squash', 'rebase'] as const) {
    assert.deepEqual(failure(await worktrees.merge(root, 'work', 'x', way)), conflict, way);
    assert.equal(git('status', '--porcelain'), '');
    assert.deepEqual(value(await worktrees.changed(work)), []);
  }
  const laid = value(await worktrees.layOutConflict(work, 'main'));
  assert.deepEqual(laid.files, ['a.txt']);
  assert.match(read(work, 'a.txt'), /<<<<<<< HEAD\ntheirs\n=======\nours\n>>>>>>> main/);
  assert.deepEqual(value(await worktrees.layOutConflict(work, 'main')), laid, 'twice is once');
  const open = { kind: 'conflict-unresolved', branch: 'work', files: ['a.txt'] };
  assert.deepEqual(await worktrees.foresee(root, 'work'), ['a.txt'], 'what is still marked is still a conflict');
  assert.deepEqual(failure(await worktrees.merge(root, 'work', 'x')), open);
  writeFileSync(path.join(work, 'b.txt'), 'half way\n');
  value(await worktrees.commit(work, 'work', base));
  assert.deepEqual(failure(await worktrees.merge(root, 'work', 'x')), open, 'a commit in between does not hide it');
  writeFileSync(path.join(work, 'a.txt'), lines({ 3: 'both\n' }));
  value(await worktrees.commit(work, 'work', base));
  assert.equal(git('log', '-1', '--format=%s %P', 'work').split(' ').length, 4, 'the resolution is the merge');
  assert.doesNotMatch(git('log', '--format=%B', 'work'), /Phaseline-Conflict/);
  assert.deepEqual(await worktrees.foresee(root, 'work'), []);
  value(await worktrees.merge(root, 'work', 'Bring it'));
  assert.equal(read(root, 'a.txt'), lines({ 3: 'both\n' }));
});

test('a merge that is the last thing is taken back without a trace, with what is uncommitted kept', async (t) => {
  const { worktrees, root, git, write, base, work } = await repository(t);
  writeFileSync(path.join(work, 'a.txt'), lines({ 3: 'theirs\n' }));
  value(await worktrees.commit(work, 'work', base));
  const merged = value(await worktrees.merge(root, 'work', 'Bring it'));
  write('old.txt', 'mine, uncommitted\n');
  assert.equal(value(await worktrees.undo(root, merged)), base);
  assert.equal(read(root, 'a.txt'), ten.join(''));
  assert.equal(read(root, 'old.txt'), 'mine, uncommitted\n');
  assert.equal(value(await worktrees.undo(root, merged)), base, 'twice is once');
  assert.notEqual(git('rev-parse', 'work'), base, 'the work itself is kept');
});

test('a merge with something after it, or that others have, is undone by a commit', async (t) => {
  const { worktrees, root, git, write, base, work, add } = await repository(t);
  writeFileSync(path.join(work, 'a.txt'), lines({ 3: 'theirs\n' }));
  value(await worktrees.commit(work, 'work', base));
  const merged = value(await worktrees.merge(root, 'work', 'Bring it'));
  write('later.txt', 'later\n');
  git('add', '.');
  git('commit', '-qm', 'later');
  const undone = value(await worktrees.undo(root, merged));
  assert.equal(git('rev-list', '--count', `${merged.commit}..${undone}`), '2');
  assert.equal(read(root, 'a.txt'), ten.join(''));
  assert.ok(existsSync(path.join(root, 'later.txt')));
  const other = await add('other');
  writeFileSync(path.join(other, 'other.txt'), 'x\n');
  value(await worktrees.commit(other, 'other', 'HEAD'));
  const published = value(await worktrees.merge(root, 'other', 'Bring other', 'squash'));
  git('update-ref', 'refs/remotes/origin/main', published.commit);
  const after = value(await worktrees.undo(root, published));
  assert.equal(git('rev-parse', `${after}^`), published.commit);
  assert.equal(existsSync(path.join(root, 'other.txt')), false);
});

test('a merge leaves a person’s own changes alone, and goes past those that a kill has left', async (t) => {
  const { worktrees, root, git, write, base, work } = await repository(t);
  writeFileSync(path.join(work, 'a.txt'), lines({ 3: 'theirs\n' }));
  writeFileSync(path.join(work, 'new.txt'), 'new\n');
  rmSync(path.join(work, 'old.txt'));
  value(await worktrees.commit(work, 'work', base));
  write('a.txt', lines({ 8: 'mine\n' }));
  assert.deepEqual(failure(await worktrees.merge(root, 'work', 'x')), {
    kind: 'changes-in-the-way',
    folder: root,
    files: ['a.txt'],
  });
  assert.equal(read(root, 'a.txt'), lines({ 8: 'mine\n' }));
  assert.equal(git('rev-parse', 'HEAD'), base);
  // Files are there, branch and index are not: what a kill in the middle of moving on leaves.
  write('a.txt', lines({ 3: 'theirs\n' }));
  write('new.txt', 'new\n');
  rmSync(path.join(root, 'old.txt'));
  value(await worktrees.merge(root, 'work', 'Bring it'));
  assert.equal(git('status', '--porcelain'), '');
});

test('a merge goes past files that a kill has cut off while they were written', async (t) => {
  const { worktrees, root, git, write, base, work, add } = await repository(t);
  const phase = await add('phase');
  writeFileSync(path.join(work, 'a.txt'), lines({ 3: 'theirs\n' }));
  writeFileSync(path.join(work, 'old.txt'), 'older\n');
  for (const name of ['new.txt', 'empty.txt']) writeFileSync(path.join(work, name), 'new\n');
  value(await worktrees.commit(work, 'work', base));
  for (const folder of [root, phase]) writeFileSync(path.join(folder, 'new.txt'), 'ne');
  for (const folder of [root, phase]) writeFileSync(path.join(folder, 'empty.txt'), '');
  // In a worktree of ours also what was there before; in a person's it may be them who cut it short, or took it away.
  writeFileSync(path.join(phase, 'a.txt'), lines({ 3: 'theirs\n' }).slice(0, 20));
  rmSync(path.join(phase, 'old.txt'));
  value(await worktrees.merge(phase, 'work', 'Bring it'));
  assert.equal(read(phase, 'a.txt'), lines({ 3: 'theirs\n' }));
  assert.deepEqual(value(await worktrees.changed(phase)), []);
  write('a.txt', lines({ 3: 'theirs\n' }).slice(0, 20));
  const inTheWay = { kind: 'changes-in-the-way', folder: root, files: ['a.txt', 'empty.txt', 'new.txt'] };
  assert.deepEqual(failure(await worktrees.merge(root, 'work', 'x')), inTheWay);
  assert.equal(read(root, 'new.txt'), 'ne');
  git('checkout', '-q', 'a.txt');
  value(await worktrees.merge(root, 'work', 'Bring it'));
  assert.equal(git('status', '--porcelain'), '');
  assert.deepEqual([read(root, 'new.txt'), read(root, 'empty.txt')], ['new\n', 'new\n']);
});

test('a revert or rebase that a kill cut off in a worktree is mended at the next use', async (t) => {
  const { worktrees, root, git, base, work } = await repository(t);
  for (const text of ['one\n', 'two\n']) {
    writeFileSync(path.join(work, 'a.txt'), lines({ 3: text }));
    value(await worktrees.commit(work, text.trim(), base));
  }
  const tip = git('rev-parse', 'work');
  assert.throws(() => git('-C', work, 'revert', '--no-edit', 'work~1'), 'stops at the conflict');
  value(await worktrees.ensure(work, 'work', base));
  assert.deepEqual(value(await worktrees.changed(work)), []);
  writeFileSync(path.join(root, 'a.txt'), lines({ 3: 'ours\n' }));
  git('commit', '-qam', 'ours');
  assert.throws(() => git('-C', work, 'rebase', 'main'), 'stops at the conflict');
  value(await worktrees.ensure(work, 'work', base));
  assert.equal(git('rev-parse', 'work'), tip);
  assert.equal(git('-C', work, 'symbolic-ref', '--short', 'HEAD'), 'work');
});
