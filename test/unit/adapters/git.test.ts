import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { gitActions } from '../../../src/adapters/git/actions.ts';
import { readRegistrations } from '../../../src/adapters/git/registrations.ts';
import { createWorktrees } from '../../../src/adapters/git/worktrees.ts';
import type { Result } from '../../../src/base/result.ts';

/** A repository with one commit, its worktrees, and a Git to look at it; gone when the test is over. */
function repository(t: { after(call: () => void): void }, commit = true) {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-git-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t.invalid', ...words], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  git('init', '-q', '-b', 'main');
  write('a.txt', 'zero\n');
  write('.phaseline/.gitignore', '*\n');
  if (commit) {
    git('add', '.');
    git('commit', '-qm', 'first');
  }
  const at = (name: string): string => path.join(root, '.phaseline', 'worktrees', 'r1', name);
  return { root, git, write, at, worktrees: createWorktrees(root) };
}

function value<T>(result: Result<T>): T {
  if (!result.ok) assert.fail(JSON.stringify(result.error));
  return result.value;
}
const kind = (result: Result<unknown>): string => (result.ok ? 'ok' : result.error.kind);

test('a folder outside any repository and a repository without a commit are told apart', async (t) => {
  const outside = mkdtempSync(path.join(os.tmpdir(), 'phaseline-git-'));
  t.after(() => rmSync(outside, { recursive: true, force: true }));
  assert.equal(kind(await createWorktrees(outside).head()), 'no-repository');
  assert.equal(kind(await createWorktrees(path.join(outside, 'nowhere')).head()), 'no-repository');
  const unborn = repository(t, false);
  assert.equal(kind(await unborn.worktrees.head()), 'no-commit');
  assert.equal(kind(await unborn.worktrees.ensure(unborn.at('x'), 'b', 'HEAD')), 'no-commit');
});

test('a Git that could not answer is asked again: a repository made after a refusal is found', async (t) => {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-git-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const worktrees = createWorktrees(root);
  assert.equal(kind(await worktrees.inside(root)), 'no-repository');
  execFileSync('git', ['init', '-q'], { cwd: root });
  assert.equal(value(await worktrees.inside(root)), root);
});

test('a repository that the environment names, as it does in a hook, is not taken for ours', async (t) => {
  const [ours, other] = [repository(t), repository(t)];
  other.git('commit', '--allow-empty', '-qm', 'another');
  const before = process.env;
  t.after(() => {
    process.env = before;
  });
  process.env = { ...before, GIT_DIR: path.join(other.root, '.git'), GIT_INDEX_FILE: path.join(other.root, 'index') };
  const head = value(await ours.worktrees.head());
  process.env = before;
  assert.equal(head, ours.git('rev-parse', 'HEAD'));
});

test('a worktree is made once, and making it again changes nothing in it', async (t) => {
  const { worktrees, at, git, root } = repository(t);
  const base = value(await worktrees.head());
  value(await worktrees.ensure(at('one'), 'phaseline/p/one', base));
  writeFileSync(path.join(at('one'), 'a.txt'), 'two\n');
  value(await worktrees.ensure(at('one'), 'phaseline/p/one', base));
  assert.equal(readFileSync(path.join(at('one'), 'a.txt'), 'utf8'), 'two\n');
  assert.equal(git('status', '--porcelain'), '', 'the user sees nothing of it');
  assert.equal(git('-C', root, 'branch', '--list', 'phaseline/p/one', '--format=%(refname:short)'), 'phaseline/p/one');
});

test('twenty worktrees at once', async (t) => {
  const { worktrees, at } = repository(t);
  const base = value(await worktrees.head());
  const names = Array.from({ length: 20 }, (_, index) => `t${index}`);
  const made = await Promise.all(names.map((name) => worktrees.ensure(at(name), `phaseline/p/${name}`, base)));
  assert.deepEqual(
    made.map(kind),
    names.map(() => 'ok'),
  );
});

