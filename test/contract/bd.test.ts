import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { findProgram } from '../../src/adapters/programs.ts';
import { createPlanned } from '../../src/adapters/steps/planned-issues.ts';
import { bdStore } from '../../src/adapters/tracker/bd.ts';
import { bdFailure, readOutput, recordsIn } from '../../src/adapters/tracker/bd-output.ts';
import { commentCall, createCall, updateCall } from '../../src/adapters/tracker/bd-words.ts';
import { createTracker } from '../../src/adapters/tracker/open.ts';
import { blockedBy, isReady, issueGraph } from '../../src/issues/graph.ts';
import type { IssueStore } from '../../src/issues/store.ts';
import { readPlan } from '../../src/plan/model/read.ts';
import { value } from './trackers.ts';

type Recording = { argv: string[]; why: string | null; exit: number; stdout: string; stderr: string };
const recordings: Recording[] = JSON.parse(
  await readFile(path.resolve(import.meta.dirname, '../fixtures/trackers/bd-1.0.3.json'), 'utf8'),
);
const recorded = (words: string): Recording => {
  const found = recordings.find(({ argv }) => argv.join(' ').startsWith(words));
  assert.ok(found, words);
  return found;
};

test('all envelopes that bd puts around its JSON come off', () => {
  const record = { id: 'a', title: 't' };
  for (const json of [[record], { schema_version: 1, data: [record] }, { schema_version: 1, items: [record] }]) {
    assert.deepEqual(recordsIn(readOutput(JSON.stringify(json))), [record]);
    assert.deepEqual(recordsIn(readOutput(JSON.stringify(json, undefined, 2))), [record]);
  }
  const enveloped = recordings.find(({ why, exit }) => why === 'BD_JSON_ENVELOPE=1' && exit === 0);
  assert.equal(recordsIn(readOutput(enveloped?.stdout ?? ''))[0]?.['id'], 'novacron-DIST-101');
  assert.equal(
    recordsIn(readOutput(recorded('bd create --id novacron-DIST-001').stdout))[0]?.['id'],
    'novacron-DIST-001',
  );
});

test('warnings before the JSON and notices after it are passed over', () => {
  const json = '[\n  {\n    "id": "a"\n  }\n]\n';
  for (const text of [`Warning: {old} config\n${json}`, `${json}\nShowing 1 issue\n`, `[note] x\n${json}`]) {
    assert.deepEqual(recordsIn(readOutput(text)), [{ id: 'a' }]);
  }
  assert.equal(readOutput('Beads Database Information\n====\n'), undefined);
});

test('refusals are understood from whichever channel they come', () => {
  const failureOf = ({ exit, stdout, stderr }: Recording) => bdFailure('bd x', { exit, stdout, stderr }, 'ID');
  const claimed = recordings.find(({ why }) => why === 'claimed already');
  assert.deepEqual(claimed && failureOf(claimed), { kind: 'issue-claimed', id: 'ID', by: 'dev' });
  assert.deepEqual(failureOf(recorded('bd show nope-1')), { kind: 'issue-unknown', id: 'nope-1' });
  assert.deepEqual(failureOf(recorded('bd update nope-1')), { kind: 'issue-unknown', id: 'nope-1' });
  assert.deepEqual(failureOf(recorded('bd close novacron-DIST-103')), {
    kind: 'issue-blocked',
    id: 'ID',
    by: ['novacron-DIST-101'],
  });
  assert.deepEqual(failureOf(recorded('bd create --id other-1')), {
    kind: 'issue-id-refused',
    id: 'other-1',
    prefix: 'novacron-',
  });
  const detail = (words: string): string => {
    const failure = failureOf(recorded(words));
    return failure.kind === 'bd-failed' ? failure.detail : failure.kind;
  };
  assert.match(detail('bd update novacron-DIST-102 -s bogus'), /^invalid status "bogus"/);
  assert.equal(detail('bd update novacron-DIST-102 --progress'), 'unknown flag: --progress');
  assert.equal(detail('bd list --json'), 'no beads database found');
  assert.match(detail('bd init -p novacron --non-interactive -q'), /^Found existing Dolt database/);
});

