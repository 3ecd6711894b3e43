import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DoltLoader } from '../../src/adapters/tracker/dolt-loader.ts';
import { DoltServer, doltAddress } from '../../src/adapters/tracker/dolt-server.ts';
import type { IssueLoader } from '../../src/adapters/tracker/loader.ts';
import { fail } from '../../src/base/result.ts';
import type { Issue } from '../../src/issues/issue.ts';
import { type DoltTracker, doltTracker, noDolt } from './dolt-sql-server.ts';
import { temporaryFolder } from './folder.ts';
import { value } from './trackers.ts';

/** `bd`, which is not asked while the server answers. */
const noBd: IssueLoader = {
  current: async () => undefined,
  resume: async () => false,
  load: async () => fail({ kind: 'bd-failed', command: 'bd list', detail: 'asked' }),
};

async function withServer(body: (tracker: DoltTracker, loader: DoltLoader) => Promise<void>): Promise<void> {
  await temporaryFolder(async (folder) => {
    const tracker = await doltTracker(folder);
    const server = new DoltServer(() => doltAddress(tracker.beads, {}));
    try {
      await body(tracker, new DoltLoader(server, noBd));
    } finally {
      server.dispose();
      await tracker.kill();
    }
  });
}

const insert = (id: string, title = id): string =>
  `INSERT INTO issues (id, title, description, design, acceptance_criteria, notes, created_by) VALUES ('${id}', '${title}', '', '', '', '', 'ann')`;

const edge = (from: string, to: string, type: string): string =>
  `INSERT INTO dependencies (issue_id, depends_on_id, type, created_by) VALUES ('${from}', '${to}', '${type}', 'ann')`;

/** `bd` commits every write. */
const committed = "CALL DOLT_COMMIT('-Am', 'all', '--author', 'ann <ann@example.invalid>')";

const titles = (issues: ReadonlyMap<string, Issue>): object =>
  Object.fromEntries([...issues].map(([id, { title }]) => [id, title]).sort());

test('a Dolt server is read by SQL: issues with their edges, labels and comments, as bd lists them', {
  skip: noDolt,
}, async () => {
  await withServer(async ({ write }, loader) => {
    await write(
      insert('nova-1', "It''s “one”"),
      insert('nova-2'),
      `UPDATE issues SET status = 'closed', closed_at = '2026-03-04 05:06:07', priority = 0, metadata = '{"progress":50}', owner = 'eve' WHERE id = 'nova-1'`,
      edge('nova-2', 'nova-1', 'blocks'),
      `INSERT INTO labels VALUES ('nova-2', 'ui'), ('nova-2', 'api')`,
      `INSERT INTO comments (issue_id, author, text, created_at) VALUES ('nova-2', 'ann', 'second', '2026-01-02 00:00:00'), ('nova-2', 'eve', 'first', '2026-01-01 00:00:00')`,
    );
    const { issues, broken } = value(await loader.load());
    const [one, two] = [issues.get('nova-1'), issues.get('nova-2')];
    assert.deepEqual(broken, []);
    assert.deepEqual(
      [one?.title, one?.status, one?.closed_at, one?.priority, one?.metadata, one?.extra],
      [
        "It's “one”",
        'closed',
        '2026-03-04T05:06:07Z',
        0,
        { progress: 50 },
        { created_by: 'ann', owner: 'eve', work_type: 'mutex' },
      ],
    );
    assert.deepEqual(two?.labels, ['api', 'ui']);
    assert.deepEqual(
      two?.dependencies.map(({ depends_on_id, type }) => [depends_on_id, type]),
      [['nova-1', 'blocks']],
    );
    assert.deepEqual(
      two?.comments.map(({ author, text }) => [author, text]),
      [
        ['eve', 'first'],
        ['ann', 'second'],
      ],
    );
  });
});

test('only what Dolt says differs is read again, whatever it was', { skip: noDolt }, async () => {
  await withServer(async ({ write }, loader) => {
    await write(insert('a'), insert('b'), insert('c'), insert('d'), edge('d', 'a', 'related'), committed);
    const first = value(await loader.load());
    const kept = first.issues.get('a');
    const steps: [string, string[]][] = [
      [`UPDATE issues SET title = 'two' WHERE id = 'b'`, ['b']],
      [`INSERT INTO comments (issue_id, author, text) VALUES ('c', 'eve', 'x')`, ['b', 'c']],
      [committed, ['b', 'c']],
      // A commit alone is no change, so the next one is still compared with the commit before.
      [`INSERT INTO labels VALUES ('d', 'ui')`, ['b', 'c', 'd']],
      [`DELETE FROM dependencies WHERE issue_id = 'd'`, ['d']],
      [`DELETE FROM issues WHERE id = 'c'`, ['d']],
    ];
    let { token } = first;
    for (const [statement, within] of steps) {
      await write(statement);
      const { since, ...now } = value(await loader.load(token));
      assert.ok(since, statement);
      for (const { id } of since.changed) assert.ok(within.includes(id), `${id} after ${statement}`);
      token = now.token;
      assert.equal(now.issues.get('a'), kept);
    }
    const { issues, since } = value(await loader.load(token));
    assert.deepEqual(since, { changed: [], removed: [] });
    assert.deepEqual(titles(issues), { a: 'a', b: 'two', d: 'd' });
    assert.deepEqual([issues.get('d')?.labels, issues.get('d')?.dependencies], [['ui'], []]);
    const fresh = await other(loader);
    assert.deepEqual(titles(fresh), titles(issues));
  });
});

