import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../../../src/adapters/clock.ts';
import { workspaceFolders } from '../../../src/adapters/workspace.ts';
import { EventLog } from '../../../src/runner/daemon/event-log.ts';
import { endAllLeftovers } from '../../../src/runner/daemon/leftovers.ts';

test('an agent whose runner was killed before it could record it is ended, and nobody else', {
  skip: process.platform !== 'linux' && 'only Linux tells what a process was started with',
}, async (t) => {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-leftovers-')));
  t.after(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const folders = workspaceFolders(path.join(root, 'work'));
  const worktree = path.join(folders.worktrees, 'cut', 'p', 't');
  mkdirSync(worktree, { recursive: true });
  const log = new EventLog(folders.journal, systemClock);
  const scope = { kind: 'plan', phase: undefined, task: undefined } as const;
  for (const run of ['cut', 'over']) {
    log.record(run, {}, { kind: 'run.started', plan: 'p', title: run, scope, base: '', phases: [] });
  }
  log.record('over', {}, { kind: 'run.finished', outcome: 'met', reason: '' });
  const agent = await started(worktree, 'cut');
  const others = [await started(worktree, 'over'), await started(worktree, ''), await started(root, 'cut')];
  t.after(() => others.map((other) => other.kill('SIGKILL')));
  const ended = once(agent, 'exit');
  await endAllLeftovers(log, folders.workspace);
  await ended;
  assert.deepEqual(
    others.map(({ exitCode, signalCode }) => exitCode ?? signalCode),
    [null, null, null],
  );
});

/** A process that works in a folder, for a run where one is named, and stays until it is ended. */
async function started(cwd: string, run: string): Promise<ChildProcess> {
  const env = { ...process.env, ...(run === '' ? {} : { PHASELINE_RUN: run }) };
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { cwd, env, stdio: 'ignore' });
  await once(child, 'spawn');
  return child;
}