test('texts cannot become flags, and long ones go through standard input', () => {
  assert.ok(createCall({ title: '--force' }).args.includes('--title=--force'));
  assert.deepEqual(commentCall('a', '--stdin').args.slice(-3), ['--', 'a', '--stdin']);
  const long = 'x'.repeat(40_000);
  for (const call of [
    createCall({ title: 't', description: long }),
    updateCall('a', { description: long }),
    commentCall('a', long),
  ]) {
    assert.equal(call.input, long);
    assert.ok(call.args.join(' ').length < 200);
  }
});

/** A tracker with a `bd` that is this JavaScript; it may use `argv`, `print(json)` and `log(text)`. */
async function withFakeBd(
  script: string,
  body: (store: IssueStore, log: () => Promise<string[]>, folder: string) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(path.join(tmpdir(), 'phaseline-fake-bd-'));
  const folder = path.join(root, '.beads');
  const noms = path.join(folder, 'embeddeddolt', 'x', '.dolt', 'noms');
  await mkdir(noms, { recursive: true });
  await writeFile(path.join(noms, 'manifest'), '5:__DOLT__:l:root1:g:t');
  const [program, file, logged] = [path.join(root, 'bd'), path.join(root, 'bd.cjs'), path.join(root, 'log')];
  await writeFile(logged, '');
  const head = `const argv = process.argv.slice(2); const fs = require('node:fs');
    const print = (json) => process.stdout.write(argv[0] === 'export' ? json.map((one) => JSON.stringify(one)).join('\\n') : JSON.stringify(json)); const log = (text) => fs.appendFileSync(${JSON.stringify(logged)}, text + '\\n');\n`;
  await writeFile(file, head + script);
  await writeFile(program, `#!/bin/sh\nexec "${process.execPath}" "${file}" "$@"\n`);
  await chmod(program, 0o755);
  const store = await bdStore({ folder, program, actor: 'ann', timeoutMilliseconds: 1500 });
  try {
    await body(store, async () => (await readFile(logged, 'utf8')).split('\n').filter(Boolean), folder);
  } finally {
    store.dispose();
    await rm(root, { recursive: true, force: true });
  }
}

const posix = { skip: process.platform === 'win32' ? 'a shell script stands in for bd' : false };

test('one bd at a time, whatever is asked at once', posix, async () => {
  const script = `log('begin'); setTimeout(() => { log('end'); print([{ id: 'a', title: 't' }]); }, 30);`;
  await withFakeBd(script, async (store, log) => {
    await Promise.all([store.load(), store.update('a', { title: 'x' }), store.comment('a', 'y'), store.load()]);
    const steps = await log();
    assert.ok(steps.length >= 10, String(steps.length));
    assert.deepEqual(
      steps,
      steps.map((_, at) => (at % 2 === 0 ? 'begin' : 'end')),
    );
  });
});

test('a tracker that did not change costs no call', posix, async () => {
  await withFakeBd(`log(argv[0]); print([{ id: 'a', title: 't' }]);`, async (store, log) => {
    const first = value(await store.load());
    for (let turn = 0; turn < 5; turn++) assert.equal(value(await store.load()), first);
    assert.deepEqual(await log(), ['export']);
  });
});

test(
  'what Dolt commits late is no second change: it is told once, and known by its new token without another reading',
  posix,
  async () => {
    const script = `log(argv[0]); print(JSON.parse(fs.readFileSync(process.env.BEADS_DIR + '/issues', 'utf8')));`;
    await withFakeBd(script, async (store, log, folder) => {
      const write = async (root: string, title: string): Promise<void> => {
        await writeFile(
          path.join(folder, 'issues'),
          JSON.stringify([
            { id: 'a', title },
            { id: 'b', title: 'same' },
          ]),
        );
        await writeFile(path.join(folder, 'embeddeddolt/x/.dolt/noms/manifest'), `5:__DOLT__:l:${root}:g:t`);
      };
      await write('root1', 'one');
      const first = value(await store.load());
      const told: string[] = [];
      const heard = new EventTarget();
      const tell = (what: string): void => {
        told.push(what);
        heard.dispatchEvent(new Event(what));
      };
      store.onChange(() => tell('change'));
      store.onSame?.(() => tell('same'));
      const change = once(heard, 'change', { signal: AbortSignal.timeout(10_000) });
      await write('root2', 'two');
      await change;
      const second = value(await store.load(first.token));
      assert.deepEqual(
        second.since?.changed.map(({ title }) => title),
        ['two'],
      );
      assert.equal(second.issues.get('b'), first.issues.get('b'));
      const same = once(heard, 'same', { signal: AbortSignal.timeout(10_000) });
      await write('root3', 'two');
      await same;
      const third = value(await store.load(second.token));
      assert.deepEqual([third.token, third.issues.get('a')], ['root3', second.issues.get('a')]);
      assert.deepEqual(told, ['change', 'same']);
      // One reading at the start, one for the change, one to see that the next was none.
      assert.deepEqual(await log(), ['export', 'export', 'export']);
    });
  },
);