test('a foreign folder, another branch in it, and a branch used elsewhere are refused', async (t) => {
  const { worktrees, at } = repository(t);
  const base = value(await worktrees.head());
  mkdirSync(at('mine'), { recursive: true });
  writeFileSync(path.join(at('mine'), 'keep.txt'), 'keep');
  assert.equal(kind(await worktrees.ensure(at('mine'), 'b1', base)), 'worktree-taken');
  value(await worktrees.ensure(at('one'), 'b1', base));
  assert.equal(kind(await worktrees.ensure(at('one'), 'b2', base)), 'worktree-taken');
  const elsewhere = await worktrees.ensure(at('two'), 'b1', base);
  assert.deepEqual(elsewhere, { ok: false, error: { kind: 'worktree-taken', folder: at('one'), branch: 'b1' } });
});

test('work that went on on a branch of its own, or on none, is committed on the branch that it is for', async (t) => {
  const { worktrees, at, git } = repository(t);
  const base = value(await worktrees.head());
  value(await worktrees.ensure(at('one'), 'b1', base));
  for (const away of [
    ['switch', '-c', 'feature'],
    ['checkout', '--detach'],
  ]) {
    git('-C', at('one'), ...away);
    writeFileSync(path.join(at('one'), 'new.txt'), `${away}\n`);
    git('-C', at('one'), 'add', '.');
    git('-C', at('one'), 'commit', '-qm', 'on my own');
    writeFileSync(path.join(at('one'), 'more.txt'), `${away}\n`);
    const done = value(await worktrees.commit(at('one'), 'work', base, 'b1'));
    assert.deepEqual(done.files, ['more.txt', 'new.txt']);
    assert.equal(done.commit, git('rev-parse', 'b1'));
    assert.equal(await worktrees.branch(at('one')), 'b1');
  }
  git('-C', at('one'), 'switch', '-qc', 'cut-off');
  git('-C', at('one'), 'commit', '--allow-empty', '-qm', 'killed after this');
  value(await worktrees.ensure(at('one'), 'b1', base));
  assert.equal(await worktrees.branch(at('one')), 'b1', 'also when it is taken up again');
  assert.equal(git('rev-parse', 'b1'), git('rev-parse', 'cut-off'));
});

test('work on something that its branch does not lead to is refused, and stays where it is', async (t) => {
  const { worktrees, at, git } = repository(t);
  const base = value(await worktrees.head());
  value(await worktrees.ensure(at('one'), 'b1', base));
  writeFileSync(path.join(at('one'), 'new.txt'), 'new\n');
  const { commit } = value(await worktrees.commit(at('one'), 'work', base, 'b1'));
  git('-C', at('one'), 'switch', '-qc', 'other', base);
  writeFileSync(path.join(at('one'), 'other.txt'), 'other\n');
  const refused = await worktrees.commit(at('one'), 'more', base, 'b1');
  assert.ok(!refused.ok && refused.error.kind === 'git-failed');
  assert.match(refused.error.detail, /other/);
  assert.equal(kind(await worktrees.ensure(at('one'), 'b1', base)), 'worktree-taken');
  assert.equal(git('rev-parse', 'b1'), commit);
  assert.equal(readFileSync(path.join(at('one'), 'other.txt'), 'utf8'), 'other\n');
});

test('a worktree whose folder was deleted is made again with the work that its branch holds', async (t) => {
  const { worktrees, at } = repository(t);
  const base = value(await worktrees.head());
  value(await worktrees.ensure(at('one'), 'b1', base));
  writeFileSync(path.join(at('one'), 'new.txt'), 'new\n');
  value(await worktrees.commit(at('one'), 'work', base));
  rmSync(at('one'), { recursive: true });
  value(await worktrees.ensure(at('one'), 'b1', base));
  assert.ok(existsSync(path.join(at('one'), 'new.txt')));
  rmSync(at('one'), { recursive: true });
  value(await worktrees.ensure(at('moved'), 'b1', base));
  assert.ok(existsSync(path.join(at('moved'), 'new.txt')));
});

