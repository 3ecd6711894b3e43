// What a tracker in Dolt costs: outside writes beside `bd list` itself, a quiet minute beside a minute of polling, and one change under a server.
import { type ExecFileOptions, execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cachedEntry } from '../../scripts/caches.ts';
import { findProgram } from '../../src/adapters/programs.ts';
import { trackerPlace } from '../../src/adapters/tracker/open.ts';
import { LiveGraph } from '../../src/issues/live-graph.ts';
import { IssueProjection } from '../../src/issues/projection.ts';
import { Tracker } from '../../src/runner/daemon/tracker.ts';
import { readsOfFiles } from './counted-reads.ts';
import { generatedIssues } from './generated-issues.ts';
import { type Report, Samples, summary, timed } from './record.ts';

const execute = promisify(execFile);

export async function bdBench(report: Report, small: boolean): Promise<void> {
  const bd = findProgram('bd', { cwd: process.cwd() });
  if (bd === undefined || process.platform === 'win32') return report.skip('issues through bd: bd is not on PATH');
  const dolt = findProgram('dolt', { cwd: process.cwd() }) ?? cachedEntry('dolt');
  if (dolt === undefined) report.skip('issues through bd on a Dolt server: there is no dolt');
  for (const count of small ? [50] : [1000, 10_000]) {
    await inTracker(bd, undefined, count, (tracker) => embedded(report, tracker, small));
    if (dolt !== undefined) await inTracker(bd, dolt, count, (tracker) => server(report, tracker, small));
  }
}

/** A tracker of so many issues, followed as the runner does it. */
type Followed = {
  readonly tracker: Tracker;
  readonly count: number;
  /** `bd` as another program runs it; resolves once it has ended. */
  outside(...words: readonly string[]): Promise<void>;
  /** The same; resolves to its processor time in seconds. */
  seconds(...words: readonly string[]): Promise<number>;
  /** Calls of `bd` that we made. */
  calls(): number;
};