test(
  'memories, templates and infrastructure are no issues, and what is infrastructure is asked once, where something is ephemeral',
  posix,
  async () => {
    const script = `log(argv[0]);
    const types = ['task', 'agent', 'convoy', 'gate'];
    const rows = types.map((type) => ({ _type: 'issue', id: type, title: 't', issue_type: type }));
    const isLater = fs.existsSync(process.env.BEADS_DIR + '/later');
    const more = isLater ? [{ _type: 'issue', id: 'wisp', title: 't', ephemeral: true }] : [];
    if (argv[0] === 'config') print({ key: argv[2], value: 'agent, convoy' });
    else print([{ _type: 'issue', id: 'form', title: 't', is_template: true }, ...rows, ...more, { _type: 'memory', key: 'k', value: 'v' }]);`;
    await withFakeBd(script, async (store, log, folder) => {
      const manifest = path.join(folder, 'embeddeddolt/x/.dolt/noms/manifest');
      const ids = async (): Promise<string[]> => [...value(await store.load()).issues.keys()];
      assert.deepEqual(await ids(), ['task', 'convoy', 'gate']);
      await writeFile(path.join(folder, 'later'), '');
      for (const root of ['root2', 'root3']) {
        await writeFile(manifest, `5:__DOLT__:l:${root}:g:t`);
        assert.deepEqual(await ids(), ['task', 'gate', 'wisp']);
      }
      assert.deepEqual(await log(), ['export', 'export', 'config', 'export']);
    });
  },
);

test('a bd that hangs is ended and said so, and the next call goes through', posix, async () => {
  const script = `if (argv[0] === 'export') setInterval(() => {}, 1000); else print([{ id: 'a', title: 't' }]);`;
  await withFakeBd(script, async (store) => {
    const [hung, shown] = await Promise.all([store.load(), store.comment('a', 'x')]);
    assert.equal(hung.ok ? '' : hung.error.kind, 'timed-out');
    assert.equal(value(shown).id, 'a');
  });
});

test('a bd that dies or prints nonsense is a failure with what it said, not an empty tracker', posix, async () => {
  await withFakeBd(`process.stderr.write('panic: boom\\n'); process.kill(process.pid, 'SIGKILL');`, async (store) => {
    const died = await store.load();
    assert.deepEqual(died.ok ? '' : died.error, { kind: 'bd-failed', command: 'bd export', detail: 'panic: boom' });
  });
  for (const said of ['Beads says hello', '{"id":"a","title":"t"}\\n{"id":"b","ti']) {
    await withFakeBd(`process.stdout.write('${said}');`, async (store) => {
      const odd = await store.load();
      assert.equal(odd.ok ? '' : odd.error.kind, 'bd-failed', said);
    });
  }
  await withFakeBd(`process.stdout.write('Warning: old\\n{"id":"a","title":"t"}\\n');`, async (store) => {
    assert.deepEqual([...value(await store.load()).issues.keys()], ['a']);
  });
});

test('a bd that does not know the newer flag is asked without', posix, async () => {
  const script = `log(argv.join(' '));
    const isNew = argv.includes('--all');
    if (isNew) { process.stderr.write('Error: unknown flag: --all\\nUsage: …'); process.exitCode = 1; }
    else print(['a', 'b'].map((id) => ({ _type: 'issue', id, comments: [{ id: 1, text: 'hi' }] })));`;
  await withFakeBd(script, async (store, log) => {
    const { issues } = value(await store.load());
    assert.deepEqual(
      [...issues.values()].map(({ comments }) => comments.length),
      [1, 1],
    );
    assert.deepEqual(await log(), ['export --all', 'export']);
  });
});