test('a worktree whose making was cut off is made again', async (t) => {
  const { worktrees, at, root } = repository(t);
  const base = value(await worktrees.head());
  value(await worktrees.ensure(at('one'), 'b1', base));
  // What a kill between registering and checking out leaves.
  writeFileSync(path.join(root, '.git', 'worktrees', 'one', 'locked'), 'initializing');
  rmSync(path.join(at('one'), 'a.txt'));
  value(await worktrees.ensure(at('one'), 'b1', base));
  assert.ok(existsSync(path.join(at('one'), 'a.txt')));
  assert.equal(existsSync(path.join(root, '.git', 'worktrees', 'one', 'locked')), false);
});

test('a worktree whose Git was killed between its folder and its repository is made again', async (t) => {
  const { worktrees, at, root } = repository(t);
  const base = value(await worktrees.head());
  value(await worktrees.ensure(at('one'), 'b1', base));
  const kept = path.join(root, '.git', 'worktrees', 'one');
  writeFileSync(path.join(kept, 'locked'), 'initializing\n');
  for (const name of ['HEAD', 'commondir']) rmSync(path.join(kept, name));
  rmSync(path.join(at('one'), 'a.txt'));
  value(await worktrees.ensure(at('one'), 'b1', base));
  assert.ok(existsSync(path.join(at('one'), 'a.txt')));
});

/** What Git has written of a new worktree when it has made the last file that all other calls read, and not written it yet. */
function beginWorktree(root: string, name: string, folder: string): string {
  const kept = path.join(root, '.git', 'worktrees', name);
  mkdirSync(kept, { recursive: true });
  writeFileSync(path.join(kept, 'locked'), 'initializing\n');
  writeFileSync(path.join(kept, 'gitdir'), `${path.join(folder, '.git')}\n`);
  writeFileSync(path.join(kept, 'HEAD'), `${'0'.repeat(40)}\n`);
  writeFileSync(path.join(kept, 'commondir'), '');
  return kept;
}

test('a worktree is made while another Git is in the middle of making one', async (t) => {
  const { worktrees, at, root } = repository(t);
  const base = value(await worktrees.head());
  const kept = beginWorktree(root, 'other', at('other'));
  const made = worktrees.ensure(at('one'), 'b1', base);
  setTimeout(() => writeFileSync(path.join(kept, 'commondir'), '../..\n'), 500);
  value(await made);
  assert.ok(existsSync(path.join(at('one'), 'a.txt')));
  assert.ok(existsSync(kept), 'what another Git is making is left to it');
});

test('what a Git left that was killed in the middle of making a worktree of ours keeps nobody from making others', async (t) => {
  const { worktrees, at, root } = repository(t);
  const base = value(await worktrees.head());
  const kept = beginWorktree(root, 'left', path.join(root, '.phaseline/worktrees/r/p/left'));
  utimesSync(path.join(kept, 'commondir'), 0, 0);
  value(await worktrees.ensure(at('one'), 'b1', base));
  assert.equal(existsSync(kept), false);
  const mine = beginWorktree(root, 'mine', path.join(root, 'mine'));
  utimesSync(path.join(mine, 'commondir'), 0, 0);
  const refused = await worktrees.ensure(at('two'), 'b2', base);
  assert.ok(
    !refused.ok && refused.error.kind === 'git-failed' && /worktrees\/mine\/commondir/.test(refused.error.detail),
  );
  assert.ok(existsSync(mine), 'what is not ours is not touched');
});

