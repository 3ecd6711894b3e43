import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { connectRunner, type RunnerConnection } from '../../src/adapters/ipc/client.ts';
import { freshSocket, readEndpoint, writeEndpoint } from '../../src/adapters/ipc/endpoint.ts';
import { ensureHome, workspaceFolders } from '../../src/adapters/workspace.ts';
import { withIssuesChange } from '../../src/extension/link/issues-change.ts';
import type { IssuesState } from '../../src/protocol/requests.ts';
import { serveWorkspace } from '../../src/runner/daemon/serve.ts';
import { type Served, withRunner } from './served-runner.ts';

test('several clients share one runner, and each hears what the other does', () =>
  withRunner(async ({ connect }) => {
    const [one, two] = [await connect(), await connect()];
    const heard = new Promise<string>((resolve) => two.onEvent((event) => resolve(event.kind)));
    await two.request('subscribe', { after: {} });
    assert.ok((await one.request('hooks.pause', { paused: true })).ok);
    assert.equal(await heard, 'hooks.paused');
    one.dispose();
    two.dispose();
  }));

test('a client that comes back gets what it missed, and nothing twice', () =>
  withRunner(async ({ connect }) => {
    const one = await connect();
    for (const paused of [true, false, true]) await one.request('hooks.pause', { paused });
    const all = await one.request('subscribe', { after: {} });
    assert.ok(all.ok);
    assert.deepEqual(
      all.value.events.map(({ seq }) => seq),
      [1, 2, 3],
    );
    const missed = await one.request('subscribe', { after: { workspace: 2 } });
    assert.ok(missed.ok);
    assert.deepEqual(
      missed.value.events.map(({ seq }) => seq),
      [3],
    );
    one.dispose();
  }));

test('only who knows the token is answered, and only the user can read it', () =>
  withRunner(async ({ workspace }) => {
    const folders = workspaceFolders(workspace);
    const endpoint = readEndpoint(folders);
    assert.ok(endpoint);
    if (process.platform !== 'win32') assert.equal(statSync(folders.runnerFile).mode & 0o777, 0o600);
    writeEndpoint(folders, {
      ...endpoint,
      token: endpoint.token.replace(/^./, (first) => (first === '0' ? '1' : '0')),
    });
    const refused = await connectRunner({ workspace, client: 'cli', settings: {}, cli: undefined });
    assert.equal(refused.ok, false);
    writeEndpoint(folders, endpoint);
  }));

test('a second runner for the same workspace finds the first and leaves', () =>
  withRunner(async ({ workspace, connect }) => {
    let reached = false;
    const ready = (): void => {
      reached = true;
    };
    await serveWorkspace({ workspace, idleMilliseconds: 1, ready, log: () => undefined });
    assert.ok(reached);
    (await connect()).dispose();
  }));

test('what cannot be done is refused with its reason, and the runner stays', () =>
  withRunner(async ({ connect }) => {
    const client = await connect();
    const plan = await client.request('run.start', { plan: 'nothing.phaseplan.yaml' });
    assert.ok(!plan.ok && plan.error.kind === 'plan-unreadable');
    const issues = await client.request('issues.close', { id: 'x-1', reason: '' });
    assert.ok(!issues.ok && issues.error.kind === 'no-tracker');
    const resumed = await client.request('run.resume', {});
    assert.ok(!resumed.ok && resumed.error.kind === 'no-such');
    const launched = await client.request('agent.launch', { agent: 'demo', prompt: 'x', isolation: 'worktree' });
    assert.ok(!launched.ok && launched.error.kind === 'no-repository', JSON.stringify(launched));
    assert.ok((await client.request('preflight', { plan: 'nothing' })).ok === false);
    client.dispose();
  }));

