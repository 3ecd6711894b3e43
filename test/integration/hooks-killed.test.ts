import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, watch, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { connectRunner, type RunnerConnection } from '../../src/adapters/ipc/client.ts';
import { readEndpoint } from '../../src/adapters/ipc/endpoint.ts';
import { readJsonLines } from '../../src/adapters/journal.ts';
import { workspaceFolders } from '../../src/adapters/workspace.ts';
import type { RunEvent } from '../../src/run/events.ts';

// The runner as it is shipped is killed at each line that its journal gets for an edit, and a window reports the edits all the same. What the
// hooks did is counted by a program outside. PHASELINE_EVENTS sets how many edits, PHASELINE_TIMES how many deaths each kind of line of each has.

const events = Number(process.env['PHASELINE_EVENTS'] ?? 3);
const times = Number(process.env['PHASELINE_TIMES'] ?? 1);
const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');
const hook = {
  on: 'post-edit',
  files: '*.txt',
  shell: 'sh',
  run: 'echo "$PHASELINE_EVENT" >> .phaseline/recorded',
} as const;

test('a runner that is killed at each line of its journal carries out the hook of every edit, again only where it was cut off', {
  skip: process.platform === 'win32' ? 'SIGKILL and sh are not there' : false,
  timeout: 3_600_000,
}, async (t) => {
  const workspace = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-killed-')));
  const killer = new Killer(workspace);
  t.after(() => end(workspace, killer));
  for (let n = 0; n < events; n += 1) {
    writeFileSync(path.join(workspace, `${n}.txt`), String(n));
    // A window that loses its runner in the middle of a report reports again.
    while (!(await reported(workspace, n)));
  }
  while (!(await allOver(workspace)));

  const journal = killer.journal();
  const recorded = readFileSync(path.join(workspace, '.phaseline/recorded'), 'utf8').trim().split('\n');
  assert.equal(journal.filter(({ kind }) => kind === 'edit').length, events, 'every edit is on record once');
  const hooks = new Set(journal.flatMap((event) => (event.kind === 'hook.started' ? [event.hook] : [])));
  assert.equal(hooks.size, events);
  for (const id of hooks) {
    const of = (kind: string): number =>
      journal.filter((event) => event.kind === kind && 'hook' in event && event.hook === id).length;
    const ran = recorded.filter((one) => one === id).length;
    assert.equal(of('hook.finished'), 1, `${id} ends once`);
    assert.ok(ran >= 1 && ran <= of('hook.started'), `${id} ran ${ran} times, started ${of('hook.started')} times`);
  }
  assert.ok(
    recorded.every((id) => hooks.has(id)),
    'nothing ran that is not on record',
  );
  t.diagnostic(
    `${events} edits, ${killer.deaths} deaths, ${recorded.length - events} repetitions of hooks that were cut off`,
  );
  // Several lines that are seen together are one death; each exact step is that of the test of the hooks alone.
  assert.ok(killer.deaths >= events * times, `it died ${killer.deaths} times`);
});

/** Kills the runner at each kind of line that its journal gets for each file, so many times. */
class Killer {
  deaths = 0;
  readonly #workspace: string;
  readonly #died = new Map<string, number>();
  #seen = 0;
  readonly #watching: ReturnType<typeof watch>;

  constructor(workspace: string) {
    this.#workspace = workspace;
    const folder = path.join(workspace, '.phaseline/journal/workspace');
    mkdirSync(folder, { recursive: true });
    this.#watching = watch(folder, () => this.#look());
  }

  journal(): readonly RunEvent[] {
    const lines = readJsonLines(path.join(this.#workspace, '.phaseline/journal/workspace/events.jsonl'));
    return lines.ok ? lines.value.values.filter(isEvent) : [];
  }

  stop(): void {
    this.#watching.close();
  }

  #look(): void {
    const journal = this.journal();
    const fresh = journal.slice(this.#seen).map((event) => nameOf(event, journal));
    this.#seen = journal.length;
    const due = fresh.find((name) => (this.#died.get(name) ?? 0) < times);
    const pid = due === undefined ? undefined : readEndpoint(workspaceFolders(this.#workspace))?.pid;
    if (due === undefined || pid === undefined || !kill(pid)) return;
    this.#died.set(due, (this.#died.get(due) ?? 0) + 1);
    this.deaths += 1;
  }
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Ids are new in each life until they are on record; files are not. */
function nameOf(event: RunEvent, journal: readonly RunEvent[]): string {
  if (event.kind === 'edit') return `edit ${event.path}`;
  if (!('hook' in event)) return event.kind;
  const edit = journal.find((other) => other.kind === 'edit' && event.hook.startsWith(other.id));
  return `${event.kind} ${edit?.kind === 'edit' ? edit.path : ''}`;
}

const isEvent = (value: unknown): value is RunEvent => typeof value === 'object' && value !== null && 'kind' in value;

/** A window on the workspace; none where its runner was killed meanwhile. */
async function asWindow(workspace: string, act: (runner: RunnerConnection) => Promise<boolean>): Promise<boolean> {
  const connected = await connectRunner({ workspace, client: 'window', settings: { hooks: [hook] }, cli });
  if (!connected.ok) return false;
  const runner = connected.value;
  const gone = new Promise<boolean>((resolve) => runner.onClose(() => resolve(false)));
  const done = await Promise.race([act(runner), gone]);
  runner.dispose();
  return done;
}

const reported = (workspace: string, n: number): Promise<boolean> =>
  asWindow(workspace, async (runner) => {
    const told = await runner.request('edits.report', { edits: [{ path: `${n}.txt`, change: 'created' }] });
    return told.ok;
  });

/** Whether all hooks came to their end while it looked on. */
const allOver = (workspace: string): Promise<boolean> =>
  asWindow(workspace, async (runner) => {
    let over = 0;
    const all = new Promise<boolean>((resolve) => {
      const count = ({ kind }: RunEvent): void => {
        if (kind === 'hook.finished') over += 1;
        if (over === events) resolve(true);
      };
      runner.onEvent(count);
      void runner.request('subscribe', { after: {} }).then((known) => {
        if (known.ok) known.value.events.forEach(count);
      });
    });
    return all;
  });

async function end(workspace: string, killer: Killer): Promise<void> {
  killer.stop();
  await asWindow(workspace, async (runner) => (await runner.request('shutdown', { force: true })).ok);
  rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
}
