import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { readJsonLines } from '../../../src/adapters/journal.ts';
import type { RunEvent } from '../../../src/run/events.ts';

// The runner's hooks are killed at every step of their journal, before and after each is written. What they did is counted by a program
// outside, which appends the id of its event to a file. PHASELINE_EVENTS sets how many edits, PHASELINE_TIMES how many deaths each step has.

const windows = process.platform === 'win32' ? 'SIGKILL and sh are not there' : false;

test('whatever step of its journal the runner dies at, every edit has its hook, and again only where it was cut off', {
  skip: windows,
  timeout: 3_600_000,
}, async (t) => {
  const events = Number(process.env['PHASELINE_EVENTS'] ?? 3);
  const times = Number(process.env['PHASELINE_TIMES'] ?? 2);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-crash-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  mkdirSync(path.join(folder, '.phaseline'));
  const program = path.join(folder, '.phaseline', 'life.mjs');
  const entry = path.join(import.meta.dirname, 'hook-crash-program.ts');
  const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  await build({
    entryPoints: [entry],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: banner },
  });
  let lives = 1;
  while ((await live(program, [folder, String(events), String(times)])) === 'killed') lives += 1;

  const lines = readJsonLines(path.join(folder, '.phaseline/journal/workspace/events.jsonl'));
  assert.ok(lines.ok && lines.value.broken === 0);
  const journal: readonly RunEvent[] = lines.value.values.filter(isEvent);
  const recorded = readFileSync(path.join(folder, '.phaseline/recorded'), 'utf8').trim().split('\n');
  const count = (hook: string, kind: RunEvent['kind']): number =>
    journal.filter((event) => event.kind === kind && 'hook' in event && event.hook === hook).length;
  const edits = journal.filter((event) => event.kind === 'edit');
  assert.equal(edits.length, events, 'every edit is on record once');
  const hooks = new Set(journal.flatMap((event) => (event.kind === 'hook.started' ? [event.hook] : [])));
  assert.equal(hooks.size, events);
  let repeated = 0;
  for (const hook of hooks) {
    const [ran, starts] = [recorded.filter((id) => id === hook).length, count(hook, 'hook.started')];
    assert.equal(count(hook, 'hook.finished'), 1, `${hook} ends once`);
    assert.ok(ran >= 1 && ran <= starts, `${hook} ran ${ran} times, started ${starts} times`);
    repeated += ran - 1;
  }
  assert.deepEqual(
    [...new Set(recorded)].filter((id) => !hooks.has(id)),
    [],
    'nothing ran that is not on record',
  );
  const steps = new Set(readFileSync(path.join(folder, '.phaseline/deaths'), 'utf8').trim().split('\n')).size;
  assert.ok(steps >= events * 6, 'it died before and after each edit, start and end');
  t.diagnostic(
    `${events} edits, ${steps} steps of the journal, ${lives - 1} deaths; ${repeated} repetitions of hooks that were cut off`,
  );
});

const isEvent = (value: unknown): value is RunEvent => typeof value === 'object' && value !== null && 'kind' in value;

function live(program: string, args: readonly string[]): Promise<'done' | 'killed'> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('close', (exit, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else if (exit === 0 && said === 'done') resolve('done');
      else reject(new Error(`a life ended with ${exit}: ${said}`));
    });
  });
}
