import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cachedCommand } from '../../scripts/caches.ts';
import { createLauncher } from '../../src/adapters/agents/launch.ts';
import { createWorktrees } from '../../src/adapters/git/worktrees.ts';
import { endTree, isAlive } from '../../src/adapters/processes.ts';
import type { AgentHandle, AgentLaunch, AgentUpdate, PermissionRequest } from '../../src/agents/agent.ts';
import { optionFor } from '../../src/agents/policy.ts';
import { transcriptOf } from '../../src/agents/transcript.ts';
import { judge } from '../../src/agents/verdict.ts';
import { prepareAgent } from '../harness-models/agent-settings.ts';
import { startModelServer } from '../harness-models/model-server.ts';
import { ownTools, writeIssue } from '../harness-models/own-tools.ts';

type Cleanup = { after(call: () => unknown): void };

/** A repository with one commit, a home for the agent, and a worktree made as a run makes it. */
async function place() {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-real-')));
  const [home, workspace] = [path.join(root, 'home'), path.join(root, 'work')];
  for (const folder of [home, workspace]) mkdirSync(folder);
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t.invalid', ...words], {
      cwd: workspace,
      encoding: 'utf8',
    });
  git('init', '-q');
  writeFileSync(path.join(workspace, 'README.md'), '# Try\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  const worktrees = createWorktrees(workspace);
  const base = await worktrees.head();
  assert.ok(base.ok);
  const folder = path.join(workspace, '.phaseline', 'worktrees', 'r1', 'p', 't');
  assert.ok((await worktrees.ensure(folder, 'phaseline/plan/p/t', base.value)).ok);
  return { root, home, workspace, folder, worktrees };
}

type Launched = {
  readonly agent: AgentHandle;
  readonly updates: readonly AgentUpdate[];
  readonly spoke: Promise<void>;
  /** The first question that a person has to answer. */
  readonly asked: Promise<PermissionRequest>;
  told(): string;
};

