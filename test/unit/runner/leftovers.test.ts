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
import { endAllLeftovers, stopQueued } from '../../../src/runner/daemon/leftovers.ts';

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

test('a task that waits for its turn or for its usage limit is ended alone; one at work is not touched', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-queued-'));
  const log = new EventLog(folder, systemClock);
  t.after(() => {
    log.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const planned = ['limited', 'working', 'next'].map((id) => ({
    id,
    title: id,
    agent: 'coder',
    issue: 'i-1',
    needs: [],
  }));
  const scope = { kind: 'plan', phase: undefined, task: undefined } as const;
  const phases = [{ id: 'p', title: 'P', tasks: planned, criteria: [] }];
  log.record('r', {}, { kind: 'run.started', plan: 'p', title: 'R', scope, base: '', phases });
  for (const task of ['limited', 'working']) {
    const at = { phase: 'p', task };
    log.record('r', at, { kind: 'task.started', title: task, agent: 'coder', issue: undefined, attempt: 1 });
    log.record('r', at, { kind: 'task.worktree', folder: '/w', branch: 'b', base: 'c' });
  }
  const until = new Date(Date.now() + 60_000).toISOString();
  log.record('r', { phase: 'p', task: 'limited' }, { kind: 'task.paused', until, reason: 'usage limit' });
  const run = () => log.state.runs['r'] ?? assert.fail();
  const stopped = (task: string): readonly unknown[] => {
    const done = stopQueued(log, run(), 'p', task);
    const { life, reason, title, issue } = run().tasks[`p/${task}`] ?? {};
    return [done, life, reason, title, issue];
  };
  const kept = 'stopped while it waited for its turn; its work is kept';
  assert.deepEqual(stopped('limited'), [true, 'stopped', kept, 'limited', undefined]);
  assert.deepEqual(stopped('next'), [true, 'stopped', 'stopped while it waited for its turn', 'next', 'i-1']);
  assert.deepEqual(stopped('next').slice(0, 2), [false, 'stopped'], 'once');
  assert.deepEqual(stopped('working').slice(0, 2), [false, 'starting']);
  assert.equal(stopQueued(log, run(), 'p', 'unheard-of'), false);
  log.record('r', { phase: 'p', task: 'next' }, { kind: 'task.retried' });
  assert.equal(run().tasks['p/next']?.life, 'queued', 'it can be asked for again');
});

/** A process that works in a folder, for a run where one is named, and stays until it is ended. */
async function started(cwd: string, run: string): Promise<ChildProcess> {
  const env = { ...process.env, ...(run === '' ? {} : { PHASELINE_RUN: run }) };
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { cwd, env, stdio: 'ignore' });
  await once(child, 'spawn');
  return child;
}
