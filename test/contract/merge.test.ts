import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { IssueLines } from '../../src/adapters/tracker/issue-lines.ts';
import { temporaryFolder } from './folder.ts';

const execute = promisify(execFile);
const main = path.resolve(import.meta.dirname, '../../src/runner/main.ts');

/** A repository whose `issues.jsonl` is merged by our driver, as docs/issues.md says. */
async function inRepository(
  body: (file: string, git: (...words: string[]) => Promise<string>) => Promise<void>,
): Promise<void> {
  await temporaryFolder(async (folder) => {
    const git = async (...words: string[]): Promise<string> =>
      (await execute('git', ['-c', 'user.name=ann', '-c', 'user.email=ann@example.invalid', ...words], { cwd: folder }))
        .stdout;
    await git('init', '-q', '-b', 'main');
    const driver = `"${process.execPath}" --disable-warning=ExperimentalWarning "${main}" merge-issues %O %A %B`;
    await git('config', 'merge.phaseline-issues.driver', driver);
    await writeFile(path.join(folder, '.gitattributes'), 'issues.jsonl merge=phaseline-issues\n');
    await body(path.join(folder, 'issues.jsonl'), git);
  });
}

const lines = (...records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

test('a merge by Git takes the changes of both branches to one issue, and the new issues of both', async () => {
  await inRepository(async (file, git) => {
    const commit = async (content: string): Promise<void> => {
      await writeFile(file, content);
      await git('add', '-A');
      await git('commit', '-qm', 'issues');
    };
    await commit(lines({ id: 'x-1', title: 'one', priority: 2 }));
    await git('checkout', '-qb', 'side');
    await commit(lines({ id: 'x-1', title: 'one', priority: 0 }, { id: 'x-3', title: 'side' }));
    await git('checkout', '-q', 'main');
    await commit(lines({ id: 'x-1', title: 'two', priority: 2 }, { id: 'x-2', title: 'main' }));
    await git('merge', '-q', '-m', 'both', 'side');
    assert.equal(
      await readFile(file, 'utf8'),
      lines({ id: 'x-1', title: 'two', priority: 0 }, { id: 'x-2', title: 'main' }, { id: 'x-3', title: 'side' }),
    );
    assert.equal(await git('status', '--porcelain'), '');
  });
});

test('a conflict is left to Git, marked, and both texts can be read in it', async () => {
  await inRepository(async (file, git) => {
    const commit = async (title: string): Promise<void> => {
      await writeFile(file, lines({ id: 'x-0', title: 'kept' }, { id: 'x-1', title }));
      await git('add', '-A');
      await git('commit', '-qm', title);
    };
    await commit('one');
    await git('checkout', '-qb', 'side');
    await commit('theirs');
    await git('checkout', '-q', 'main');
    await commit('ours');
    await assert.rejects(git('merge', '-q', '-m', 'both', 'side'), /x-1|CONFLICT|code/);
    assert.match(await git('status', '--porcelain'), /^UU issues.jsonl/);
    const read = new IssueLines(file);
    read.take(await readFile(file));
    const { issues, broken } = read.end().snapshot;
    assert.deepEqual([...issues.keys()], ['x-0', 'x-1']);
    assert.equal(broken.filter(({ detail }) => detail === 'not JSON').length, 3);
    assert.match(await readFile(file, 'utf8'), /"ours"(.|\n)*"theirs"/);
  });
});