test('ten megabytes of issues arrive whole', posix, async () => {
  const script = `print(Array.from({ length: 10000 }, (_, at) => ({ id: 'x-' + at, title: 't', description: 'd'.repeat(1000) })));`;
  await withFakeBd(script, async (store) => {
    assert.equal(value(await store.load()).issues.size, 10_000);
  });
});

const bd = findProgram('bd', { cwd: process.cwd() });

/** A test on a new tracker of the real `bd`, where that is on PATH. */
function realBd(
  name: string,
  body: (at: { readonly root: string; readonly store: IssueStore }) => Promise<void>,
): void {
  test(name, { skip: bd === undefined ? 'bd is not on PATH' : false }, async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'phaseline-real-bd-'));
    execFileSync('git', ['init', '-q'], { cwd: root });
    const store = value(await createTracker(root, 'nova', { actor: 'ann' }));
    try {
      await body({ root, store });
    } finally {
      store.dispose();
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    }
  });
}

realBd('reading a real tracker writes nothing into the repository', async ({ root, store }) => {
  value(await store.create({ id: 'nova-1', title: 'one' }));
  for (const name of ['issues.jsonl', 'export-state.json']) await rm(path.join(root, '.beads', name), { force: true });
  execFileSync('git', ['reset', '-q'], { cwd: root });
  const status = (): string => execFileSync('git', ['status', '--short'], { cwd: root, encoding: 'utf8' });
  const before = status();
  value(await store.load());
  assert.equal(status(), before);
  await assert.rejects(stat(path.join(root, '.beads', 'issues.jsonl')));
});

realBd('a plan may call its issues as it likes: bd imports any id', async ({ store }) => {
  const { plan } = readPlan(
    'version: 1\nname: p\nphases: {}\nissues: { cart: { title: Cart }, web-1: { title: Page, needs: cart } }\n',
  );
  assert.ok(plan);
  assert.equal(value(await createPlanned(store, plan)).created.length, 2);
  assert.equal(value(await store.claim('cart', 'ann')).status, 'in_progress');
  assert.deepEqual(
    value(await store.load())
      .issues.get('web-1')
      ?.dependencies.map((edge) => edge.depends_on_id),
    ['cart'],
  );
});

realBd('what is ephemeral has its comments', async ({ root, store }) => {
  const run = (...words: string[]): string => execFileSync(bd ?? 'bd', words, { cwd: root, encoding: 'utf8' });
  for (const title of ['one', 'two', 'three']) {
    const { id } = JSON.parse(run('create', `--title=${title}`, '--ephemeral', '--json'));
    run('comment', id, `about ${title}`);
  }
  run('remember', 'what is no issue');
  run('config', 'set', 'types.custom', 'agent');
  run('create', '--title=what bd list hides', '--type=agent');
  const { issues, broken } = value(await store.load());
  assert.deepEqual(
    [...issues.values()].map(({ title, comments }) => `${title}: ${comments.map(({ text }) => text)}`).sort(),
    ['one: about one', 'three: about three', 'two: about two'],
  );
  assert.deepEqual(broken, []);
});

realBd('what a real bd calls ready and blocked, we do, on a real tracker', async ({ root, store }) => {
  const ask = (...words: string[]): { id: string; blocked_by?: string[] }[] =>
    JSON.parse(execFileSync(bd ?? 'bd', [...words, '--json'], { cwd: root, encoding: 'utf8' }));
  const file = path.resolve(import.meta.dirname, '../fixtures/trackers/beads_viewer.jsonl');
  execFileSync(bd ?? 'bd', ['import', file], { cwd: root, stdio: 'ignore' });
  const graph = issueGraph(value(await store.load()).issues, Date.now());
  const ids = [...graph.issues.keys()].sort();
  assert.equal(ids.length, 39);
  const ready = ask('ready', '-n', '0').map(({ id }) => id);
  assert.deepEqual(
    ids.filter((id) => isReady(graph, id)),
    ready.sort(),
  );
  const blocked = ask('blocked').map(({ id, blocked_by = [] }) => `${id} ${blocked_by.sort()}`);
  const ours = ids
    .filter((id) => blockedBy(graph, id).length > 0)
    .map((id) => `${id} ${[...blockedBy(graph, id)].sort()}`);
  assert.deepEqual(ours, blocked.sort());
});
