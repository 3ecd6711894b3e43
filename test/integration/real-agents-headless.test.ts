import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cachedEntry } from '../../scripts/caches.ts';
import { createLauncher } from '../../src/adapters/agents/launch.ts';
import { findAgent } from '../../src/adapters/agents/registry.ts';
import { endTree, isAlive } from '../../src/adapters/processes.ts';
import type { AgentHandle, AgentLaunch, AgentUpdate } from '../../src/agents/agent.ts';
import { transcriptOf } from '../../src/agents/transcript.ts';
import { judge } from '../../src/agents/verdict.ts';
import { prepareAgent } from '../harness-models/agent-settings.ts';
import { startModelServer } from '../harness-models/model-server.ts';
import { ownTools, writeIssue } from '../harness-models/own-tools.ts';

type Cleanup = { after(call: () => unknown): void };

type Program = {
  readonly program: string;
  /** Among the packages that were fetched for it. */
  readonly file: string;
  /** The id of one that is found without its adapter, or else the words that a plan would give it. */
  readonly found: string | readonly string[];
  /** What is denied is told to its model, and is refused when it tries all the same; or it is not even offered. */
  readonly denies: 'when tried' | 'unseen';
};

/** By the name under which the cache knows it. */
const programs: Readonly<Record<string, Program>> = {
  claude: {
    program: 'claude',
    // Its ACP adapter carries it along as a package of its platform.
    file: `@anthropic-ai/claude-agent-sdk-${process.platform}-${process.arch}/claude`,
    found: 'claude-code',
    denies: 'when tried',
  },
  codex: { program: 'codex', file: '@openai/codex/bin/codex.js', found: 'codex', denies: 'when tried' },
  opencode: {
    program: 'opencode',
    file: `opencode-${process.platform}-${process.arch}/bin/opencode`,
    found: ['run', '--format', 'json'],
    denies: 'unseen',
  },
  gemini: {
    program: 'gemini',
    file: '@google/gemini-cli/bundle/gemini.js',
    found: ['--output-format', 'stream-json', '--yolo'],
    denies: 'unseen',
  },
  qwen: {
    program: 'qwen',
    file: '@qwen-code/qwen-code/cli-entry.js',
    found: ['--output-format', 'stream-json', '--yolo'],
    denies: 'unseen',
  },
};

/** The program itself among what was fetched, undefined where it was not. */
function fetched(name: string): string | undefined {
  const entry = cachedEntry(name);
  if (entry === undefined) return undefined;
  const modules = entry.slice(0, entry.indexOf('node_modules') + 'node_modules'.length);
  const file = path.join(modules, programs[name]?.file ?? '');
  return existsSync(file) ? file : undefined;
}

const missing = (name: string): string | false =>
  fetched(name) === undefined && `not fetched: npm run fetch -- ${name}`;

/** The command of the agent on a machine that has its own program alone, and no adapter. */
function commandOf(name: string, bin: string): readonly string[] {
  const { program, found } = programs[name] ?? assert.fail(name);
  mkdirSync(bin);
  symlinkSync(fetched(name) ?? assert.fail(name), path.join(bin, program));
  if (typeof found !== 'string') return [path.join(bin, program), ...found];
  const agent = findAgent(found, { workspace: bin, cli: 'cli.js', version: '0.0.0', PATH: bin, folders: [] });
  assert.ok(agent.ok && agent.value.speaks === 'command');
  return agent.value.command;
}

type Launched = {
  readonly agent: AgentHandle;
  readonly updates: readonly AgentUpdate[];
  /** Resolves with the first update of this kind. */
  first(kind: AgentUpdate['kind']): Promise<void>;
  told(): string;
};

