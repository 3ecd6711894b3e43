import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { connectRunner, type RunnerConnection } from '../../src/adapters/ipc/client.ts';
import { readEndpoint } from '../../src/adapters/ipc/endpoint.ts';
import { workspaceFolders } from '../../src/adapters/workspace.ts';
import { type Samples, timed } from './record.ts';

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');

/** Windows that join a runner which has read the tracker: how long until each has all issues, and how much memory that takes in the runner. */
export async function joins(folder: string, rounds: number, samples: Samples): Promise<void> {
  const workspace = realpathSync(folder);
  const first = await connect(workspace);
  try {
    await joined(first);
    for (let round = 0; round < rounds; round += 1) {
      const window = await connect(workspace);
      samples.add('a window joins → it has all issues', await timed(() => joined(window)));
      window.dispose();
    }
    const pid = readEndpoint(workspaceFolders(workspace))?.pid;
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    samples.add('resident memory of the runner that they joined, at most', Number(kilobytes) / 1000);
  } finally {
    await first.request('shutdown', { force: true });
    first.dispose();
  }
}

async function connect(workspace: string): Promise<RunnerConnection> {
  const connected = await connectRunner({ workspace, client: 'window', settings: {}, cli });
  if (!connected.ok) throw new Error(JSON.stringify(connected.error));
  return connected.value;
}

/** As a window does it. */
async function joined(client: RunnerConnection): Promise<void> {
  const told = new Promise<void>((resolve) => client.onIssues(() => resolve()));
  await client.request('subscribe', { after: {} });
  await client.request('issues.load', {});
  await told;
}
