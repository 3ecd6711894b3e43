import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { copyIgnored } from '../../../src/adapters/git/copy-ignored.ts';
import { worktreesBelow } from '../../../src/adapters/git/our-worktrees.ts';
import { createWorktrees } from '../../../src/adapters/git/worktrees.ts';
import { freePorts } from '../../../src/adapters/ports.ts';
import type { Result } from '../../../src/base/result.ts';
import { judgeWorktree } from '../../../src/run/worktree-state.ts';

const value = <T>(result: Result<T>): T => (result.ok ? result.value : assert.fail(JSON.stringify(result.error)));

/** An empty folder, and Git in any folder of it. */
function place(t: { after(call: () => void): void }) {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-odd-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const git = (folder: string, ...words: readonly string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=T', '-c', 'user.email=t@t.invalid', '-c', 'protocol.file.allow=always', ...words],
      {
        cwd: path.join(root, folder),
        encoding: 'utf8',
        stdio: 'pipe',
      },
    ).trim();
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const repository = (name: string): string => {
    mkdirSync(path.join(root, name));
    git(name, 'init', '-q', '-b', 'main');
    for (const file of ['a.txt', 'deep/b.txt']) write(`${name}/${file}`, `${file}\n`);
    write(`${name}/.phaseline/.gitignore`, '*\n');
    git(name, 'add', '.');
    git(name, 'commit', '-qm', 'first');
    return path.join(root, name);
  };
  return { root, git, write, repository };
}

/** A worktree is made, worked in, committed, merged and removed, as for any task. */
async function worksIn(workspace: string, mainFolder = workspace): Promise<string> {
  const worktrees = createWorktrees(workspace);
  const base = value(await worktrees.head());
  const folder = path.join(workspace, '.phaseline', 'worktrees', 'r', 'p', 't');
  value(await worktrees.ensure(folder, 'phaseline/x/p/t', base));
  value(await worktrees.ensure(folder, 'phaseline/x/p/t', base));
  writeFileSync(path.join(folder, 'new.txt'), 'new\n');
  assert.deepEqual(value(await worktrees.changed(folder)), ['new.txt']);
  assert.deepEqual(value(await worktrees.commit(folder, 'Work', base)).files, ['new.txt']);
  assert.equal((await worktrees.merge(mainFolder, 'phaseline/x/p/t', 'Merge')).ok, true);
  return folder;
}

test('a sparse checkout stays sparse in worktrees, and what it leaves out is not taken for deleted', async (t) => {
  const { git, repository } = place(t);
  const workspace = repository('work');
  git('work', 'sparse-checkout', 'set', '--no-cone', '/a.txt');
  const folder = await worksIn(workspace);
  assert.equal(existsSync(path.join(folder, 'a.txt')), true);
  assert.match(git('work', 'ls-tree', '-r', '--name-only', 'phaseline/x/p/t'), /deep\/b\.txt/);
});

test('a folder in which a killed Git went on to check files out is taken again, unless there is anything else in it', async (t) => {
  const { git, write, repository } = place(t);
  const workspace = repository('work');
  write('work/.gitignore', '*.env\n');
  git('work', 'add', '.');
  git('work', 'commit', '-qm', 'ignores');
  const worktrees = createWorktrees(workspace);
  const base = value(await worktrees.head());
  const folder = path.join(workspace, '.phaseline', 'worktrees', 'r', 'p', 't');
  const inFolder = 'work/.phaseline/worktrees/r/p/t';
  const ensure = () => worktrees.ensure(folder, 'phaseline/x/p/t', base);
  for (const [file, text] of [
    ['a.txt', 'changed\n'],
    ['new.txt', ''],
    ['deep/.env', 'KEY=1\n'],
  ] as const) {
    write(`${inFolder}/deep/b.txt`, 'deep/b.txt\n');
    write(`${inFolder}/${file}`, text);
    const refused = await ensure();
    assert.ok(!refused.ok && refused.error.kind === 'worktree-taken', file);
    assert.equal(readFileSync(path.join(folder, file), 'utf8'), text);
    rmSync(folder, { recursive: true });
  }
  write(`${inFolder}/deep/b.txt`, 'deep/b.txt\n');
  value(await ensure());
  assert.equal(readFileSync(path.join(folder, 'a.txt'), 'utf8'), 'a.txt\n');
  assert.deepEqual(value(await worktrees.changed(folder)), []);
  assert.equal(git('work', 'status', '--porcelain'), '', 'the index of the workspace is as it was');
});

