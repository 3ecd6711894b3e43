import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { connectRunner, type RunnerConnection } from '../../src/adapters/ipc/client.ts';
import { freshSocket, readEndpoint, writeEndpoint } from '../../src/adapters/ipc/endpoint.ts';
import { ensureHome, workspaceFolders } from '../../src/adapters/workspace.ts';
import { serveWorkspace } from '../../src/runner/daemon/serve.ts';

type Served = { readonly workspace: string; connect(): Promise<RunnerConnection>; readonly ended: Promise<void> };

/** A runner in this process, on a folder of its own; it is told to end afterwards. */
async function withRunner(act: (served: Served) => Promise<void>): Promise<void> {
  const workspace = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-runner-')));
  const logged: string[] = [];
  let ready: () => void = () => undefined;
  const reachable = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const ended = serveWorkspace({ workspace, idleMilliseconds: 60_000, ready, log: (text) => logged.push(text) });
  const connect = async (): Promise<RunnerConnection> => {
    const connected = await connectRunner({ workspace, client: 'cli', settings: {}, cli: undefined });
    assert.ok(connected.ok, JSON.stringify(connected));
    return connected.value;
  };
  try {
    await reachable;
    await act({ workspace, connect, ended });
  } finally {
    const last = await connectRunner({ workspace, client: 'cli', settings: {}, cli: undefined });
    if (last.ok) await last.value.request('shutdown', { force: true });
    await ended;
    rmSync(workspace, { recursive: true, force: true });
  }
}

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
