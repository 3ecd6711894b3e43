// A runner in the process of its test.
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { connectRunner, type RunnerConnection } from '../../src/adapters/ipc/client.ts';
import { serveWorkspace } from '../../src/runner/daemon/serve.ts';

export type Served = {
  readonly workspace: string;
  connect(): Promise<RunnerConnection>;
  readonly ended: Promise<void>;
};

/** A runner in this process, on a folder of its own; it is told to end afterwards. */
export async function withRunner(act: (served: Served) => Promise<void>): Promise<void> {
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
