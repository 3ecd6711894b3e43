import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { issuesCommand } from '../../src/runner/cli/issues.ts';

type Ran = { readonly exit: number; readonly out: string; readonly err: string };
type Shell = ((...words: string[]) => Promise<Ran>) & { readonly folder: string };

/** A folder with these issues, and the command in it, spoken to as `ann`. */
async function inTracker(
  records: readonly object[] | undefined,
  body: (issues: Shell) => Promise<void>,
  input = '',
  color = false,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'phaseline-cli-'));
  await mkdir(path.join(folder, '.git'));
  if (records !== undefined) {
    await mkdir(path.join(folder, '.beads'));
    await writeFile(
      path.join(folder, '.beads', 'issues.jsonl'),
      records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    );
  }
  const run = async (...words: string[]): Promise<Ran> => {
    const said = { out: [''], err: [''] };
    const exit = await issuesCommand.run([...words, '--actor', 'ann'], {
      cwd: folder,
      out: (text) => void said.out.push(`${text}\n`),
      err: (text) => void said.err.push(`${text}\n`),
      readStandardInput: async () => input,
      onInterrupt: () => ({ dispose: () => {} }),
      color,
      quiet: false,
      verbose: false,
    });
    return { exit, out: said.out.join(''), err: said.err.join('') };
  };
  try {
    await body(Object.assign(run, { folder }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const plan = [
  { id: 'n-E', title: 'Epic', issue_type: 'epic', status: 'open', priority: 0 },
  {
    id: 'n-1',
    title: 'First',
    status: 'closed',
    priority: 1,
    labels: ['dwcp'],
    dependencies: [{ issue_id: 'n-1', depends_on_id: 'n-E', type: 'parent-child' }],
  },
  {
    id: 'n-2',
    title: 'Second',
    status: 'open',
    priority: 1,
    assignee: 'ann',
    spec_id: 's',
    dependencies: [
      { issue_id: 'n-2', depends_on_id: 'n-E', type: 'parent-child' },
      { issue_id: 'n-2', depends_on_id: 'n-1', type: 'blocks' },
    ],
  },
  {
    id: 'n-3',
    title: 'Third',
    status: 'open',
    priority: 2,
    dependencies: [{ issue_id: 'n-3', depends_on_id: 'n-2', type: 'blocks' }],
  },
  { id: 'n-old', title: '(deleted)', status: 'tombstone', priority: 2 },
];

const idsOf = ({ out }: Ran): string[] => JSON.parse(out).map(({ id }: { id: string }) => id);

test('list --json: all issues but deleted ones, in Beads’ names, with what follows from the others', async () => {
  await inTracker(plan, async (issues) => {
    const listed = await issues('list', '--json');
    assert.equal(listed.exit, 0);
    assert.deepEqual(idsOf(listed), ['n-E', 'n-1', 'n-2', 'n-3']);
    const [epic, , second, third] = JSON.parse(listed.out);
    assert.deepEqual([epic.ready, epic.blockedBy, epic.parent], [true, [], null]);
    assert.deepEqual(
      [second.ready, second.parent, second.assignee, second.issue_type, second.spec_id],
      [true, 'n-E', 'ann', 'task', 's'],
    );
    assert.deepEqual(second.dependencies.length, 2);
    assert.deepEqual([third.ready, third.blockedBy], [false, ['n-2']]);
    assert.deepEqual(idsOf(await issues('list', '--json', '--all')).at(-1), 'n-old');
    assert.deepEqual(idsOf(await issues('--json')), idsOf(listed));
  });
});

test('ready, blocked, and the words of the filter', async () => {
  await inTracker(plan, async (issues) => {
    assert.deepEqual(idsOf(await issues('ready', '--json')), ['n-E', 'n-2']);
    assert.deepEqual(idsOf(await issues('blocked', '--json')), ['n-3']);
    assert.deepEqual(idsOf(await issues('list', '--json', '--filter', 'p:0-1 @me')), ['n-2']);
    assert.deepEqual(idsOf(await issues('list', '--json', 'label:dwcp', 'status:closed')), ['n-1']);
  });
});

test('epics with their progress', async () => {
  await inTracker(plan, async (issues) => {
    const { out } = await issues('epics', '--json');
    assert.deepEqual(
      JSON.parse(out).map(({ id, progress }: { id: string; progress: object }) => [id, progress]),
      [['n-E', { total: 2, closed: 1 }]],
    );
    assert.match((await issues('epics')).out, /n-E .*1\/2 closed/);
  });
});

test('a plan’s issues are shown before they are made, made once, and left alone afterwards', async () => {
  await inTracker(plan, async (issues) => {
    const file = path.join(issues.folder, 'a.phaseplan.yaml');
    await writeFile(
      file,
      `version: 1
name: a
issues:
  n-E: { type: epic, title: Other words }
  n-7: { title: Seventh, parent: n-8, needs: [n-E] }
  n-8: { type: epic, title: Eighth }
phases:
  one:
    title: One
    tasks:
      t: { agent: demo, issue: n-7, prompt: Do it. }
`,
    );
    const shown = await issues('plan', file);
    assert.equal(shown.exit, 0, shown.err);
    assert.match(
      shown.out,
      /^\+ n-8 .*Eighth\n\+ n-7 .*Seventh {2}\(under n-8\)\n~ n-E {2}title: "Other words" in the plan, ".+" in the tracker\n1 of 3 are there already\. With --yes these 2 are created\. What differs stays as it is in the tracker\.$/m,
    );
    assert.deepEqual(idsOf(await issues('list', '--json', 'id:n-7')), []);
    assert.match((await issues('plan', file, '--yes')).out, /n-8 created: Eighth\nn-7 created: Seventh/);
    assert.match((await issues('plan', file, '--yes')).out, /^3 of 3 issues were there already/);
    const [seventh] = JSON.parse((await issues('list', '--json', 'id:n-7')).out);
    assert.deepEqual([seventh.parent, seventh.title], ['n-8', 'Seventh']);
    assert.equal(
      JSON.parse((await issues('show', 'n-E', '--json')).out).title,
      plan.find(({ id }) => id === 'n-E')?.title,
    );
  });
});

test('a line for each issue, aligned, whatever the titles hold, and plain where nobody asked for colour', async () => {
  const hostile = { id: 'n-10', title: 'a\nb\u001b[31mc\u202ed', status: 'open', priority: 3 };
  await inTracker([...plan, hostile], async (issues) => {
    const { out } = await issues('list');
    assert.deepEqual(out.trimEnd().split('\n'), [
      '○ n-E   P0  open     Epic  1/2 closed',
      '○ n-2   P1  open     Second  @ann',
      '● n-3   P2  blocked  Third  ← n-2',
      '○ n-10  P3  open     a bcd',
      '✓ n-1   P1  closed   First',
    ]);
  });
  await inTracker(plan, async (issues) => assert.ok((await issues('list')).out.includes('\u001b[31m')), '', true);
});

test('show tells of an issue what stands in it and what it waits for', async () => {
  await inTracker(plan, async (issues) => {
    const { out, exit } = await issues('show', 'n-2');
    assert.equal(exit, 0);
    for (const part of [
      'n-2  Second',
      'open, ready · P1 high · task · @ann',
      'part of     n-E Epic',
      'holds back  n-3 Third',
    ]) {
      assert.ok(out.includes(part), `${part}\n${out}`);
    }
    assert.equal(JSON.parse((await issues('show', 'n-3', '--json')).out).blockedBy[0], 'n-2');
  });
});

test('create and update take the words that people use', async () => {
  const records = async (issues: Shell): Promise<Record<string, unknown>[]> =>
    (await readFile(path.join(issues.folder, '.beads', 'issues.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  await inTracker(
    plan,
    async (issues) => {
      const words = [
        '--id',
        'n-9',
        '--priority',
        'critical',
        '--type',
        'bug',
        '--label',
        'a,b',
        '--estimate',
        '3d',
        '--parent',
        'n-E',
        '--needs',
        'n-3',
      ];
      const made = await issues('create', 'A title', ...words, '--status', 'in-progress', '--description', '-');
      assert.deepEqual([made.exit, made.out], [0, 'Created n-9\n']);
      const found = (await records(issues)).at(-1);
      assert.deepEqual(
        [
          found?.['title'],
          found?.['priority'],
          found?.['issue_type'],
          found?.['labels'],
          found?.['estimated_minutes'],
          found?.['status'],
          found?.['description'],
        ],
        ['A title', 0, 'bug', ['a', 'b'], 1440, 'in_progress', 'from standard input'],
      );
      assert.equal(
        (await issues('update', 'n-2', '--claim', '--set-metadata', 'progress=50', '--title', 'New')).exit,
        0,
      );
      const updated = (await records(issues))[2];
      assert.deepEqual(
        [updated?.['status'], updated?.['title'], updated?.['metadata'], updated?.['spec_id']],
        ['in_progress', 'New', { progress: 50 }, 's'],
      );
      const closed = await issues('update', 'n-2', '--status', 'closed', '--reason', 'done', '--json');
      assert.deepEqual([JSON.parse(closed.out).status, JSON.parse(closed.out).close_reason], ['closed', 'done']);
      assert.equal((await issues('comment', 'n-2', '-')).exit, 0);
      assert.equal((await issues('dep', 'remove', 'n-3', 'n-2')).exit, 0);
      assert.deepEqual(idsOf(await issues('blocked', '--json')), ['n-9']);
    },
    'from standard input',
  );
});

test('what was refused ends with 1, wrong words with 2, each with a sentence and nothing on standard output', async () => {
  await inTracker(plan, async (issues) => {
    const refused = [
      ['show', 'n-99'],
      ['close', 'n-3'],
      ['create', 'x', '--id', 'n-1'],
      ['dep', 'add', 'n-2', 'n-3'],
      ['update', 'n-1', '--claim'],
    ];
    for (const words of refused) {
      const { exit, out, err } = await issues(...words);
      assert.deepEqual([exit, out], [1, ''], words.join(' '));
      assert.match(err, /^.{10,}\.\n$/);
    }
    const wrong = [
      ['show'],
      ['bogus'],
      ['list', '--bogus'],
      ['create'],
      ['create', 'x', '--priority', 'urgent'],
      ['update', 'n-1'],
      ['dep', 'add', 'n-1'],
      ['comment', 'n-1'],
    ];
    for (const words of wrong) {
      const { exit, out, err } = await issues(...words);
      assert.deepEqual([exit, out], [2, ''], words.join(' '));
      assert.notEqual(err, '');
    }
  });
  await inTracker(undefined, async (issues) => {
    const { exit, err } = await issues('list');
    assert.equal(exit, 1);
    assert.match(err, /No issue tracker/);
  });
});

test('a broken line is named beside the result', async () => {
  await inTracker(plan, async (issues) => {
    await writeFile(path.join(issues.folder, '.beads', 'issues.jsonl'), '{"id":"a","title":"t"}\n{broken\n');
    const { exit, out, err } = await issues('list', '--json');
    assert.deepEqual([exit, idsOf({ exit, out, err })], [0, ['a']]);
    assert.match(err, /issues\.jsonl:2: not JSON/);
    assert.deepEqual(JSON.parse((await issues('sync', '--json')).out).issues, 1);
  });
});