test('a worktree is made again over which Git was killed, although the Git that it had started goes on to write there', {
  skip: process.platform === 'win32' && 'there both go together',
}, async (t) => {
  const { root, git, write, repository } = place(t);
  const workspace = repository('work');
  for (let file = 0; file < 1500; file += 1) write(`work/part${file % 30}/${file}.txt`, `${file}\n`.repeat(40));
  git('work', 'add', '.');
  git('work', 'commit', '-qm', 'many');
  const worktrees = createWorktrees(workspace);
  const base = value(await worktrees.head());
  const folder = path.join(root, 'made', 't');
  mkdirSync(path.dirname(folder));
  const branch = 'phaseline/x/p/t';
  const words = ['worktree', 'add', '-b', branch, folder, base];
  const killed = spawn('git', words, { cwd: workspace, stdio: 'ignore' });
  while (!existsSync(path.join(folder, 'part1'))) await new Promise((resolve) => setImmediate(resolve));
  killed.kill('SIGKILL');
  value(await worktrees.ensure(folder, branch, base));
  assert.deepEqual(value(await worktrees.changed(folder)), []);
});

test('a shallow clone and a detached HEAD have worktrees like any other', async (t) => {
  const { root, git, write, repository } = place(t);
  repository('origin');
  write('origin/a.txt', 'two\n');
  git('origin', 'commit', '-qam', 'second');
  git('.', 'clone', '-q', '--depth', '1', `file://${path.join(root, 'origin')}`, 'shallow');
  await worksIn(path.join(root, 'shallow'));
  const detached = repository('detached');
  git('detached', 'checkout', '-q', '--detach');
  await worksIn(detached);
});

test('a submodule is left as it is: neither initialised nor taken for a change', async (t) => {
  const { root, git, repository } = place(t);
  repository('library');
  const workspace = repository('work');
  git('work', 'submodule', 'add', '-q', path.join(root, 'library'), 'lib');
  git('work', 'commit', '-qm', 'with a submodule');
  const folder = await worksIn(workspace);
  assert.equal(existsSync(path.join(folder, 'lib', 'a.txt')), false);
  assert.match(git('work', 'ls-tree', 'phaseline/x/p/t', 'lib'), /^160000 commit/);
});

test('large files whose filter is missing are refused with its own words', async (t) => {
  const { git, write, repository } = place(t);
  const workspace = repository('work');
  write('work/.gitattributes', '*.bin filter=lfs\n');
  write('work/x.bin', 'version https://git-lfs.github.com/spec/v1\n');
  git('work', 'add', '.');
  git('work', 'commit', '-qm', 'large');
  git('work', 'config', 'filter.lfs.required', 'true');
  git('work', 'config', 'filter.lfs.smudge', 'no-such-git-lfs smudge %f');
  const worktrees = createWorktrees(workspace);
  const folder = path.join(workspace, '.phaseline', 'worktrees', 'r', 'p', 't');
  const made = await worktrees.ensure(folder, 'phaseline/x/p/t', value(await worktrees.head()));
  assert.match(made.ok ? '' : JSON.stringify(made.error), /no-such-git-lfs|smudge filter lfs failed/);
});

test('only what Git ignores is copied, once, links as links, and nothing of ours', async (t) => {
  const { root, write, git, repository } = place(t);
  const workspace = repository('work');
  write('work/.gitignore', '.env*\n/config/*.local\nmodules/\n');
  for (const file of ['.env', '.env.test', 'config/db.local', 'config/shared.txt', 'modules/m/index.js', 'seen.env'])
    write(`work/${file}`, `${file}\n`);
  symlinkSync('/etc/passwd', path.join(workspace, '.env-link'));
  git('work', 'worktree', 'add', '-q', '-b', 'other', path.join(root, 'other'));
  const globs = ['.env*', 'config/*', 'modules/', '**/*.jsonl', '*.env'];
  const { copied, missed } = value(await copyIgnored(workspace, path.join(root, 'other'), globs));
  assert.deepEqual([...copied].sort(), ['.env', '.env-link', '.env.test', 'config/db.local', 'modules']);
  assert.deepEqual(missed, ['**/*.jsonl']);
  assert.equal(readFileSync(path.join(root, 'other/modules/m/index.js'), 'utf8'), 'modules/m/index.js\n');
  writeFileSync(path.join(root, 'other/.env'), 'mine\n');
  assert.deepEqual(value(await copyIgnored(workspace, path.join(root, 'other'), globs)).copied, []);
  assert.equal(readFileSync(path.join(root, 'other/.env'), 'utf8'), 'mine\n');
});

