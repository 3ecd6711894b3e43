// The first phase of the example, end to end: what the runner itself adds to agents, checks and hooks.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunEvent } from '../../src/run/events.ts';
import { Example } from '../integration/example.ts';
import { type Bench, Samples, summary } from './record.ts';

/** Counts what is forced to the disk, in every process of Phaseline: one byte a time. */
const counter = `const fs = require('node:fs'); const sync = fs.fdatasyncSync;
fs.fdatasyncSync = (descriptor) => { sync(descriptor); fs.appendFileSync(process.env.BENCH_SYNCS, '.'); };`;

export const loopBench: Bench = async (report, small) => {
  const samples = new Samples();
  for (let round = 0; round < (small ? 1 : 3); round += 1) await once(samples);
  const units: Readonly<Record<string, string>> = {
    'journal, bytes': 'B',
    'journal, lines': 'lines',
    'forced to the disk': 'times',
  };
  for (const name of samples.names) {
    const about = { bench: 'loop', case: `phase 1 of the example: ${name}`, unit: units[name] ?? 'ms' };
    report.record(summary(about, samples.get(name)));
  }
};

async function once(samples: Samples): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-bench-'));
  try {
    await measured(samples, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(samples: Samples, folder: string): Promise<void> {
  const [preload, count] = [path.join(folder, 'count.cjs'), path.join(folder, 'count')];
  writeFileSync(preload, counter);
  writeFileSync(count, '');
  await using example = new Example({ NODE_OPTIONS: `--require ${preload}`, BENCH_SYNCS: count });
  const started = performance.now();
  const { events, exit, stderr } = await example.run('run', example.plan, '--phase', 'phase-1', '--yes', '--json');
  const took = performance.now() - started;
  if (exit !== 0) throw new Error(`the phase ended with ${exit}: ${stderr}`);
  samples.add('command → end', took);
  const busy = timeIn(events);
  samples.add('in agents, steps, hooks and checks', busy);
  samples.add('everything else: the runner, Git, start and end', took - busy);
  const journal = path.join(example.folder, '.phaseline/journal');
  const files = readdirSync(journal, { recursive: true, encoding: 'utf8' }).map((file) => path.join(journal, file));
  // The copy of the plan that lies beside them is no line of a journal.
  const lines = files.filter((file) => file.endsWith('.jsonl')).map((file) => readFileSync(file));
  samples.add(
    'journal, bytes',
    lines.reduce((sum, { length }) => sum + length, 0),
  );
  samples.add('journal, lines', lines.join('').split('\n').length - 1);
  samples.add('forced to the disk', statSync(count).size);
}

const ends: Readonly<Record<string, string>> = {
  'agent.started': 'agent.finished',
  'step.started': 'step.finished',
  'hook.started': 'hook.finished',
};

/** Milliseconds in which at least one agent, step, hook or check was at work. */
function timeIn(events: readonly RunEvent[]): number {
  const spans = events.flatMap((event, index): readonly (readonly [number, number])[] => {
    const at = Date.parse(event.time);
    if (event.kind === 'evidence') return [[at - event.milliseconds, at]];
    const wanted = ends[event.kind];
    const end = events.slice(index).find((later) => later.kind === wanted && subject(later) === subject(event));
    return end === undefined ? [] : [[at, Date.parse(end.time)]];
  });
  let [sum, until] = [0, 0];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}

function subject(event: RunEvent): string {
  if (event.kind === 'hook.started' || event.kind === 'hook.finished') return event.hook;
  const step = event.kind === 'step.started' || event.kind === 'step.finished' ? event.step : '';
  return `${event.phase}/${event.task}/${step}`;
}