/** What a loader that knows nothing yet reads. */
async function other(loader: DoltLoader): Promise<ReadonlyMap<string, Issue>> {
  const known = value(await loader.load());
  assert.equal(await loader.resume(known), true);
  return known.issues;
}

test('what is ephemeral is there too, and goes, though no commit holds it', { skip: noDolt }, async () => {
  await withServer(async ({ write }, loader) => {
    const wisp = (id: string, type: string): string =>
      insert(id)
        .replace('INTO issues', 'INTO wisps')
        .replace('created_by)', 'created_by, issue_type)')
        .replace("'ann')", `'ann', '${type}')`);
    await write(
      insert('a'),
      ...Object.entries({
        issues: 'wisps',
        dependencies: 'wisp_dependencies',
        labels: 'wisp_labels',
        comments: 'wisp_comments',
      }).map(([table, own]) => `CREATE TABLE ${own} LIKE ${table}`),
      'CREATE TABLE config (`key` varchar(255) PRIMARY KEY, value text)',
      "INSERT INTO dolt_ignore VALUES ('wisp%', true)",
      committed,
      wisp('a-wisp-1', 'task'),
      wisp('a-wisp-2', 'agent'),
      `INSERT INTO wisp_comments (issue_id, author, text) VALUES ('a-wisp-1', 'eve', 'soon gone')`,
    );
    const first = value(await loader.load());
    assert.deepEqual(titles(first.issues), { a: 'a', 'a-wisp-1': 'a-wisp-1' });
    assert.equal(first.issues.get('a-wisp-1')?.comments[0]?.text, 'soon gone');
    await write(`UPDATE issues SET title = 'two' WHERE id = 'a'`, wisp('a-wisp-3', 'task'));
    const second = value(await loader.load(first.token));
    assert.deepEqual(second.since?.changed.map(({ id }) => id).sort(), ['a', 'a-wisp-3']);
    await write(`DELETE FROM wisps WHERE id = 'a-wisp-1'`);
    const third = value(await loader.load(second.token));
    assert.deepEqual(third.since, { changed: [], removed: ['a-wisp-1'] });
    assert.deepEqual(titles(await other(loader)), { a: 'two', 'a-wisp-3': 'a-wisp-3' });
    await write(`INSERT INTO config VALUES ('types.infra', 'agent, task')`);
    assert.deepEqual(value(await loader.load(third.token)).since, { changed: [], removed: ['a-wisp-3'] });
  });
});

test('columns that moved are found by their names', { skip: noDolt }, async () => {
  await withServer(async ({ write }, loader) => {
    await write(
      insert('a'),
      insert('b'),
      // As bd 1.1 splits the other end of an edge.
      'DROP TABLE dependencies',
      `CREATE TABLE dependencies (issue_id varchar(255), depends_on_issue_id varchar(255), depends_on_external varchar(255), type varchar(32))`,
      `INSERT INTO dependencies VALUES ('a', 'b', NULL, 'blocks'), ('a', NULL, 'external:x:y', 'blocks')`,
      `ALTER TABLE issues ADD COLUMN moon_phase varchar(20) DEFAULT 'full', DROP COLUMN spec_id`,
    );
    const found = value(await loader.load()).issues.get('a');
    assert.deepEqual(found?.dependencies.map((one) => one.depends_on_id).sort(), ['b', 'external:x:y']);
    assert.equal(found?.extra['moon_phase'], 'full');
  });
});

test('a server that goes is said to be gone by bd, and is read again as soon as it is back', {
  skip: noDolt,
}, async () => {
  await withServer(async (tracker, loader) => {
    await tracker.write(insert('a'));
    const { token } = value(await loader.load());
    await tracker.kill();
    const gone = await loader.load(token);
    assert.equal(gone.ok ? '' : gone.error.kind, 'bd-failed');
    assert.equal(await loader.current(), undefined);
    await tracker.start();
    await tracker.write(insert('b'));
    const back = value(await loader.load(token));
    assert.deepEqual(titles(back.issues), { a: 'a', b: 'b' });
    assert.deepEqual(
      back.since?.changed.map(({ id }) => id).filter((id) => id === 'b'),
      ['b'],
    );
  });
});
