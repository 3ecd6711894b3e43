// What a tracker in Dolt costs: an outside write beside `bd list` itself, and a quiet minute.
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../src/adapters/programs.ts';
import { createTracker } from '../../src/adapters/tracker/open.ts';
import { LiveGraph } from '../../src/issues/live-graph.ts';
import { IssueProjection } from '../../src/issues/projection.ts';
import type { IssueStore } from '../../src/issues/store.ts';
import { Tracker } from '../../src/runner/daemon/tracker.ts';
import { generatedIssues } from './generated-issues.ts';
import { type Report, summary, timed } from './record.ts';

const execute = promisify(execFile);

export async function bdBench(report: Report, small: boolean): Promise<void> {
  const bd = findProgram('bd', { cwd: process.cwd() });
  if (bd === undefined || process.platform === 'win32') return report.skip('issues through bd: bd is not on PATH');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-bench-'));
  try {
    execFileSync('git', ['init', '-q'], { cwd: folder });
    await measure(report, folder, bd, small);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measure(report: Report, folder: string, bd: string, small: boolean): Promise<void> {
  // Every call of ours goes through a file that counts it.
  const [counted, calls] = [path.join(folder, 'counted-bd'), path.join(folder, 'calls')];
  writeFileSync(counted, `#!/bin/sh\necho "$1" >> "${calls}"\nexec "${bd}" "$@"\n`);
  chmodSync(counted, 0o755);
  writeFileSync(calls, '');
  const count = small ? 10 : 1000;
  const made = await createTracker(folder, 'bench', { actor: 'bench', findProgram: () => counted });
  if (!made.ok) return report.skip(`issues through bd: ${JSON.stringify(made.error)}`);
  const store = made.value;
  const quiet = { cwd: folder, env: { ...process.env, BD_EXPORT_AUTO: 'false' } };
  writeFileSync(path.join(folder, 'import.jsonl'), generatedIssues(count));
  execFileSync(bd, ['import', 'import.jsonl'], { ...quiet, stdio: 'ignore' });
  const tracker = follow(folder, store);
  await tracker.load();
  const rounds = small ? 1 : 5;
  const [lists, shown]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    lists.push(await timed(() => execute(bd, ['list', '--json', '--all', '-n', '0'], { ...quiet, maxBuffer: 1e9 })));
    shown.push(await outsideWrite(tracker, () => execute(bd, ['update', 'bench-5', `--title=round ${round}`], quiet)));
  }
  const about = { bench: 'issues', unit: 'ms' };
  const name = `${count.toLocaleString('en')} issues in embedded Dolt`;
  report.record(
    summary({ ...about, case: `${name}: bd update by another program has ended → tree events` }, shown, {
      name: 'bd list alone',
      values: lists,
    }),
  );
  // Dolt's own second root of the last write is read too.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await tracker.refresh();
  writeFileSync(calls, '');
  const told: unknown[] = [];
  tracker.onNews((news) => told.push(news));
  await new Promise((resolve) => setTimeout(resolve, small ? 200 : 60_000));
  const said = readFileSync(calls, 'utf8').split('\n').length - 1;
  report.record(summary({ bench: 'issues', unit: 'calls', case: `${name}: calls of bd in a quiet minute` }, [said]));
  report.record(summary({ bench: 'issues', unit: 'times', case: `${name}: told in a quiet minute` }, [told.length]));
  tracker.dispose();
}

const follow = (folder: string, store: IssueStore): Tracker =>
  new Tracker({
    folder,
    open: async () => ({ ok: true, value: store }),
    create: async () => ({ ok: true, value: store }),
    kept: { read: async () => undefined, write: async () => {} },
  });

/** Milliseconds from the end of the other program to the change in the tree. */
async function outsideWrite(tracker: Tracker, write: () => Promise<unknown>): Promise<number> {
  const graph = new LiveGraph(tracker.issues.values(), Date.now());
  const rows = new IssueProjection(graph, { groupBy: 'epic' });
  const changed = new Promise<number>((resolve) => {
    const listening = tracker.onNews((news) => {
      if (news.whole || news.change.changed.length === 0) return;
      rows.apply(graph.apply(news.change));
      listening.dispose();
      resolve(performance.now());
    });
  });
  await write();
  const ended = performance.now();
  return Math.max(0, (await changed) - ended);
}