test('a worktree of ours whose Git was killed before anybody could read it is made again', async (t) => {
  const { worktrees, at, root, git } = repository(t);
  const base = value(await worktrees.head());
  mkdirSync(at('left'), { recursive: true });
  const kept = beginWorktree(root, 'left', at('left'));
  writeFileSync(path.join(at('left'), '.git'), `gitdir: ${kept}\n`);
  utimesSync(path.join(kept, 'commondir'), 0, 0);
  value(await worktrees.ensure(at('left'), 'b1', base));
  assert.ok(existsSync(path.join(at('left'), 'a.txt')));
  assert.equal(git('worktree', 'list').split('\n').length, 2);
});

test('changed files are told with new, deleted, renamed and oddly named ones, ignored ones not', async (t) => {
  const { worktrees, at, git, write } = repository(t);
  write('.gitignore', 'out/\n');
  write('b.txt', 'some content that git would see as renamed\n');
  git('add', '.');
  git('commit', '-qm', 'more');
  const folder = at('one');
  value(await worktrees.ensure(folder, 'b1', value(await worktrees.head())));
  rmSync(path.join(folder, 'a.txt'));
  git('-C', folder, 'mv', 'b.txt', 'c.txt');
  mkdirSync(path.join(folder, 'sub/deep'), { recursive: true });
  writeFileSync(path.join(folder, 'sub/deep/größe "x".txt'), '');
  mkdirSync(path.join(folder, 'out'));
  writeFileSync(path.join(folder, 'out/x'), '');
  assert.deepEqual([...value(await worktrees.changed(folder))].sort(), [
    'a.txt',
    'b.txt',
    'c.txt',
    'sub/deep/größe "x".txt',
  ]);
});