test('a folder that is ignored as a whole is looked into where a glob names something in it, and nowhere else', async (t) => {
  const { root, write, git, repository } = place(t);
  const workspace = repository('work');
  write('work/.gitignore', 'secrets/\n/a/deep/\nmodules/\nä \\[1\\]/\n');
  for (const file of ['secrets/x.env', 'secrets/x.txt', 'secrets/certs/a.pem', 'secrets/more/y.env', 'ä [1]/.env'])
    write(`work/${file}`, `${file}\n`);
  for (const file of ['a/deep/b/c.key', 'a/deep/c.txt', 'modules/m/.env', 'modules/m/x.env', 'modules/m/c.key'])
    write(`work/${file}`, `${file}\n`);
  let count = 0;
  const into = async (...globs: readonly string[]): Promise<readonly (readonly string[])[]> => {
    count += 1;
    const folder = path.join(root, `other-${count}`);
    git('work', 'worktree', 'add', '-q', '-b', `other-${count}`, folder);
    const { copied, missed } = value(await copyIgnored(workspace, folder, globs));
    for (const name of copied) assert.ok(existsSync(path.join(folder, name)), name);
    return [[...copied].sort(), missed];
  };
  assert.deepEqual(await into('secrets/*.env'), [['secrets/x.env'], []]);
  assert.deepEqual(await into('./secrets/**/*.env', 'secrets/certs/'), [
    ['secrets/certs/a.pem', 'secrets/more/y.env', 'secrets/x.env'],
    [],
  ]);
  assert.deepEqual(await into('a/**/*.key', '{secrets,none}/*.txt'), [['a/deep/b/c.key', 'secrets/x.txt'], []]);
  assert.deepEqual(await into('secrets/**', 'secrets/*.env', 'modules'), [['modules', 'secrets'], []]);
  assert.deepEqual(await into('*/.env'), [['ä [1]/.env'], []]);
  assert.deepEqual(await into('.env', '**/*.env', 'secrets/*.key'), [[], ['.env', '**/*.env', 'secrets/*.key']]);
});

test('ports are free, and each is given once', async () => {
  const ports = await freePorts(3, new Set());
  assert.equal(new Set(ports).size, 3);
  const others = await freePorts(3, new Set(ports));
  assert.equal(
    others.some((port) => ports.includes(port)),
    false,
  );
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(ports[0], '127.0.0.1', resolve));
  await new Promise((resolve) => server.close(resolve));
});

test('worktrees are found with what is in them; one goes only when nothing would be lost with it', async (t) => {
  const { repository } = place(t);
  const workspace = repository('work');
  const home = path.join(workspace, '.phaseline', 'worktrees');
  const folder = await worksIn(workspace);
  const worktrees = createWorktrees(workspace);
  const second = path.join(home, 'r', 'p', 'u');
  value(await worktrees.ensure(second, 'phaseline/x/p/u', 'main'));
  writeFileSync(path.join(second, 'more.txt'), 'more\n');
  const found = value(await worktreesBelow(workspace, home));
  const of = (name: string) => found.find((one) => one.folder === name) ?? assert.fail(name);
  assert.deepEqual([of(folder).uncommitted, of(folder).merged, of(folder).branch], [0, true, 'phaseline/x/p/t']);
  assert.equal(of(second).uncommitted, 1);
  assert.ok(of(folder).bytes > 0);
  value(await worktrees.commit(second, 'More', 'main'));
  const later = value(await worktreesBelow(workspace, home)).find((one) => one.folder === second);
  assert.deepEqual([later?.uncommitted, later?.merged], [0, false]);
});

test('whatever anybody may still want keeps a worktree', () => {
  const idle = {
    folder: 'f',
    branch: 'b',
    owner: 'r p/t',
    going: false,
    uncommitted: 0,
    merged: true,
    processes: [],
    bytes: 0,
  };
  assert.deepEqual(judgeWorktree(idle), { removable: true });
  for (const more of [{ going: true }, { uncommitted: 1 }, { merged: false }, { processes: [7] }])
    assert.equal(judgeWorktree({ ...idle, ...more }).removable, false, JSON.stringify(more));
});
