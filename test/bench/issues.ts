// The embedded store and the view's rows over generated issues and the real trackers; then what `bd` adds, where it is.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runnerFlags } from '../../src/adapters/ipc/client.ts';
import { jsonlStore } from '../../src/adapters/tracker/jsonl.ts';
import { KeptSnapshot } from '../../src/adapters/tracker/kept.ts';
import type { Result } from '../../src/base/result.ts';
import { parseFilter } from '../../src/issues/filter.ts';
import { LiveGraph } from '../../src/issues/live-graph.ts';
import { IssueProjection } from '../../src/issues/projection.ts';
import { searchIssues } from '../../src/issues/search.ts';
import type { IssueSnapshot, IssueStore } from '../../src/issues/store.ts';
import { generatedIssues } from './generated-issues.ts';
import { bdBench } from './issues-bd.ts';
import { joins } from './issues-join.ts';
import { type Bench, type Report, Samples, summary, timed } from './record.ts';

export const issuesBench: Bench = async (report, small) => {
  for (const count of small ? [50] : [1000, 10_000, 100_000]) await sizeOf(report, count, small ? 1 : 5);
  await realTrackers(report, small ? 1 : 5);
  await bdBench(report, small);
};

async function sizeOf(report: Report, count: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-bench-'));
  const beads = path.join(folder, '.beads');
  const file = path.join(beads, 'issues.jsonl');
  mkdirSync(beads);
  writeFileSync(file, generatedIssues(count));
  const samples = new Samples();
  try {
    const program = path.resolve(import.meta.dirname, 'issues-memory-program.ts');
    const flags = ['--disable-warning=ExperimentalWarning', ...runnerFlags];
    const held = execFileSync(process.execPath, [...flags, program, folder], {
      encoding: 'utf8',
    });
    samples.add('resident memory of a process that holds them as the runner does', Number(held.split(' ')[1]));
    for (let round = 0; round < rounds; round += 1) {
      const store = jsonlStore({ folder: beads, actor: 'bench' });
      try {
        await measure(store, file, round, samples);
      } finally {
        store.dispose();
      }
    }
    await kept(path.join(folder, 'kept.jsonl'), file, rounds, samples);
    if (process.platform === 'linux') await joins(folder, rounds, samples);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const name of samples.names) {
    const unit = name.startsWith('resident') ? 'MB' : 'ms';
    const about = { bench: 'issues', case: `${count.toLocaleString('en')} issues: ${name}`, unit };
    report.record(summary(about, samples.get(name)));
  }
}

/** A window's side of it: the graph, the rows, and the token up to which they are true. */
class Shown {
  readonly graph: LiveGraph;
  readonly rows: IssueProjection;
  #token: string;

  constructor({ token, issues }: IssueSnapshot) {
    this.#token = token;
    this.graph = new LiveGraph(issues.values(), Date.now());
    this.rows = new IssueProjection(this.graph, { groupBy: 'epic', hideClosed: true });
    this.rows.children('');
  }

  async follow(store: IssueStore): Promise<void> {
    const { token, since } = unwrapped(await store.load(this.#token));
    if (since === undefined) throw new Error('the store does not know what changed');
    this.#token = token;
    this.rows.apply(this.graph.apply(since));
  }

  find(text: string): void {
    searchIssues(text, { graph: this.graph, me: 'bench' }, 300);
  }

  filter(text: string): void {
    this.rows.show(parseFilter(text, { graph: this.graph, me: 'bench' }));
    this.rows.children('');
  }
}

async function measure(store: IssueStore, file: string, round: number, samples: Samples): Promise<void> {
  let snapshot: IssueSnapshot | undefined;
  samples.add(
    'load',
    await timed(async () => {
      snapshot = unwrapped(await store.load());
    }),
  );
  if (snapshot === undefined) return;
  const first = snapshot;
  let made: Shown | undefined;
  samples.add(
    'loaded → rows',
    await timed(() => {
      made = new Shown(first);
    }),
  );
  if (made === undefined) return;
  const shown = made;
  const heard = new Promise<void>((resolve) => {
    const listening = store.onChange(() => {
      listening.dispose();
      resolve();
    });
  });
  // The watch begins with the first listener, and knows what is there a moment later.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const outside = performance.now();
  appendFileSync(file, `${JSON.stringify({ id: `bench-new-${round}`, title: 'New', status: 'open' })}\n`);
  await heard;
  await shown.follow(store);
  samples.add(
    'a line appended by another program → tree events (20 ms of it waiting for the file to rest)',
    performance.now() - outside,
  );
  samples.add(
    'a new issue of ours, written → tree events',
    await timed(async () => {
      unwrapped(await store.create({ id: `bench-own-${round}`, title: 'Own', parent: 'bench-10' }));
      await shown.follow(store);
    }),
  );
  samples.add(
    'one change of ours, the file written anew → tree events',
    await timed(async () => {
      unwrapped(await store.update('bench-5', { notes: `round ${round}` }));
      await shown.follow(store);
    }),
  );
  const issue = shown.graph.issues.get('bench-15');
  for (let turn = 0; turn < 20 && issue !== undefined; turn += 1) {
    const changed = { ...issue, status: turn % 2 === 0 ? 'closed' : 'open' };
    samples.add(
      'one change in memory → tree events',
      await timed(() => shown.rows.apply(shown.graph.apply({ changed: [changed], removed: [] }))),
    );
  }
  for (const text of ['p', 'pa', 'par', 'part', 'nowhere', 'is:ready', 'p:0-1']) {
    samples.add('a keystroke in the filter → rows', await timed(() => shown.filter(text)));
    samples.add('a keystroke in Find Issue → hits', await timed(() => shown.find(text)));
  }
}

async function kept(file: string, issues: string, rounds: number, samples: Samples): Promise<void> {
  const store = jsonlStore({ folder: path.dirname(issues), actor: 'bench' });
  const snapshot = unwrapped(await store.load());
  store.dispose();
  const keeper = new KeptSnapshot(file);
  await keeper.write('bench', snapshot);
  for (let round = 0; round < rounds; round += 1) {
    let shown: Shown | undefined;
    samples.add(
      'kept snapshot → rows',
      await timed(async () => {
        const read = await keeper.read('bench');
        if (read !== undefined) shown = new Shown(read);
      }),
    );
    samples.add('rows that are known, opened again', await timed(() => shown?.rows.children('')));
  }
}

async function realTrackers(report: Report, rounds: number): Promise<void> {
  const folder = path.resolve(import.meta.dirname, '../fixtures/trackers');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl'))) {
    const own = mkdtempSync(path.join(os.tmpdir(), 'phaseline-bench-'));
    writeFileSync(path.join(own, 'issues.jsonl'), readFileSync(path.join(folder, name)));
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const store = jsonlStore({ folder: own, actor: 'bench' });
      times.push(await timed(async () => new Shown(unwrapped(await store.load()))));
      store.dispose();
    }
    rmSync(own, { recursive: true, force: true });
    report.record(summary({ bench: 'issues', case: `${name}: load → rows`, unit: 'ms' }, times));
  }
}

function unwrapped<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