async function inTracker(
  bd: string,
  dolt: string | undefined,
  count: number,
  measure: (tracker: Followed) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-bench-'));
  const PATH = [dolt && path.dirname(dolt), process.env['PATH']]
    .filter((part) => part !== undefined)
    .join(path.delimiter);
  const quiet = { cwd: folder, env: { ...process.env, PATH, BD_EXPORT_AUTO: 'false' }, maxBuffer: 1e9 };
  try {
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const how = dolt === undefined ? [] : ['--server'];
    const init = ['init', ...how, '-p', 'bench', '--non-interactive', '--skip-agents', '--skip-hooks', '-q'];
    execFileSync(bd, init, { ...quiet, stdio: 'ignore' });
    writeFileSync(path.join(folder, 'import.jsonl'), generatedIssues(count));
    execFileSync(bd, ['import', 'import.jsonl'], { ...quiet, stdio: 'ignore' });
    // Every call of ours goes through a file that counts it.
    const [counted, calls] = [path.join(folder, 'counted-bd'), path.join(folder, 'calls')];
    writeFileSync(counted, `#!/bin/sh\necho "$1" >> "${calls}"\nPATH="${PATH}" exec "${bd}" "$@"\n`);
    chmodSync(counted, 0o755);
    writeFileSync(calls, '');
    const kept = { read: async () => undefined, write: async () => {} };
    const tracker = new Tracker({ ...trackerPlace(folder, { actor: 'bench', findProgram: () => counted }), kept });
    try {
      await tracker.load();
      if (tracker.issues.size !== count) throw new Error(`${tracker.issues.size} of ${count} issues are there`);
      await measure({
        tracker,
        count,
        ...program(bd, quiet),
        calls: () => readFileSync(calls, 'utf8').split('\n').length - 1,
      });
    } finally {
      tracker.dispose();
    }
  } finally {
    if (dolt !== undefined) await execute(bd, ['dolt', 'stop'], quiet).catch(() => {});
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The program as somebody else runs it. */
const program = (bd: string, options: ExecFileOptions): Pick<Followed, 'outside' | 'seconds'> => ({
  outside: async (...words) => void (await execute(bd, [...words], options)),
  seconds: async (...words) => {
    const ran = await execute('sh', ['-c', '"$@" > /dev/null; times', 'sh', bd, ...words], options);
    const used =
      ran.stdout
        .toString()
        .split('\n')[1]
        ?.matchAll(/(\d+)m([\d.]+)s/g) ?? [];
    return [...used].reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
  },
});

const about = { bench: 'issues', unit: 'ms' };
const list = ['list', '--json', '--all', '-n', '0'] as const;

/** Every kind of write, as another program does it. */
const writes: readonly (readonly [kind: string, words: (round: number) => readonly string[]])[] = [
  ['update', (round) => ['update', 'bench-5', `--title=round ${round}`]],
  ['close', (round) => ['close', `bench-${round + 1}1`, '--force', '-r', 'done']],
  ['label', (round) => ['label', 'add', 'bench-5', `label-${round}`]],
  ['dep add', (round) => ['dep', 'add', 'bench-5', `bench-${round + 1}7`]],
  ['comment', (round) => ['comment', 'bench-5', `round ${round}`]],
  ['create', (round) => ['create', `--title=new ${round}`]],
  ['delete', (round) => ['delete', `bench-${round + 1}9`, '--force']],
];

async function embedded(
  report: Report,
  { tracker, count, outside, seconds, calls }: Followed,
  small: boolean,
): Promise<void> {
  const name = `${count.toLocaleString('en')} issues in embedded Dolt`;
  const samples = new Samples();
  for (let round = 0; round < (small ? 1 : 2); round += 1) {
    for (const [kind, words] of writes) {
      samples.add('list', await timed(() => outside(...list)));
      samples.add(kind, await shownAfter(tracker, () => outside(...words(round))));
    }
  }
  const alone = { name: 'bd list alone', values: samples.get('list') };
  for (const [kind] of writes) {
    const title = `${name}: bd ${kind} by another program has ended → tree events`;
    report.record(summary({ ...about, case: title }, samples.get(kind), alone));
  }
  await rested(tracker, calls);
  const before = calls();
  let told = 0;
  const listening = tracker.onNews(() => {
    told += 1;
  });
  const cpu = process.cpuUsage();
  const reads = await readsOfFiles(async () => {
    // Somebody reads: Dolt rewrites its manifest, which says the same.
    await outside(...list);
    await pause(small ? 500 : 60_000);
  });
  const spent = process.cpuUsage(cpu);
  listening.dispose();
  const others = reads.filter((file) => path.basename(file) !== 'manifest');
  const minute = `${name}: in a quiet minute, in which another program reads once`;
  report.record(summary({ bench: 'issues', unit: 'calls', case: `${minute}: calls of bd` }, [calls() - before]));
  report.record(summary({ bench: 'issues', unit: 'times', case: `${minute}: told` }, [told]));
  report.record(
    summary({ bench: 'issues', unit: 'times', case: `${minute}: reads of other files than the manifest` }, [
      others.length,
    ]),
  );
  const polled = { name: 'a bd list every four seconds', values: [await pollingCost(seconds, small)] };
  const ours = (spent.user + spent.system) / 1e6;
  report.record(summary({ bench: 'issues', unit: 's', case: `${minute}: processor time` }, [ours], polled));
}

/** Processor seconds a minute of what peers do: all issues are listed again and again, one call at a time. */
async function pollingCost(seconds: Followed['seconds'], small: boolean): Promise<number> {
  const end = performance.now() + (small ? 0 : 60_000);
  let spent = 0;
  do {
    const next = performance.now() + 4000;
    spent += await seconds(...list);
    await pause(Math.max(0, Math.min(next, end) - performance.now()));
  } while (performance.now() < end);
  return spent;
}

/** One change under a server costs the same however many issues there are. */
async function server(report: Report, { tracker, count, outside }: Followed, small: boolean): Promise<void> {
  const name = `${count.toLocaleString('en')} issues in a Dolt server`;
  const [shown, lists]: [number[], number[]] = [[], []];
  for (let round = 0; round < (small ? 1 : 5); round += 1) {
    lists.push(await timed(() => outside(...list)));
    shown.push(await shownAfter(tracker, () => outside('update', 'bench-5', `--title=round ${round}`)));
  }
  const title = `${name}: bd update by another program has ended → tree events`;
  report.record(summary({ ...about, case: title }, shown, { name: 'bd list alone', values: lists }));
}

/** Milliseconds from the end of the other program to the change in the tree. */
async function shownAfter(tracker: Tracker, write: () => Promise<void>): Promise<number> {
  const graph = new LiveGraph(tracker.issues.values(), Date.now());
  const rows = new IssueProjection(graph, { groupBy: 'epic' });
  const changed = new Promise<number>((resolve) => {
    const listening = tracker.onNews((news) => {
      if (news.whole || news.change.changed.length + news.change.removed.length === 0) return;
      rows.apply(graph.apply(news.change));
      listening.dispose();
      resolve(performance.now());
    });
  });
  await write();
  const ended = performance.now();
  // Under a server the change may be there before the program that made it has ended.
  return Math.max(0.01, (await changed) - ended);
}

/** Until nothing that follows from the last write calls `bd` any more. */
async function rested(tracker: Tracker, calls: () => number): Promise<void> {
  let before: number;
  do {
    before = calls();
    await pause(2000);
    await tracker.refresh();
  } while (calls() !== before);
}