/** A place, a scripted model, and the means to start one of the known agents there; all gone afterwards. */
async function stage(t: Cleanup, name: string, command: readonly string[]) {
  const { root, home, workspace, folder, worktrees } = await place();
  const server = await startModelServer();
  const agents: AgentHandle[] = [];
  t.after(async () => {
    // Agents write into their home until they are gone.
    await Promise.all(agents.map(({ pid }) => pid !== undefined && endTree(pid)));
    await server.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
  const { env, args } = prepareAgent[name]?.(home, server.url) ?? assert.fail(name);
  const launch = async (prompt: string, more: Partial<AgentLaunch> = {}): Promise<Launched> => {
    const updates: AgentUpdate[] = [];
    const told = (): string => `${transcriptOf(updates)}\n${server.asked.join('\n')}`;
    let spoken = (): void => {};
    const spoke = new Promise<void>((resolve) => {
      spoken = resolve;
    });
    let asks = (_: PermissionRequest): void => {};
    const asked = new Promise<PermissionRequest>((resolve) => {
      asks = resolve;
    });
    const wanted: AgentLaunch = {
      id: 'r1/p/t#1',
      title: name,
      command: [...command, ...args],
      speaks: 'acp',
      env,
      cwd: folder,
      prompt,
      model: undefined,
      permissions: { execute: 'allow', other: 'allow' },
      resume: undefined,
      ...more,
    };
    const launched = await createLauncher('0.0.0')(wanted, (update) => {
      updates.push(update);
      if (update.kind === 'message') spoken();
      if (update.kind === 'permission' && update.waits) asks(update.request);
    });
    if (!launched.ok) assert.fail(`${JSON.stringify(launched.error)}\n${told()}`);
    agents.push(launched.value);
    return { agent: launched.value, updates, spoke, asked, told };
  };
  const write = (file: string, content: string): string =>
    `Write a file: WRITEFILE path=${path.join(folder, file)} content=${content}`;
  return { workspace, folder, worktrees, launch, write };
}

const startedOf = (updates: readonly AgentUpdate[]) => {
  const started = updates.find((update) => update.kind === 'started');
  return started?.kind === 'started' ? started : assert.fail('it never started');
};

const timeout = 180_000;

for (const name of Object.keys(prepareAgent)) {
  const command = cachedCommand(name) ?? [];
  const skip = command.length === 0 && `not fetched: npm run fetch -- ${name}`;

  test(`${name} does a task offline, in its own worktree, through our launcher`, { skip, timeout }, async (t) => {
    const { folder, worktrees, launch, write } = await stage(t, name, command);
    const { agent, updates, told } = await launch(write('hello.txt', 'fromtheagent'), { tools: ownTools(folder) });
    const end = await agent.ended;
    assert.deepEqual(judge(end), { ok: true }, `${JSON.stringify(end)}\n${told()}`);
    assert.deepEqual(await worktrees.changed(folder), { ok: true, value: ['hello.txt'] }, told());
    assert.equal(readFileSync(path.join(folder, 'hello.txt'), 'utf8').trim(), 'fromtheagent');
    assert.match(transcriptOf(updates), /Finished/);
    const { name: title, version } = startedOf(updates);
    t.diagnostic(`${title} ${version}`);
  });

  test(`${name} uses our own tools, unasked`, { skip, timeout }, async (t) => {
    const { workspace, folder, launch } = await stage(t, name, command);
    writeIssue(workspace, 'Mend the roof');
    const more = { tools: ownTools(folder), permissions: { edit: 'deny', other: 'deny' } } as const;
    const { agent, updates, told } = await launch('CALLTOOL name=ready_issues', more);
    assert.deepEqual(judge(await agent.ended), { ok: true }, told());
    const called = updates.some((update) => update.kind === 'tool' && update.output.includes('Mend the roof'));
    assert.ok(called, told());
  });

  test(`${name} does not write what its policy denies`, { skip, timeout }, async (t) => {
    const { folder, launch, write } = await stage(t, name, command);
    const denied = { edit: 'deny', execute: 'deny', delete: 'deny', move: 'deny', other: 'deny' } as const;
    const { agent, told } = await launch(write('hello.txt', 'x'), { permissions: denied });
    const end = await agent.ended;
    assert.equal(existsSync(path.join(folder, 'hello.txt')), false, told());
    const verdict = judge(end);
    assert.match(verdict.ok ? 'done' : verdict.reason, /^it was not allowed to: .*hello\.txt/, told());
    t.diagnostic(`it asked and was told no: ${end.denied.join(', ')}`);
  });

  test(`${name} asks before it writes, and writes once it is allowed to`, { skip, timeout }, async (t) => {
    const { folder, launch, write } = await stage(t, name, command);
    const ask = { edit: 'ask', execute: 'ask' } as const;
    const { agent, asked, told } = await launch(write('asked.txt', 'allowed'), { permissions: ask });
    const early = agent.ended.then(() => assert.fail(`it ended without a question\n${told()}`));
    const request = await Promise.race([asked, early]);
    assert.equal(existsSync(path.join(folder, 'asked.txt')), false, 'nothing is written before it is allowed');
    assert.match(`${request.title} ${request.detail}`, /asked\.txt/);
    agent.answer(request.id, optionFor(request, 'allow') ?? assert.fail(JSON.stringify(request)));
    assert.deepEqual(judge(await agent.ended), { ok: true }, told());
    assert.equal(readFileSync(path.join(folder, 'asked.txt'), 'utf8').trim(), 'allowed');
    t.diagnostic(`it asked: ${request.title.slice(0, 120)}`);
  });

  test(`${name} stops when it is cancelled, and goes on in a new process after a kill`, {
    skip,
    timeout,
  }, async (t) => {
    const { folder, launch, write } = await stage(t, name, command);
    const first = await launch('HOLDTURN please');
    await first.spoke;
    const begin = performance.now();
    await first.agent.cancel();
    assert.equal((await first.agent.ended).stop, 'cancelled', first.told());
    t.diagnostic(`cancelled in ${Math.round(performance.now() - begin)} ms`);
    const pid = first.agent.pid ?? assert.fail('no process');
    process.kill(pid, 'SIGKILL');
    first.agent.dispose();
    const { session } = startedOf(first.updates);
    const second = await launch(write('later.txt', 'y'), { resume: session });
    t.diagnostic(startedOf(second.updates).session === session ? 'resumed with its history' : 'started anew');
    await second.agent.ended;
    assert.equal(await isAlive(pid), false);
    assert.equal(readFileSync(path.join(folder, 'later.txt'), 'utf8').trim(), 'y', second.told());
  });
}
