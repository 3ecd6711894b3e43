import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { findTracker } from '../../src/adapters/tracker/find.ts';
import { createTracker, openTracker } from '../../src/adapters/tracker/open.ts';
import type { IssueStore } from '../../src/issues/store.ts';
import { value } from './trackers.ts';

const without = { actor: 'ann', findProgram: (): undefined => undefined };
const withBd = { actor: 'ann', findProgram: (name: string): string => `/opt/${name}` };
const line = '{"id":"x-1","title":"one"}\n';

/** A folder with these files; paths that end in a slash are folders. */
async function inTree(files: Record<string, string>, body: (root: string) => Promise<void>): Promise<void> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'phaseline-open-')));
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(root, name);
      await mkdir(name.endsWith('/') ? file : path.dirname(file), { recursive: true });
      if (!name.endsWith('/')) await writeFile(file, text);
    }
    await body(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function opened(
  folder: string,
  options: typeof without | typeof withBd,
  body: (store: IssueStore) => Promise<void>,
): Promise<void> {
  const store = value(await openTracker(folder, options));
  try {
    await body(store);
  } finally {
    store.dispose();
  }
}

test('the nearest tracker upwards is found, within the repository', async () => {
  await inTree(
    { '.beads/issues.jsonl': line, 'a/b/c/': '', 'repo/.git/': '', 'repo/in/': '', 'none/.beads/': '' },
    async (root) => {
      const beads = path.join(root, '.beads');
      assert.equal(await findTracker(path.join(root, 'a/b/c'), {}), beads);
      assert.equal(await findTracker(path.join(root, 'none'), {}), beads);
      assert.equal(await findTracker(path.join(root, 'repo/in'), {}), undefined);
      assert.equal(await findTracker(path.join(root, 'repo/in'), { BEADS_DIR: beads }), beads);
    },
  );
});

test('a redirect is followed from the folder that holds .beads, unless it leads nowhere', async () => {
  const files = {
    'real/.beads/issues.jsonl': line,
    'wt/.beads/redirect': '# to the main one\n../real/.beads\n',
    'bad/.beads/redirect': '../no\n',
  };
  await inTree(files, async (root) => {
    assert.equal(await findTracker(path.join(root, 'wt'), {}), path.join(root, 'real', '.beads'));
    assert.equal(await findTracker(path.join(root, 'bad'), {}), path.join(root, 'bad', '.beads'));
  });
});

test('agents in linked worktrees share the main worktree’s tracker, unless theirs has a store of its own', async () => {
  await inTree({ 'main/.beads/issues.jsonl': line }, async (root) => {
    const git = (cwd: string, ...words: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd, stdio: 'ignore' });
    const main = path.join(root, 'main');
    git(main, 'init', '-q');
    git(main, 'add', '.');
    git(main, 'commit', '-qm', 'x');
    const linked = path.join(root, 'deep', 'linked');
    git(main, 'worktree', 'add', '-q', linked);
    await mkdir(path.join(linked, 'src'));
    assert.ok((await readFile(path.join(linked, '.beads', 'issues.jsonl'), 'utf8')) === line);
    assert.equal(await findTracker(path.join(linked, 'src'), {}), path.join(main, '.beads'));
    await mkdir(path.join(linked, '.beads', 'embeddeddolt'));
    assert.equal(await findTracker(linked, {}), path.join(linked, '.beads'));
  });
});

test('the store is chosen by what is there', async () => {
  const server = '{"dolt_mode":"server"}';
  const files = {
    'lone/.beads/issues.jsonl': line,
    'clone/.beads/issues.jsonl': line,
    'clone/.beads/metadata.json': '{"dolt_mode":"embedded","dolt_database":"x"}',
    'dolt/.beads/issues.jsonl': line,
    'dolt/.beads/embeddeddolt/x/.dolt/noms/manifest': '5:__DOLT__:l:root1:g:t',
    'server/.beads/issues.jsonl': line,
    'server/.beads/metadata.json': server,
    'own/.beads/metadata.json': server,
    'own/.beads/dolt-server.pid': '1',
    'own/.beads/dolt/x/.dolt/noms/manifest': '5:__DOLT__:l:root1:g:t',
    'nothing/.git/': '',
  };
  await inTree(files, async (root) => {
    const kind = async (name: string, options: typeof without | typeof withBd): Promise<string> => {
      let seen = '';
      await opened(path.join(root, name), options, async (store) => {
        seen = `${store.kind} ${store.live}`;
      });
      return seen;
    };
    assert.equal(await kind('lone', without), 'jsonl true');
    assert.equal(await kind('lone', withBd), 'jsonl true');
    assert.equal(await kind('clone', withBd), 'jsonl true');
    assert.equal(await kind('dolt', without), 'read-only true');
    assert.equal(await kind('dolt', withBd), 'bd true');
    assert.equal(await kind('server', withBd), 'bd false');
    assert.equal(await kind('server', without), 'read-only true');
    assert.equal(await kind('own', withBd), 'bd true');
    const missing = await openTracker(path.join(root, 'nothing'), without);
    assert.equal(missing.ok ? '' : missing.error.kind, 'no-tracker');
  });
});

test('where the truth is in Dolt and bd is missing, issues can be read and every write says why not', async () => {
  await inTree({ '.beads/issues.jsonl': line, '.beads/embeddeddolt/': '' }, async (root) => {
    await opened(root, without, async (store) => {
      assert.equal(value(await store.load()).issues.size, 1);
      for (const done of [store.close('x-1', ''), store.create({ title: 'x' }), store.comment('x-1', 'y')]) {
        const refused = await done;
        assert.equal(refused.ok ? '' : refused.error.kind, 'tracker-read-only');
      }
      assert.match(store.readOnly ?? '', /bd is not on PATH/);
    });
    assert.equal(await readFile(path.join(root, '.beads', 'issues.jsonl'), 'utf8'), line);
  });
});

test('a tracker made without bd begins ids with its prefix, commits nothing, and is not made twice', async () => {
  await inTree({ 'My Project/': '' }, async (root) => {
    const folder = path.join(root, 'My Project');
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const store = value(await createTracker(folder, undefined, without));
    assert.match(value(await store.create({ title: 'one' })).id, /^my-project-/);
    store.dispose();
    const again = value(await createTracker(folder, 'other', without));
    assert.match(value(await again.create({ title: 'two' })).id, /^my-project-/);
    again.dispose();
    assert.throws(() => execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, stdio: 'ignore' }));
  });
});
