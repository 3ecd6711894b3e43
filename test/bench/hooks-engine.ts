// The way of an edit through the runner: from its report to the start of a hook, many at once, a checkout, and what is left behind.
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { processTable } from '../../src/adapters/process-table.ts';
import type { EventKind, RunEvent } from '../../src/run/events.ts';
import { postEdit, realHooks } from '../unit/runner/real-hooks.ts';
import { type Report, Samples, summary, timed } from './record.ts';

type Hooks = ReturnType<typeof realHooks>;
const nothing = { kind: 'run', words: ['true'] } as const;

/** Resolves with the next event of this kind. */
const next = ({ log }: Hooks, kind: EventKind): Promise<RunEvent> =>
  new Promise((resolve) => {
    const listening = log.onEvent((event) => {
      if (event.kind !== kind) return;
      listening.dispose();
      resolve(event);
    });
  });

const of = (kind: string): { readonly bench: string; readonly case: string } => ({ bench: 'hooks', case: kind });

function place(folder: string, name: string): string {
  const made = path.join(folder, name);
  mkdirSync(path.join(made, 'src'), { recursive: true });
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: made });
  return made;
}

/** Nothing queued: a window reports a save, and its hook starts. */
export async function saveToStart(report: Report, folder: string, rounds: number): Promise<void> {
  const root = place(folder, 'save');
  const hooks = realHooks(root);
  hooks.follow(postEdit(nothing));
  await hooks.driver.watched(root);
  const samples = new Samples();
  for (let round = -2; round < rounds; round += 1) {
    writeFileSync(path.join(root, 'src/a.ts'), String(round));
    const started = next(hooks, 'hook.started');
    const reported = hooks.driver.report([{ path: 'src/a.ts', change: 'changed' }]);
    const took = await timed(() => started);
    await reported;
    await hooks.driver.idle('workspace');
    if (round >= 0) samples.add('start', took);
  }
  await hooks.end();
  report.record(
    summary({ ...of('a save reported → its hook starts, both on record'), unit: 'ms' }, samples.get('start')),
  );
}

/** A burst of edits to a few files; each edit of its own, and gathered. */
export async function localBurst(report: Report, folder: string, edits: number, files: number): Promise<void> {
  for (const [name, more] of [
    ['each', {}],
    ['gathered', { debounce: 200, batch: 100, concurrency: 1 }],
  ] as const) {
    const root = place(folder, `burst-${name}`);
    const hooks = realHooks(root);
    hooks.follow(postEdit(nothing, more));
    const took = await timed(async () => {
      for (let n = 0; n < edits; n += files) {
        const some = Array.from({ length: files }, (_, at) => `src/${at}.ts`);
        for (const file of some) writeFileSync(path.join(root, file), String(n));
        await hooks.driver.report(some.map((file) => ({ path: file, change: 'changed' })));
      }
      await hooks.driver.idle('workspace');
    });
    const events = hooks.log.eventsOf('workspace');
    const covered = events.flatMap((event) =>
      event.kind === 'hook.started' ? (event.edits ?? [event.edit ?? '']) : [],
    );
    await hooks.end();
    const about = `${edits} edits to ${files} files, ${name}`;
    report.record(summary({ ...of(`${about}: until all hooks are over`), unit: 'ms' }, [took]));
    report.record(summary({ ...of(`${about}: runs of the hook`), unit: 'runs' }, [count(events, 'hook.finished')]));
    report.record(summary({ ...of(`${about}: edits that a run took along`), unit: 'edits' }, [new Set(covered).size]));
  }
}

const count = (events: readonly RunEvent[], kind: EventKind): number =>
  events.filter((event) => event.kind === kind).length;

/** A checkout that changes every file. */
export async function checkout(report: Report, folder: string, files: number): Promise<void> {
  const root = place(folder, 'checkout');
  const git = (...words: readonly string[]): Buffer => execFileSync('git', words, { cwd: root, maxBuffer: 2 ** 30 });
  git('config', 'user.name', 'Bench');
  git('config', 'user.email', 'bench@example.invalid');
  for (const branch of ['main', 'other']) {
    if (branch === 'other') git('checkout', '-q', '-b', 'other');
    for (let n = 0; n < files; n += 1) {
      const file = path.join(root, 'src', String(n % 500), `${n}.ts`);
      if (n < 500) mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `${branch} ${n}\n`);
    }
    git('add', '-A');
    git('commit', '-q', '-m', branch);
  }
  const hooks = realHooks(root);
  hooks.follow(postEdit(nothing));
  const watching = await timed(() => hooks.driver.watched(root));
  const before = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  const changed = next(hooks, 'git.changed');
  let own = 0;
  const took = await timed(async () => {
    own = await timed(() => gitAside(root, 'main'));
    await changed;
  });
  const spent = process.cpuUsage(cpu);
  const events = hooks.log.eventsOf('workspace');
  const about = `a checkout of ${files} files`;
  report.record(summary({ ...of(`${about}: to watch them`), unit: 'ms' }, [watching]));
  report.record(summary({ ...of(`${about}: Git’s own time`), unit: 'ms' }, [own]));
  report.record(summary({ ...of(`${about}: from its end to the event`), unit: 'ms' }, [took - own]));
  report.record(summary({ ...of(`${about}: our CPU time`), unit: 'ms' }, [(spent.user + spent.system) / 1000]));
  report.record(
    summary({ ...of(`${about}: memory more than before`), unit: 'MB' }, [
      (process.memoryUsage().rss - before) / 2 ** 20,
    ]),
  );
  report.record(summary({ ...of(`${about}: events`), unit: 'events' }, [events.length]));
  await hooks.end();
}

/** Git in a process of its own, while this one sees what it does. */
async function gitAside(root: string, branch: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    execFile('git', ['checkout', '-q', branch], { cwd: root }, (error) => (error === null ? resolve() : reject(error)));
  });
}

/** After many hooks, nothing is there that was not before. */
export async function leftBehind(report: Report, folder: string, runs: number): Promise<void> {
  const root = place(folder, 'many');
  const hooks = realHooks(root);
  hooks.follow(postEdit(nothing));
  await hooks.driver.watched(root);
  const files = Array.from({ length: 200 }, (_, at) => `src/${at}.ts`);
  // The first one opens the journal.
  writeFileSync(path.join(root, 'src/first.ts'), '');
  await hooks.driver.report([{ path: 'src/first.ts', change: 'changed' }]);
  await hooks.driver.idle('workspace');
  const [processes, open] = [await children(), openFiles()];
  const took = await timed(async () => {
    for (let n = 0; n < runs; n += files.length) {
      const some = files.slice(0, Math.min(files.length, runs - n));
      for (const file of some) writeFileSync(path.join(root, file), String(n));
      await hooks.driver.report(some.map((file) => ({ path: file, change: 'changed' })));
      await hooks.driver.idle('workspace');
    }
  });
  const about = `after ${count(hooks.log.eventsOf('workspace'), 'hook.finished')} hooks`;
  report.record(summary({ ...of(`${about}: time for each`), unit: 'ms' }, [took / runs]));
  report.record(
    summary({ ...of(`${about}: processes more than before`), unit: 'processes' }, [(await children()) - processes]),
  );
  report.record(summary({ ...of(`${about}: open files more than before`), unit: 'files' }, [openFiles() - open]));
  await hooks.end();
}

/** Everybody who descends from this process. */
async function children(): Promise<number> {
  const table = await processTable();
  const found = new Set([process.pid]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of table) if (found.has(parent)) found.add(pid);
  }
  return found.size - 1;
}

/** NaN where the system does not tell. */
const openFiles = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : Number.NaN);
