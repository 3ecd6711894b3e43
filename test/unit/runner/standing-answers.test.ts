import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../../../src/adapters/clock.ts';
import type { PermissionRequest, Permissions } from '../../../src/agents/agent.ts';
import { ok } from '../../../src/base/result.ts';
import type { TaskRef } from '../../../src/protocol/requests.ts';
import { EventLog } from '../../../src/runner/daemon/event-log.ts';
import type { GivenAnswer } from '../../../src/runner/daemon/executing.ts';
import { StandingAnswers } from '../../../src/runner/daemon/standing-answers.ts';

const request = (id: string, tool: PermissionRequest['tool']): PermissionRequest => ({
  id,
  title: id,
  tool,
  files: [],
  detail: '',
  options: [
    { id: 'always', name: 'Always', kind: 'allow_always' },
    { id: 'once', name: 'Once', kind: 'allow_once' },
    { id: 'no', name: 'No', kind: 'reject_once' },
  ],
});

test('what always holds answers the agents of that type that wait, and those that ask later; once, and nobody else', async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-standing-'));
  const log = new EventLog(folder, systemClock);
  t.after(() => {
    log.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  let permissions: Readonly<Record<string, Permissions>> = {};
  const given: string[] = [];
  const runs = {
    answer: ({ run, phase, task }: TaskRef, { request: id, option }: GivenAnswer) => {
      given.push(`${task} ${id} ${option}`);
      log.record(run, { phase, task }, { kind: 'agent.answered', request: id, option, by: 'person' });
      return ok(null);
    },
  };
  const standing = new StandingAnswers({ log }, runs, () => permissions);
  log.record('r', {}, { kind: 'run.started', plan: '', title: '', scope: { kind: 'agent' }, base: '', phases: [] });
  const ask = (task: string, agent: string, asked: PermissionRequest): void => {
    const at = { phase: 'p', task };
    if (log.state.runs['r']?.tasks[`p/${task}`] === undefined) {
      log.record('r', at, { kind: 'task.started', title: task, agent, issue: undefined, attempt: 1 });
      log.record('r', at, { kind: 'agent.started', name: 'a', version: '', session: '', pid: 1 });
    }
    log.record('r', at, { kind: 'agent.waiting', request: asked });
  };
  ask('one', 'coder', request('run', 'execute'));
  ask('two', 'writer', request('run', 'execute'));
  await Promise.resolve();
  assert.deepEqual(given, []);

  permissions = { coder: { execute: 'allow', fetch: 'deny', edit: 'ask', other: 'allow' } };
  standing.apply();
  assert.deepEqual(given, ['one run once'], 'the once option: the setting is the one place that remembers');
  ask('one', 'coder', request('get', 'fetch'));
  ask('one', 'coder', request('write', 'edit'));
  ask('one', 'coder', { ...request('which', 'other'), forPerson: true });
  await Promise.resolve();
  assert.deepEqual(given, ['one run once', 'one get no']);
});