test('a commit takes everything, goes past failing hooks, and a second one adds nothing', async (t) => {
  const { worktrees, at, root } = repository(t);
  for (const hook of ['pre-commit', 'commit-msg', 'post-checkout']) {
    writeFileSync(path.join(root, '.git', 'hooks', hook), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  }
  const base = value(await worktrees.head());
  value(await worktrees.ensure(at('one'), 'b1', base));
  writeFileSync(path.join(at('one'), 'new.txt'), 'new\n');
  const first = value(await worktrees.commit(at('one'), '-m looks like an option\n\n# kept', base));
  assert.deepEqual(first.files, ['new.txt']);
  assert.notEqual(first.commit, base);
  assert.deepEqual(value(await worktrees.commit(at('one'), 'again', base)), first);
});

test('where no identity is configured, commits are made under ours', async (t) => {
  const { worktrees, at, git, root } = repository(t);
  const before = { ...process.env };
  t.after(() => {
    process.env = before;
  });
  Object.assign(process.env, {
    GIT_CONFIG_GLOBAL: path.join(root, 'none'),
    GIT_CONFIG_SYSTEM: path.join(root, 'none'),
  });
  const base = value(await worktrees.head());
  value(await worktrees.ensure(at('one'), 'b1', base));
  writeFileSync(path.join(at('one'), 'new.txt'), 'new\n');
  value(await worktrees.commit(at('one'), 'work', base));
  assert.equal(git('log', '-1', '--format=%an <%ae>', 'b1'), 'Phaseline <phaseline@phaseline.invalid>');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.invalid');
  writeFileSync(path.join(at('one'), 'new.txt'), 'newer\n');
  value(await worktrees.commit(at('one'), 'work', base));
  assert.equal(git('log', '-1', '--format=%an <%ae>', 'b1'), 'Ada <ada@example.invalid>');
});

test('branches are merged in turn; a conflict leaves nothing behind; merging again is the same', async (t) => {
  const { worktrees, at, git } = repository(t);
  const base = value(await worktrees.head());
  value(await worktrees.ensure(at('phase'), 'phase', base));
  for (const name of ['one', 'two', 'three']) {
    value(await worktrees.ensure(at(name), name, base));
    writeFileSync(path.join(at(name), name === 'three' ? 'other.txt' : 'a.txt'), `${name}\n`);
    value(await worktrees.commit(at(name), name, base));
  }
  const merged = value(await worktrees.merge(at('phase'), 'one', 'Merge one')).commit;
  assert.equal(
    git('log', '-1', '--format=%s %P', merged).split(' ').length,
    4,
    'a merge commit even where a fast-forward would do',
  );
  assert.equal(value(await worktrees.merge(at('phase'), 'one', 'Merge one')).commit, merged);
  assert.deepEqual(await worktrees.merge(at('phase'), 'two', 'Merge two'), {
    ok: false,
    error: { kind: 'merge-conflict', branch: 'two', into: 'phase', files: ['a.txt'] },
  });
  assert.deepEqual(value(await worktrees.changed(at('phase'))), []);
  value(await worktrees.merge(at('phase'), 'three', 'Merge three'));
  assert.equal(readFileSync(path.join(at('phase'), 'a.txt'), 'utf8'), 'one\n');
  assert.ok(existsSync(path.join(at('phase'), 'other.txt')));
  assert.equal(kind(await worktrees.merge(at('phase'), 'nope', 'x')), 'git-failed');
});

test('what a killed Git left is mended: a stale lock, a merge in the middle', async (t) => {
  const { worktrees, at, git, root } = repository(t);
  const base = value(await worktrees.head());
  value(await worktrees.ensure(at('phase'), 'phase', base));
  for (const name of ['one', 'two']) {
    value(await worktrees.ensure(at(name), name, base));
    writeFileSync(path.join(at(name), 'a.txt'), `${name}\n`);
    value(await worktrees.commit(at(name), name, base));
  }
  value(await worktrees.merge(at('phase'), 'one', 'Merge one'));
  assert.throws(() => git('-C', at('phase'), 'merge', 'two'), 'stops at the conflict, as a kill would leave it');
  const lock = path.join(root, '.git', 'worktrees', 'phase', 'index.lock');
  writeFileSync(lock, '');
  utimesSync(lock, new Date(0), new Date(0));
  assert.equal(kind(await worktrees.merge(at('phase'), 'two', 'Merge two')), 'merge-conflict');
  assert.deepEqual(value(await worktrees.changed(at('phase'))), []);
});

test('uncommitted work is never removed; the rest goes with its branch, and twice is once', async (t) => {
  const { worktrees, at, git } = repository(t);
  const base = value(await worktrees.head());
  value(await worktrees.ensure(at('one'), 'b1', base));
  writeFileSync(path.join(at('one'), 'new.txt'), 'new\n');
  assert.deepEqual(await worktrees.remove(at('one'), 'b1'), {
    ok: false,
    error: { kind: 'dirty-tree', folder: at('one'), files: ['new.txt'] },
  });
  value(await worktrees.commit(at('one'), 'work', base));
  value(await worktrees.remove(at('one'), undefined));
  assert.equal(existsSync(at('one')), false);
  assert.notEqual(git('branch', '--list', 'b1'), '');
  value(await worktrees.remove(at('one'), 'b1'));
  value(await worktrees.remove(at('one'), 'b1'));
  assert.equal(git('branch', '--list', 'b1'), '');
  mkdirSync(at('foreign'));
  writeFileSync(path.join(at('foreign'), 'x'), '');
  assert.equal(kind(await worktrees.remove(at('foreign'), undefined)), 'worktree-taken');
});

test('a free branch name steps aside for others, and says so where none can be had', async (t) => {
  const { worktrees, git } = repository(t);
  assert.equal(value(await worktrees.freeBranch('phaseline/p/x')), 'phaseline/p/x');
  git('branch', 'phaseline/p/x');
  git('branch', 'phaseline/p/x-2/deeper');
  assert.equal(value(await worktrees.freeBranch('phaseline/p/X')), 'phaseline/p/X-3');
  git('branch', 'solid');
  assert.equal(kind(await worktrees.freeBranch('solid/x')), 'git-failed');
});

test('two who ask at once for a free branch get two, and a removed one can be had again', async (t) => {
  const { worktrees, at } = repository(t);
  const names = await Promise.all([1, 2, 3].map(async () => value(await worktrees.freeBranch('phaseline/p/x'))));
  assert.deepEqual(names.toSorted(), ['phaseline/p/x', 'phaseline/p/x-2', 'phaseline/p/x-3']);
  value(await worktrees.ensure(at('wt'), 'phaseline/p/x', value(await worktrees.head())));
  value(await worktrees.remove(at('wt'), 'phaseline/p/x'));
  assert.equal(value(await worktrees.freeBranch('phaseline/p/x')), 'phaseline/p/x');
});

test('a workspace that is itself a linked worktree or a submodule has worktrees too', async (t) => {
  const outer = repository(t);
  const linked = path.join(outer.root, '.phaseline', 'linked');
  outer.git('worktree', 'add', '-q', linked);
  const inner = createWorktrees(linked);
  value(await inner.ensure(path.join(linked, 'wt'), 'from-linked', value(await inner.head())));
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', outer.root, 'sub');
  const sub = createWorktrees(path.join(outer.root, 'sub'));
  const folder = outer.at('sub-task');
  const base = value(await sub.head());
  value(await sub.ensure(folder, 'in-sub', base));
  writeFileSync(path.join(folder, 'a.txt'), 'sub\n');
  assert.deepEqual(value(await sub.commit(folder, 'work', base)).files, ['a.txt']);
});

test('the list of worktrees is read with branches, detached heads and locks', () => {
  const output =
    'worktree /r\nHEAD a\nbranch refs/heads/main\n\nworktree /r/w x\nHEAD b\ndetached\nlocked initializing\n\nworktree /r/z\nHEAD c\nbranch refs/heads/a/b\nlocked\nprunable gone\n\n';
  assert.deepEqual(readRegistrations(output), [
    { folder: path.resolve('/r'), branch: 'main', locked: undefined },
    { folder: path.resolve('/r/w x'), branch: undefined, locked: 'initializing' },
    { folder: path.resolve('/r/z'), branch: 'a/b', locked: '' },
  ]);
});

test('the git actions of a plan do their work once, and take no option or force for a name', async (t) => {
  const { root, git, write } = repository(t);
  write('b.txt', 'b\n');
  write('c.txt', 'c\n');
  value(await gitActions['git.commit'](root, { message: 'only b', files: ['b.txt'] }));
  assert.equal(git('show', '--name-only', '--format=%s'), 'only b\n\nb.txt');
  value(await gitActions['git.commit'](root, { message: 'the rest' }));
  assert.equal(value(await gitActions['git.commit'](root, { message: 'again' })), 'nothing to commit\n');
  assert.equal(git('rev-list', '--count', 'HEAD'), '3');
  for (let time = 0; time < 2; time += 1) {
    value(await gitActions['git.branch'](root, { name: 'side', from: 'HEAD~1' }));
    value(await gitActions['git.tag'](root, { name: 'v1', message: 'one' }));
  }
  assert.equal(git('rev-parse', 'side'), git('rev-parse', 'HEAD~1'));
  assert.equal(git('cat-file', '-t', 'v1'), 'tag');
  assert.equal(kind(await gitActions['git.branch'](root, { name: '--delete', from: 'side' })), 'git-failed');
  const remote = path.join(root, '.phaseline', 'remote.git');
  git('init', '-q', '--bare', remote);
  git('remote', 'add', 'origin', remote);
  value(await gitActions['git.push'](root, { tags: true }));
  assert.equal(git('-C', remote, 'rev-parse', 'main', 'v1^{commit}'), git('rev-parse', 'HEAD', 'HEAD'));
  assert.equal(kind(await gitActions['git.push'](root, { branch: '+side' })), 'git-failed');
  write('d.txt', '');
  assert.equal(value(await gitActions['git.status'](root, {})), '?? d.txt\n');
});