/** A repository, a home, a scripted model, and the means to start the agent there; all gone afterwards. `url`: another service than that model. */
async function stage(t: Cleanup, name: string, url?: string) {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-headless-')));
  const [home, cwd] = [path.join(root, 'home'), path.join(root, 'work')];
  for (const folder of [home, cwd]) mkdirSync(folder);
  execFileSync('git', ['init', '-q'], { cwd });
  const server = await startModelServer();
  const agents: AgentHandle[] = [];
  t.after(async () => {
    await Promise.all(agents.map(({ pid }) => pid !== undefined && endTree(pid)));
    await server.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
  const command = commandOf(name, path.join(root, 'bin'));
  const { env, args } = prepareAgent[name]?.(home, url ?? server.url) ?? assert.fail(name);
  const launch = async (prompt: string, more: Partial<AgentLaunch> = {}): Promise<Launched> => {
    const updates: AgentUpdate[] = [];
    const waiting: (() => void)[] = [];
    const wanted: AgentLaunch = {
      id: 'r1/p/t#1',
      title: name,
      command: [...command, ...args],
      speaks: 'command',
      env,
      cwd,
      prompt,
      model: undefined,
      permissions: {},
      resume: undefined,
      ...more,
    };
    const launched = await createLauncher('0.0.0')(wanted, (update) => {
      updates.push(update);
      for (const look of waiting) look();
    });
    if (!launched.ok) assert.fail(JSON.stringify(launched.error));
    agents.push(launched.value);
    const first = (kind: AgentUpdate['kind']): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => (updates.some((update) => update.kind === kind) ? resolve() : undefined);
        waiting.push(look);
        look();
      });
    const told = (): string => `${transcriptOf(updates)}\n${server.asked.join('\n')}`;
    return { agent: launched.value, updates, first, told };
  };
  const file = (called: string): string => path.join(cwd, called);
  const write = (called: string): string => `WRITEFILE path=${file(called)} content=headless`;
  return { command, launch, write, file };
}

const startedOf = (updates: readonly AgentUpdate[]) => {
  const started = updates.find((update) => update.kind === 'started');
  return started?.kind === 'started' ? started : assert.fail('it never started');
};

const timeout = 180_000;

const patterns = { allow: [], ask: [], deny: [], otherwise: undefined };

for (const [permissions, writes, ...words] of [
  [{}, true],
  [{ edit: 'deny' }, false],
  [{ edit: { ...patterns, deny: ['*.txt'] } }, false],
  [{ edit: { ...patterns, allow: ['hello.*'], otherwise: 'deny' } }, true],
  [{ edit: { ...patterns, allow: ['other.*'], otherwise: 'deny' } }, false],
  [{ edit: 'deny' }, false, '--allowedTools', 'Write'],
  [{ edit: { ...patterns, deny: ['*.txt'] } }, false, '--allowedTools', 'Write'],
  [{ edit: { ...patterns, deny: ['*.txt'] } }, false, '--permission-mode', 'acceptEdits'],
  [{}, false, '--permission-prompts', 'none'],
  [{ edit: { ...patterns, allow: ['hello.*'], otherwise: 'deny' } }, true, '--permission-prompts', 'none'],
] as const) {
  test(`claude -p ${words.join(' ')} with ${JSON.stringify(permissions)} ${writes ? 'does a task' : 'is not believed when a write was denied'}`, {
    skip: missing('claude'),
    timeout,
  }, async (t) => {
    const { command, launch, write, file } = await stage(t, 'claude');
    const { agent, updates, told } = await launch(write('hello.txt'), { command: [...command, ...words], permissions });
    const end = await agent.ended;
    assert.equal(judge(end).ok, writes, `${JSON.stringify(end)}\n${told()}`);
    assert.deepEqual(end.denied, writes ? [] : ['Write hello.txt'], told());
    assert.equal(existsSync(file('hello.txt')), writes);
    assert.notEqual(startedOf(updates).version, '');
  });
}

for (const option of ['allow', 'reject']) {
  test(`claude -p asks the person, waits, and is told: ${option}`, { skip: missing('claude'), timeout }, async (t) => {
    const { launch, write, file } = await stage(t, 'claude');
    const { agent, updates, first, told } = await launch(write('hello.txt'), { permissions: { edit: 'ask' } });
    await first('permission');
    const asked = updates.find((update) => update.kind === 'permission');
    assert.ok(asked?.kind === 'permission' && asked.waits, told());
    assert.deepEqual([asked.request.title, asked.request.files], ['Write hello.txt', [file('hello.txt')]]);
    assert.match(asked.request.detail, /\+ headless/);
    assert.equal(existsSync(file('hello.txt')), false, 'nothing is written before it is allowed');
    agent.answer(asked.request.id, option);
    const end = await agent.ended;
    assert.equal(existsSync(file('hello.txt')), option === 'allow', told());
    assert.deepEqual([end.stop, end.denied], ['end_turn', option === 'allow' ? [] : ['Write hello.txt']]);
  });
}

