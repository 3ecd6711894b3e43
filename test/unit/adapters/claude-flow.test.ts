import assert from 'node:assert/strict';
import { appendFile, cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { refusedIn } from '../../../src/adapters/claude-flow/answer.ts';
import { locateClaudeFlow } from '../../../src/adapters/claude-flow/locate.ts';
import { type ClaudeFlow, createClaudeFlow } from '../../../src/adapters/claude-flow/session.ts';
import { isAlive } from '../../../src/adapters/processes.ts';
import type { Clock } from '../../../src/base/clock.ts';

const standIn = fileURLToPath(new URL('../../fixtures/claude-flow', import.meta.url));

async function folder(t: TestContext): Promise<string> {
  const made = await realpath(await mkdtemp(path.join(os.tmpdir(), 'phaseline-claude-flow-')));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

type Call = { readonly pid: number; readonly tool: string; readonly args: Record<string, unknown> };

async function session(
  t: TestContext,
  clock?: Clock,
): Promise<{ flow: ClaudeFlow; workspace: string; calls: () => Promise<readonly Call[]> }> {
  const workspace = await folder(t);
  const flow = createClaudeFlow({ workspace, setting: () => standIn, ...(clock === undefined ? {} : { clock }) });
  t.after(() => flow.end());
  const calls = async (): Promise<readonly Call[]> => {
    const text = await readFile(path.join(workspace, 'calls.jsonl'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line): Call => JSON.parse(line));
  };
  return { flow, workspace, calls };
}

const edit = (flow: ClaudeFlow, filePath: string, timeoutMilliseconds = 5000) =>
  flow.call('hooks_post-edit', { filePath }, { timeoutMilliseconds });

test('one server takes all calls of a workspace, at once too, and is gone after the end', async (t) => {
  const { flow, calls } = await session(t);
  const names = Array.from({ length: 20 }, (_, n) => `src/${n}.ts`);
  const answers = await Promise.all(names.map((name) => edit(flow, name)));
  assert.ok(answers.every(({ ok }) => ok));
  const noted = await calls();
  assert.deepEqual(noted.map(({ args }) => args['filePath']).sort(), [...names].sort());
  const pids = new Set(noted.map(({ pid }) => pid));
  assert.equal(pids.size, 1);
  await flow.end();
  for (const pid of pids) assert.equal(await isAlive(pid), false);
});

test('an answer that calls itself a success and is none is a refusal with its reason', async (t) => {
  const { flow } = await session(t);
  const refusal = (detail: string) => ({
    ok: false,
    error: { kind: 'claude-flow-refused', tool: 'hooks_post-edit', detail },
  });
  assert.deepEqual(await edit(flow, 'lie'), refusal('no disk'));
  assert.deepEqual(await edit(flow, 'throw'), refusal('no state'));
  assert.deepEqual(await edit(flow, 'shrug'), refusal('it did not say that the edit is recorded'));
});

test('an edit that went badly is still recorded, although its answer says success: false', async (t) => {
  const { flow } = await session(t);
  const answer = await flow.call('hooks_post-edit', { filePath: 'a.ts', success: false });
  assert.ok(answer.ok);
});

test('a tool or argument that the installed version lacks is said before anything is called', async (t) => {
  const { flow } = await session(t);
  const why = async (tool: string, args: Record<string, string>): Promise<string> => {
    const answer = await flow.call(tool, args);
    return !answer.ok && answer.error.kind === 'action-unavailable' ? answer.error.why : 'available';
  };
  assert.equal(await why('neural_predict', {}), 'claude-flow 0.0.1 has no tool neural_predict');
  assert.equal(
    await why('hooks_post-task', { taskId: '1' }),
    'claude-flow 0.0.1 also wants newlyRequired for hooks_post-task',
  );
  assert.equal(
    await why('memory_store', { key: 'k', value: 'v', ttl: '1' }),
    'claude-flow 0.0.1 takes no ttl for memory_store',
  );
  assert.deepEqual(await flow.check(['memory_store', 'neural_predict']), {
    ok: true,
    value: { version: '0.0.1', lacking: ['neural_predict'] },
  });
});

test('a server that dies is said to have died, and the next call gets a new one', async (t) => {
  const { flow, calls } = await session(t);
  const died = await edit(flow, 'die');
  assert.deepEqual(died, {
    ok: false,
    error: { kind: 'program-failed', program: 'claude-flow', exit: undefined, detail: 'out of luck' },
  });
  assert.ok((await edit(flow, 'a.ts')).ok);
  assert.equal(new Set((await calls()).map(({ pid }) => pid)).size, 2);
});

test('a server that dies again and again is started after growing pauses, until it answers', async (t) => {
  const waits: number[] = [];
  const clock: Clock = {
    now: () => Date.now(),
    after: (milliseconds, call) => {
      waits.push(milliseconds);
      setImmediate(call);
      return { dispose: () => {} };
    },
  };
  const { flow } = await session(t, clock);
  for (let n = 0; n < 4; n += 1) await edit(flow, 'die');
  assert.ok((await edit(flow, 'a.ts')).ok);
  await edit(flow, 'die');
  assert.ok((await edit(flow, 'a.ts')).ok);
  const rounded = waits.map((wait) => Math.ceil(wait / 500) * 500);
  assert.deepEqual(rounded, [500, 1000, 2000], 'the first start after a death is at once, and an answer forgives all');
});

test('a call that hangs is timed out and the others go on', async (t) => {
  const { flow } = await session(t);
  const [hung, fine] = await Promise.all([edit(flow, 'hang', 300), edit(flow, 'a.ts')]);
  assert.deepEqual(hung, {
    ok: false,
    error: { kind: 'timed-out', what: 'claude-flow hooks_post-edit', milliseconds: 300 },
  });
  assert.ok(fine.ok);
});

test('a cancelled call is over at once', async (t) => {
  const { flow } = await session(t);
  await edit(flow, 'a.ts');
  const cancel = new AbortController();
  const hanging = flow.call('hooks_post-edit', { filePath: 'hang' }, { signal: cancel.signal });
  cancel.abort();
  const answer = await hanging;
  assert.ok(!answer.ok && answer.error.kind === 'cancelled');
});

test('a workspace without claude-flow is told so', async (t) => {
  const flow = createClaudeFlow({ workspace: await folder(t), locate: () => undefined });
  assert.deepEqual(await edit(flow, 'a.ts'), { ok: false, error: { kind: 'claude-flow-missing', version: '3.43.0' } });
});

test('claude-flow is found by setting, in the workspace, on PATH and in the cache, in this order', async (t) => {
  const root = await folder(t);
  const workspace = path.join(root, 'workspace', 'inner');
  await mkdir(workspace, { recursive: true });
  const install = async (modules: string, version: string): Promise<string> => {
    const target = path.join(modules, 'claude-flow');
    await cp(standIn, target, { recursive: true });
    await writeFile(path.join(target, 'package.json'), JSON.stringify({ name: 'claude-flow', version }));
    return target;
  };
  const cache = path.join(root, 'cache');
  const environment = { PHASELINE_CACHE: cache, PATH: '', APPDATA: root };
  const find = (setting?: string) => locateClaudeFlow({ workspace, environment, setting });
  assert.equal(find('9.9.9'), undefined);
  await install(path.join(cache, 'claude-flow-3.9.0-linux-x64', 'node_modules'), '3.9.0');
  const newer = await install(path.join(cache, 'claude-flow-3.43.0-linux-x64', 'node_modules'), '3.43.0');
  assert.deepEqual(find('3.43.0'), { folder: newer, version: '3.43.0' });
  const own = await install(path.join(root, 'workspace', 'node_modules'), '1.0.0');
  assert.deepEqual(find(), { folder: own, version: '1.0.0' });
  assert.equal(find('3.9.0')?.version, '3.9.0');
  assert.deepEqual(find('../node_modules/claude-flow'), { folder: own, version: '1.0.0' });
  assert.deepEqual(find(path.join(root, 'workspace')), { folder: own, version: '1.0.0' });
  assert.equal(find('../elsewhere'), undefined);
});

test('the characters that it refuses in a name are named', () => {
  assert.equal(refusedIn('app/(group)/[id].tsx'), '( ) [ ]');
  assert.equal(refusedIn('src/a b-c_d@e.ts'), '');
});

test('an edit that Claude Code’s own hook has told claude-flow of is known once for each telling', async (t) => {
  const { flow, workspace } = await session(t);
  const note = (file: string, age = 0): string =>
    `${JSON.stringify({ type: 'edit', file, success: true, timestamp: Date.now() - age, sessionId: null })}\n`;
  assert.equal(flow.wasTold('src/a.ts'), false);
  await mkdir(path.join(workspace, '.claude-flow/data'), { recursive: true });
  const file = path.join(workspace, '.claude-flow/data/pending-insights.jsonl');
  await writeFile(file, `{"torn ${note(path.join(workspace, 'src/a.ts'))}${note('src/old.ts', 600_000)}`);
  assert.equal(flow.wasTold('src/a.ts'), false, 'a line that is cut in two tells nothing');
  await appendFile(file, note(path.join(workspace, 'src/a.ts')));
  assert.deepEqual(
    [flow.wasTold('src/a.ts'), flow.wasTold('src/a.ts'), flow.wasTold('src/b.ts')],
    [true, false, false],
  );
  assert.equal(flow.wasTold('src/old.ts'), false);
});

test('what npx fetched once is found, the newest first', async (t) => {
  const cache = await folder(t);
  for (const [place, version] of [
    ['aa', '3.9.0'],
    ['bb', '3.41.0'],
  ] as const) {
    const made = path.join(cache, '_npx', place, 'node_modules/claude-flow');
    await mkdir(path.join(made, 'bin'), { recursive: true });
    await writeFile(path.join(made, 'bin/cli.js'), '');
    await writeFile(path.join(made, 'package.json'), JSON.stringify({ name: 'claude-flow', version }));
  }
  const environment = { npm_config_cache: cache, npm_config_prefix: cache, PHASELINE_CACHE: cache };
  assert.equal(locateClaudeFlow({ workspace: cache, environment })?.version, '3.41.0');
});
