// A program in a process group of its own, and its end: nothing it started, detached or not, may outlive a test.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Environment variable that marks everything a group starts, grandchildren and detached processes included. */
const mark = 'PHASELINE_TEST_GROUP';

export interface Group {
  readonly child: ChildProcess;
  /** Ends every process of the group, the detached ones too, and resolves when they are gone. */
  end(): Promise<void>;
}

const numbered = new Set<string>();

function uniqueMark(): string {
  const name = `${process.pid}-${Date.now()}-${numbered.size}`;
  numbered.add(name);
  return name;
}

/** Starts `command` in a process group of its own, with its output to be read by the caller. */
export function startGroup(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Group {
  const name = uniqueMark();
  const child = spawn(command, args, {
    env: { ...env, [mark]: name },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  return { child, end: () => endGroup(child, name) };
}

/** The mark as an environment, for a program that somebody else starts; `endMarked` ends what carries it. */
export function markedEnvironment(): { readonly env: Record<string, string>; end(): Promise<void> } {
  const name = uniqueMark();
  return { env: { [mark]: name }, end: () => untilGone(() => marked(name)) };
}

async function endGroup(child: ChildProcess, name: string): Promise<void> {
  const pid = child.pid;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    await new Promise<void>((resolve) => {
      spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' }).on('close', () => resolve());
    });
    return;
  }
  signal(-pid, 'SIGTERM');
  await untilGone(() => [...(lives(-pid) ? [-pid] : []), ...marked(name)]);
}

/** Ends the background runner of a workspace, and with it its agents. It is detached, so no group holds it; it says itself who it is. */
export async function endRunner(workspace: string): Promise<void> {
  const pid = runnerOf(workspace);
  if (pid !== undefined) await untilGone(() => (lives(pid) ? [pid] : []));
}

function runnerOf(workspace: string): number | undefined {
  try {
    const { pid } = JSON.parse(readFileSync(path.join(workspace, '.phaseline', 'runner.json'), 'utf8'));
    return typeof pid === 'number' ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** VS Code's extension host waits for minutes for its server to come back, so it gets two seconds, then is killed. */
async function untilGone(remaining: () => number[]): Promise<void> {
  const deadline = Date.now() + 2000;
  for (;;) {
    const left = remaining();
    if (left.length === 0) return;
    for (const pid of left) signal(pid, Date.now() < deadline ? 'SIGTERM' : 'SIGKILL');
    // The end of a process that is not our child is no event.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The processes that carry a mark; on systems without /proc, none are found. */
function marked(name: string): number[] {
  if (process.platform !== 'linux') return [];
  const words = `${mark}=${name}\0`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && environmentOf(entry).includes(words))
    .map(Number);
}

function environmentOf(pid: string): string {
  try {
    return `${readFileSync(path.join('/proc', pid, 'environ'), 'latin1')}\0`;
  } catch {
    return '';
  }
}