for (const [name, { denies }] of Object.entries(programs)) {
  const skip = missing(name);

  test(`${name} does a task headless, and says what it used`, { skip, timeout }, async (t) => {
    const { launch, write, file } = await stage(t, name);
    const { agent, updates, told } = await launch(write('hello.txt'));
    const end = await agent.ended;
    assert.deepEqual(judge(end), { ok: true }, `${JSON.stringify(end)}\n${told()}`);
    assert.equal(readFileSync(file('hello.txt'), 'utf8').trim(), 'headless');
    assert.match(transcriptOf(updates), /Finished/);
    assert.match(transcriptOf(updates), /● .*hello\.txt/, 'the call that wrote it');
    const usage = updates.findLast((update) => update.kind === 'usage');
    assert.ok(usage?.kind === 'usage' && usage.usage.tokens > 0, told());
    const { name: title, version, session } = startedOf(updates);
    assert.notEqual(session, '');
    t.diagnostic(`${title} ${version}`);
  });

  test(`${name} writes nothing headless that its policy denies`, { skip, timeout }, async (t) => {
    const { launch, write, file } = await stage(t, name);
    const { agent, told } = await launch(write('hello.txt'), { permissions: { edit: 'deny' } });
    const end = await agent.ended;
    const verdict = judge(end);
    const wanted = denies === 'unseen' ? /^done$/ : /^it was not allowed to: /;
    assert.match(verdict.ok ? 'done' : verdict.reason, wanted, `${JSON.stringify(end)}\n${told()}`);
    assert.equal(existsSync(file('hello.txt')), false);
    t.diagnostic(end.denied.join(', '));
  });

  test(`${name} is cancelled and killed headless, and goes on with its session`, { skip, timeout }, async (t) => {
    const { launch, write, file } = await stage(t, name);
    const lost = await launch('HOLDTURN please');
    await lost.first('started');
    process.kill(lost.agent.pid ?? assert.fail('no process'), 'SIGKILL');
    await lost.agent.ended;
    const first = await launch(write('first.txt'), { resume: startedOf(lost.updates).session });
    assert.deepEqual(judge(await first.agent.ended), { ok: true }, first.told());
    const { session } = startedOf(first.updates);

    const second = await launch('HOLDTURN please', { resume: session });
    await second.first('started');
    const begin = performance.now();
    await second.agent.cancel();
    assert.equal((await second.agent.ended).stop, 'cancelled', second.told());
    t.diagnostic(`cancelled in ${Math.round(performance.now() - begin)} ms`);

    const third = await launch('HOLDTURN please', { resume: session });
    await third.first('started');
    const pid = third.agent.pid ?? assert.fail('no process');
    process.kill(pid, 'SIGKILL');
    assert.equal((await third.agent.ended).stop, 'died', third.told());

    const fourth = await launch(write('later.txt'), { resume: session });
    assert.deepEqual(judge(await fourth.agent.ended), { ok: true }, fourth.told());
    assert.equal(startedOf(fourth.updates).session, session, 'the same session, with its history');
    assert.equal(await isAlive(pid), false);
    assert.ok(existsSync(file('later.txt')), fourth.told());
  });
}

// Gemini takes servers from its settings alone.
for (const name of Object.keys(programs).filter((one) => one !== 'gemini')) {
  test(`${name} uses our own tools headless, unasked`, { skip: missing(name), timeout }, async (t) => {
    const { launch, file } = await stage(t, name);
    writeIssue(file('.'), 'Mend the roof');
    const more = { tools: ownTools(file('.')), permissions: { edit: 'deny', other: 'deny' } } as const;
    const { agent, updates, told } = await launch('CALLTOOL name=ready_issues', more);
    const end = await agent.ended;
    assert.deepEqual(judge(end), { ok: true }, `${JSON.stringify(end)}\n${told()}`);
    const calls = updates.filter((update) => update.kind === 'tool' && update.output.includes('Mend the roof'));
    assert.ok(calls.length > 0, told());
  });
}

test('codex has no shell where its policy denies commands', { skip: missing('codex'), timeout }, async (t) => {
  const { launch, write, file } = await stage(t, 'codex');
  const { agent, told } = await launch(write('hello.txt'), { permissions: { execute: 'deny' } });
  assert.equal((await agent.ended).stop, 'end_turn', told());
  assert.equal(existsSync(file('hello.txt')), false, 'its scripted model writes with the shell');
});

test('codex falls silent when its service is down, so that its watch can end it', {
  skip: missing('codex'),
  timeout,
}, async (t) => {
  const { launch } = await stage(t, 'codex', 'http://127.0.0.1:9');
  const { agent, updates, first, told } = await launch('Hello');
  await first('started');
  // It says that it waits after 3 and after 11 seconds, and then every minute.
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  assert.equal(updates.filter((update) => update.kind === 'other' && update.name === 'trouble').length, 1, told());
  await agent.cancel();
  assert.equal((await agent.ended).stop, 'cancelled');
});
