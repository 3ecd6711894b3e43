import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { launchAcp } from '../../src/adapters/acp/launch.ts';
import { endTree, isAlive, spawnProgram } from '../../src/adapters/processes.ts';
import type { AgentEnd, AgentHandle, AgentLaunch, AgentUpdate } from '../../src/agents/agent.ts';

const program = path.join(import.meta.dirname, 'demo-agent-program.ts');

const anyLaunch: AgentLaunch = {
  id: 'r/p/t#1',
  title: 'Demo agent',
  command: [process.execPath, program],
  speaks: 'acp',
  env: {},
  cwd: '',
  prompt: '',
  model: undefined,
  permissions: {},
  resume: undefined,
};

type Started = {
  readonly agent: AgentHandle;
  readonly updates: readonly AgentUpdate[];
  until(wanted: (update: AgentUpdate) => boolean): Promise<AgentUpdate>;
};

/** The demo agent as a process of its own, in a folder that is gone afterwards. */
function demo(t: { after(call: () => unknown): void }) {
  const cwd = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-demo-')));
  const agents: AgentHandle[] = [];
  t.after(async () => {
    await Promise.all(agents.map(({ pid }) => pid !== undefined && endTree(pid)));
    rmSync(cwd, { recursive: true, force: true });
  });
  const start = async (prompt: string, more: Partial<AgentLaunch> = {}): Promise<Started> => {
    const updates: AgentUpdate[] = [];
    const waiting: { wanted: (update: AgentUpdate) => boolean; resolve: (update: AgentUpdate) => void }[] = [];
    const launch: AgentLaunch = { ...anyLaunch, cwd, prompt, ...more };
    const started = await launchAcp(launch, {}, '0.0.0', (update) => {
      updates.push(update);
      for (const one of waiting) if (one.wanted(update)) one.resolve(update);
    });
    if (!started.ok) assert.fail(JSON.stringify(started.error));
    agents.push(started.value);
    const until: Started['until'] = (wanted) => {
      const seen = updates.find(wanted);
      return seen ? Promise.resolve(seen) : new Promise((resolve) => waiting.push({ wanted, resolve }));
    };
    return { agent: started.value, updates, until };
  };
  const read = (file: string): string => readFileSync(path.join(cwd, file), 'utf8');
  return { cwd, start, read };
}

const script = (...lines: readonly string[]): string => ['# Try it', '', '```demo', ...lines, '```'].join('\n');
const said = (updates: readonly AgentUpdate[]): string =>
  updates.map((update) => (update.kind === 'message' ? update.text : '')).join('');
const good: AgentEnd = { stop: 'end_turn', detail: '', denied: [] };

test('a script is carried out: words, thoughts, edits with their diffs, in the session folder only', async (t) => {
  const { start, read, cwd } = demo(t);
  writeFileSync(path.join(cwd, 'b.txt'), 'old one, old two\n');
  writeFileSync(path.join(cwd, 'gone.txt'), '');
  const { agent, updates } = await start(
    script(
      'say I begin',
      'think hm',
      'write src/a.txt',
      '  hello',
      '  there',
      'append src/a.txt | you',
      'replace b.txt | old | new',
      'replace b.txt | nope | x',
      'delete gone.txt',
    ),
  );
  assert.deepEqual(await agent.ended, good);
  assert.equal(read('src/a.txt'), 'hello\nthere\nyou\n');
  assert.equal(read('b.txt'), 'new one, old two\n');
  assert.equal(existsSync(path.join(cwd, 'gone.txt')), false);
  const [first, second] = updates;
  assert.deepEqual(first, { kind: 'spawned', pid: agent.pid });
  assert.ok(
    second?.kind === 'started' && second.name === 'Demo agent' && second.session !== '' && second.pid === agent.pid,
  );
  assert.match(said(updates), /^I begin\n\n/);
  assert.deepEqual(
    updates.filter(({ kind }) => kind === 'thought'),
    [{ kind: 'thought', text: 'hm\n' }],
  );
  const tools = updates.flatMap((update) =>
    update.kind === 'tool' && update.status !== 'in_progress' ? [update] : [],
  );
  assert.deepEqual(
    tools.map(({ title, status, tool }) => `${title}: ${status} ${tool}`),
    [
      'Write src/a.txt: completed edit',
      'Append to src/a.txt: completed edit',
      'Edit b.txt: completed edit',
      'Edit b.txt: failed edit',
      'Delete gone.txt: completed delete',
    ],
  );
  assert.deepEqual(tools[0]?.files, [path.join(cwd, 'src', 'a.txt')]);
  assert.match(tools[2]?.output ?? '', /- old one, old two\n\+ new one, old two/);
});