test('a launch by hand takes along what its plan says of the type; the modes of SPARC are types too', () =>
  withRunner(async ({ workspace, connect }) => {
    writeFileSync(
      path.join(workspace, 'a.phaseplan.yaml'),
      'version: 1\nname: a\nagents: { coder: { prompt: You are careful. } }\nphases: {}\n',
    );
    mkdirSync(path.join(workspace, '.claude/agents'), { recursive: true });
    writeFileSync(path.join(workspace, '.claude/agents/sparc-refinement.md'), 'Our own way to refine.\n');
    const client = await connect();
    const prompt = async (agent: string, plan?: string): Promise<string> => {
      const launch = { agent, runner: 'demo', prompt: 'Do it.', isolation: 'worktree', ...(plan && { plan }) } as const;
      const told = await client.request('agent.prompt', launch);
      return told.ok ? told.value.text : JSON.stringify(told.error);
    };
    assert.match(await prompt('coder', 'a.phaseplan.yaml'), /You are careful\./);
    assert.doesNotMatch(await prompt('coder'), /You are careful\./);
    assert.match(await prompt('coder', 'gone.phaseplan.yaml'), /plan-unreadable/);
    assert.match(await prompt('sparc-specification'), /## SPARC: specification\n\nWork out what is wanted/);
    assert.match(await prompt('sparc-refinement'), /Our own way to refine/);
    const found = await client.request('agent.found', {});
    const sources = found.ok ? found.value.types.filter(({ name }) => name.startsWith('sparc-')) : [];
    assert.deepEqual(
      new Map(sources.map(({ name, source }) => [name, source])),
      new Map([
        ['sparc-refinement', '.claude/agents/sparc-refinement.md'],
        ...['specification', 'pseudocode', 'architecture', 'completion'].map(
          (mode) => [`sparc-${mode}`, 'SPARC'] as const,
        ),
      ]),
    );
    client.dispose();
  }));

test('thousands of issues are told in parts, once and whole, and what changes meanwhile comes after them', () =>
  withRunner(async ({ workspace, connect }) => {
    mkdirSync(path.join(workspace, '.beads'));
    const lines = Array.from(
      { length: 2500 },
      (_, at) => `${JSON.stringify({ id: `n-${at}`, title: `title ${at}` })}\n`,
    );
    writeFileSync(path.join(workspace, '.beads/issues.jsonl'), lines.join(''));
    const [one, two] = [await follow(connect), await follow(connect)];
    await one.client.request('issues.load', {});
    await one.client.request('issues.load', {});
    assert.deepEqual(one.told, ['all 2500']);
    assert.equal(two.told.length, 1, 'whoever subscribed is told what another one asked for');
    const three = await follow(connect);
    await Promise.all([
      three.client.request('issues.load', {}),
      one.client.request('issues.update', { id: 'n-7', change: { title: 'changed' } }),
    ]);
    for (const { client } of [one, two, three]) await client.request('issues.load', {});
    for (const { state, client } of [one, two, three]) {
      const now = state();
      assert.ok(now?.state === 'known');
      assert.deepEqual(
        [now.issues.length, now.issues[7]?.title, now.issues[2499]?.title],
        [2500, 'changed', 'title 2499'],
      );
      client.dispose();
    }
  }));

type Following = { client: RunnerConnection; told: string[]; state(): IssuesState | undefined };

/** A client that takes in what it is told of the issues, as a window does; what does not follow on what it has would be undefined. */
async function follow(connect: Served['connect']): Promise<Following> {
  const client = await connect();
  const told: string[] = [];
  let state: IssuesState | undefined;
  client.onIssues((issues) => {
    told.push(`all ${issues.state === 'none' ? 0 : issues.issues.length}`);
    state = issues;
  });
  client.onIssuesChanged((change) => {
    told.push('change');
    state = withIssuesChange(state, change);
  });
  await client.request('subscribe', { after: {} });
  return { client, told, state: () => state };
}

test('a client is told when its runner ends', () =>
  withRunner(async ({ connect, ended }) => {
    const client = await connect();
    const closed = new Promise<void>((resolve) => client.onClose(() => resolve()));
    await client.request('shutdown', { force: true });
    await closed;
    await ended;
    const after = await client.request('issues.load', {});
    assert.ok(!after.ok && after.error.kind === 'runner-unreachable');
  }));

test('a runner that leaves in the middle of a message leaves nothing behind that keeps its client alive', async () => {
  const workspace = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-half-')));
  const folders = workspaceFolders(workspace);
  ensureHome(folders);
  const socket = freshSocket(workspace);
  const server = net.createServer((client) => client.end('Content-Length: 100\r\n\r\n{"half'));
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  writeEndpoint(folders, { pid: process.pid, socket, token: 'x', version: '0' });
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const connected = await connectRunner({ workspace, client: 'cli', settings: {}, cli: undefined });
  assert.ok(!connected.ok && connected.error.kind === 'runner-unreachable');
  assert.equal(timers(), before);
  server.close();
  rmSync(workspace, { recursive: true, force: true });
});
