// The embedded store and the view's rows over generated issues.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { jsonlStore } from '../../src/adapters/tracker/jsonl.ts';
import type { Result } from '../../src/base/result.ts';
import { parseFilter } from '../../src/issues/filter.ts';
import { type IssueGraph, issueGraph } from '../../src/issues/graph.ts';
import type { IssueSnapshot, IssueStore } from '../../src/issues/store.ts';
import { type IssueTree, issueTree } from '../../src/issues/tree.ts';
import { type Bench, type Report, Samples, summary, timed } from './record.ts';

export const issuesBench: Bench = async (report, small) => {
  for (const count of small ? [50] : [1000, 10_000, 100_000]) await sizeOf(report, count, small ? 1 : 3);
};

async function sizeOf(report: Report, count: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-bench-'));
  const beads = path.join(folder, '.beads');
  const file = path.join(beads, 'issues.jsonl');
  mkdirSync(beads);
  writeFileSync(file, generatedIssues(count));
  const samples = new Samples();
  try {
    for (let round = 0; round < rounds; round += 1) {
      const store = jsonlStore({ folder: beads, actor: 'bench' });
      try {
        await measure(store, file, round, samples);
      } finally {
        store.dispose();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  samples.add('resident memory of this process afterwards', process.memoryUsage().rss / 1e6);
  for (const name of samples.names) {
    const unit = name.startsWith('resident') ? 'MB' : 'ms';
    const about = { bench: 'issues', case: `${count.toLocaleString('en')} issues: ${name}`, unit };
    report.record(summary(about, samples.get(name)));
  }
}

async function measure(store: IssueStore, file: string, round: number, samples: Samples): Promise<void> {
  let snapshot: IssueSnapshot | undefined;
  const load = async (): Promise<void> => {
    snapshot = unwrapped(await store.load());
  };
  samples.add('load', await timed(load));
  samples.add('loaded → rows', await timed(() => rowsOf(snapshot)));
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
  await load();
  rowsOf(snapshot);
  samples.add('a line appended by another program → rows', performance.now() - outside);
  const own = performance.now();
  unwrapped(await store.update('bench-5', { notes: `round ${round}` }));
  await load();
  rowsOf(snapshot);
  samples.add('one change of ours, written → rows', performance.now() - own);
  const graph = issueGraph(issuesOf(snapshot), Date.now());
  for (const text of ['p', 'pa', 'par', 'part', 'is:ready', 'p:0-1']) {
    samples.add('a keystroke in the filter → rows', await timed(() => filtered(graph, text)));
  }
}

const issuesOf = (snapshot: IssueSnapshot | undefined): IssueSnapshot['issues'] => snapshot?.issues ?? new Map();

const rowsOf = (snapshot: IssueSnapshot | undefined): IssueTree =>
  issueTree(issueGraph(issuesOf(snapshot), Date.now()), { groupBy: 'epic', hideClosed: true });

const filtered = (graph: IssueGraph, text: string): IssueTree =>
  issueTree(graph, { groupBy: 'epic', hideClosed: true, filter: parseFilter(text, { graph, me: 'bench' }) });

function unwrapped<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** One epic for nine tasks; every third task waits for the one before; a quarter is closed. */
function generatedIssues(count: number): string {
  const lines = Array.from({ length: count }, (_, n) => {
    const id = `bench-${n}`;
    const epic = n - (n % 10);
    const edge = (type: string, to: number): object => ({ issue_id: id, depends_on_id: `bench-${to}`, type });
    const parent = n === epic ? [] : [edge('parent-child', epic)];
    return JSON.stringify({
      id,
      title: n === epic ? `Epic ${n}` : `Do part ${n} of the work`,
      description: 'What is wanted, why, and how it is known to be done. '.repeat(3),
      status: n % 4 === 0 ? 'closed' : 'open',
      priority: n % 5,
      issue_type: n === epic ? 'epic' : 'task',
      labels: n % 7 === 0 ? ['ui'] : [],
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-02T00:00:00Z',
      dependencies: n % 3 === 2 ? [...parent, edge('blocks', n - 1)] : parent,
    });
  });
  return `${lines.join('\n')}\n`;
}