test('without a script each file that the prompt names gets a comment', async (t) => {
  const { start, read, cwd } = demo(t);
  mkdirSync(path.join(cwd, 'core/net'), { recursive: true });
  writeFileSync(path.join(cwd, 'core/net/manager.go'), 'package net\n');
  writeFileSync(path.join(cwd, 'core/net/other.go'), 'package net\n');
  writeFileSync(path.join(cwd, 'data.json'), '{}\n');
  const { agent } = await start('# Fixes\n\nRace condition (manager.go:225-248), and data.json, and missing.py');
  assert.deepEqual(await agent.ended, good);
  assert.equal(read('core/net/manager.go'), "package net\n// Phaseline's demo agent was here for Fixes.\n");
  assert.equal(read('core/net/other.go'), 'package net\n');
  assert.equal(read('data.json'), '{}\n');
});

test('pointed at a conflict, it keeps both sides, and changes nothing else', async (t) => {
  const { start, read, cwd } = demo(t);
  const marked = 'a\n<<<<<<< HEAD\nmine\n=======\ntheirs\n>>>>>>> main\nz\n<<<<<<< HEAD\n=======\nnew\n>>>>>>> main\n';
  writeFileSync(path.join(cwd, 'notes.md'), marked);
  writeFileSync(path.join(cwd, 'other.md'), 'other\n');
  const { agent } = await start('Resolve `notes.md`, of a task about `other.md`.');
  assert.deepEqual(await agent.ended, good);
  assert.equal(read('notes.md'), 'a\nmine\ntheirs\nz\nnew\n');
  assert.equal(read('other.md'), 'other\n');
});

test('a permission is asked of the person, and a refusal stops the turn and is told', async (t) => {
  const { start, read } = demo(t);
  const { agent, until, updates } = await start(script('ask execute | Run the migration', 'write a.txt', '  x'));
  const asked = await until(({ kind }) => kind === 'permission');
  assert.ok(asked.kind === 'permission');
  assert.equal(asked.request.title, 'Run the migration');
  assert.equal(asked.waits, true);
  assert.equal(asked.request.tool, 'execute');
  agent.answer('made-up', 'reject');
  agent.answer(asked.request.id, 'made-up');
  agent.answer(asked.request.id, 'reject');
  assert.deepEqual(await agent.ended, { ...good, denied: ['Run the migration'] });
  assert.ok(
    updates.some((update) => update.kind === 'answered' && update.option === 'reject' && update.by === 'person'),
  );
  assert.throws(() => read('a.txt'));
});

test('a policy answers without a person', async (t) => {
  const { start, read } = demo(t);
  const lines = ['ask execute | Run it', 'ask fetch | Get it', 'write a.txt', '  x'];
  const allowed = await start(script(...lines), { permissions: { execute: 'allow', fetch: 'allow' } });
  assert.deepEqual(await allowed.agent.ended, good);
  assert.equal(read('a.txt'), 'x\n');
  const denied = await start(script(...lines), { permissions: { execute: 'allow', fetch: 'deny' } });
  assert.deepEqual((await denied.agent.ended).denied, ['Get it']);
  const asked = denied.updates.flatMap((update) => (update.kind === 'permission' ? [update.waits] : []));
  assert.deepEqual(asked, [false, false], 'nobody is told to come and answer');
});

test('a refusal carries its reason, a script that cannot be read too', async (t) => {
  const { start } = demo(t);
  assert.deepEqual(await (await start(script('fail no database here'))).agent.ended, {
    stop: 'refusal',
    detail: 'no database here',
    denied: [],
  });
  const unreadable = await (await start(script('dance'))).agent.ended;
  assert.equal(unreadable.stop, 'refusal');
  assert.match(unreadable.detail, /line 4: unknown instruction "dance"/);
});

test('a crash is a death with the last words, and its work is there', async (t) => {
  const { start, read } = demo(t);
  const { agent } = await start(script('write a.txt', '  x', 'crash'));
  const end = await agent.ended;
  assert.equal(end.stop, 'died');
  assert.match(end.detail, /exit code 70: .*the script says to crash/);
  assert.equal(read('a.txt'), 'x\n');
});

test('an agent that hangs is cancelled politely', async (t) => {
  const { start } = demo(t);
  const { agent, until } = await start(script('say waiting', 'hang'));
  await until(({ kind }) => kind === 'message');
  await agent.cancel();
  assert.equal((await agent.ended).stop, 'cancelled');
});

test('an agent that waits for an answer can be cancelled too', async (t) => {
  const { start } = demo(t);
  const { agent, until } = await start(script('ask execute | Run it', 'write a.txt', '  x'));
  await until(({ kind }) => kind === 'permission');
  await agent.cancel();
  assert.deepEqual(await agent.ended, { stop: 'cancelled', detail: '', denied: [] });
});

test('a session can be resumed in a new process', async (t) => {
  const { start } = demo(t);
  const { updates } = await start(script('say again'), { resume: 'session-of-before' });
  const started = updates.find(({ kind }) => kind === 'started');
  assert.ok(started?.kind === 'started' && started.session === 'session-of-before');
});

test('the process ends when it is let go of', async (t) => {
  const { start } = demo(t);
  const { agent } = await start(script('hang'));
  agent.dispose();
  assert.equal((await agent.ended).stop, 'died');
});

test('it ends by itself when whoever started it is gone', async (t) => {
  const { cwd } = demo(t);
  const started = await spawnProgram({ program: process.execPath, args: [program], cwd });
  assert.ok(started.ok);
  started.value.stdin.end();
  assert.deepEqual(await started.value.ended, { exit: 0 });
});

test('an agent that hears nothing any more is ended with its whole tree', async (t) => {
  const { cwd } = demo(t);
  const stubborn = path.join(import.meta.dirname, 'stubborn-agent-program.ts');
  const patience = { open: 10_000, cancel: 50, quit: 50 };
  const launch: AgentLaunch = { ...anyLaunch, command: [process.execPath, stubborn], cwd, prompt: 'x' };
  const launched = await launchAcp(launch, {}, '0', () => {}, patience);
  assert.ok(launched.ok);
  const agent = launched.value;
  await agent.cancel();
  assert.deepEqual(await agent.ended, { stop: 'cancelled', detail: '', denied: [] });
  assert.equal(await isAlive(agent.pid ?? 0), false);
});

test('a program that is not there, or speaks something else, is a failure in words', async (t) => {
  const { cwd } = demo(t);
  const missing = await launchAcp({ ...anyLaunch, command: ['no-such-agent-anywhere'], cwd }, {}, '0', () => {});
  assert.deepEqual(missing, {
    ok: false,
    error: { kind: 'program-missing', program: 'no-such-agent-anywhere', neededFor: 'Demo agent' },
  });
  const words = [
    process.execPath,
    '-e',
    'console.log("Usage: agent"); console.error("unknown option"); process.exit(2)',
  ];
  const other = await launchAcp({ ...anyLaunch, command: words, cwd }, {}, '0', () => {});
  assert.deepEqual(other, {
    ok: false,
    error: { kind: 'agent-failed', agent: 'Demo agent', detail: 'it ended with exit code 2: unknown option' },
  });
});
