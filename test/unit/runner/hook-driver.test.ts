import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../../src/adapters/clock.ts';
import { createWorktrees } from '../../../src/adapters/git/worktrees.ts';
import { workspaceFolders } from '../../../src/adapters/workspace.ts';
import { type HookDeclaration, plainHook } from '../../../src/plan/model/plan.ts';
import type { Payload, RunEvent, StepResult } from '../../../src/run/events.ts';
import { EventLog } from '../../../src/runner/daemon/event-log.ts';
import { HookDriver } from '../../../src/runner/daemon/hook-driver.ts';
import type { DeclaredHook } from '../../../src/runner/daemon/hook-rules.ts';
import { RunHooks } from '../../../src/runner/daemon/run-hooks.ts';
import { plan as planOf, step } from '../run/rehearsal.ts';

const good: StepResult = { ok: true, exit: 0, output: '', found: '', reason: '', milliseconds: 1 };
const on = (name: string, more: Partial<HookDeclaration> = {}): DeclaredHook => ({
  source: 'settings',
  // An action: what a program wrote is looked for on the disk.
  hook: { ...plainHook, on: 'pre-task', step: step(name, { do: { kind: 'uses', action: name, with: {} } }), ...more },
});
const moment = { run: 'r', phase: 'p', task: 't', on: 'pre-task', root: '/', subject: 's' } as const;

/** A driver whose steps end when they are told to, or when they are cancelled; `again` is the next life on the same journal. */
function bench(t: TestContext, folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-hooks-'))) {
  const folders = workspaceFolders(folder);
  const log = new EventLog(folders.journal, systemClock);
  log.load();
  const ends = new Map<string, (result: StepResult) => void>();
  const starts = new EventEmitter();
  const agents: string[] = [];
  const driver = new HookDriver({
    log,
    folders,
    clock: systemClock,
    worktrees: createWorktrees(folder),
    stepRunner:
      () =>
      ({ name }, _context, cancelled) =>
        new Promise((resolve) => {
          ends.set(name, resolve);
          cancelled.addEventListener('abort', () => resolve({ ...good, ok: false, reason: 'it was cancelled' }));
          starts.emit(name);
        }),
    startAgent: async (agent, { cause }, { result }) => {
      agents.push(`${agent}: ${cause.kind === 'edit' ? cause.files.join(' ') : cause.subject}: ${result.reason}`);
      return `mend-${agents.length}`;
    },
    report: (problem) => assert.fail(String(problem)),
  });
  t.after(() => {
    driver.dispose();
    log.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const events = (run: string): readonly RunEvent[] => log.eventsOf(run);
  const ended = (): readonly Extract<Payload, { kind: 'hook.finished' }>[] =>
    events('r').flatMap((event) => (event.kind === 'hook.finished' ? [event] : []));
  const finish = (name: string, result: StepResult): void => {
    ends.get(name)?.(result);
    ends.delete(name);
  };
  return {
    driver,
    log,
    agents,
    events,
    ended,
    end: (name: string) => finish(name, good),
    fail: (name: string) => finish(name, { ...good, ok: false, reason: 'it is not well' }),
    at: (name: string) => ends.has(name),
    /** Resolves once a step of this name is at work. */
    started: async (name: string) => (ends.has(name) ? undefined : once(starts, name)),
    again: () => bench(t, folder),
  };
}

/** Whether a promise has settled once everything that could go on has. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let over = false;
  void promise.then(() => {
    over = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return over;
}

test('a pause lets nobody wait for hooks that did not start, and everybody for the one that did', async (t) => {
  const { driver, end, at } = bench(t);
  driver.follow('r', undefined, [on('first'), on('second')]);
  const over = driver.moment(moment);
  driver.pause(true);
  assert.equal(await settled(over), false, 'the first still works in the folder');
  end('first');
  assert.equal(await settled(over), true);
  assert.equal(at('second'), false);
  assert.equal(driver.busy, false, 'a paused hook keeps no runner');
});

test('what waited in a pause longer than its run is carried out all the same, as it was declared', async (t) => {
  const { driver, ended, end, at } = bench(t);
  driver.follow('r', undefined, [on('first'), on('second')]);
  const over = driver.moment(moment);
  driver.pause(true);
  end('first');
  await over;
  driver.unfollow('r');
  driver.pause(false);
  assert.ok(at('second'));
  end('second');
  await driver.idle('r');
  assert.deepEqual(
    ended().map(({ state }) => state),
    ['ok', 'ok'],
  );
});

test('the hooks of a stopped run are cut, and the next life of the run has hooks again', async (t) => {
  const { driver, ended, end } = bench(t);
  driver.follow('r', undefined, [on('first'), on('second')]);
  const over = driver.moment(moment);
  driver.stop('r');
  await over;
  assert.deepEqual(
    ended().map(({ state }) => state),
    ['cut', 'cut'],
  );
  driver.take('r');
  driver.follow('r', undefined, [on('first')]);
  const again = driver.moment({ ...moment, task: 'other' });
  end('first');
  await again;
  assert.equal(ended().at(-1)?.state, 'ok');
});

test('when the runner ends, a hook at work is ended and not recorded, so that it is set off again', async (t) => {
  const { driver, ended, at } = bench(t);
  driver.follow('r', undefined, [on('first'), on('second')]);
  const over = driver.moment(moment);
  await driver.end();
  assert.equal(await settled(over), true);
  assert.deepEqual(ended(), []);
  assert.equal(at('second'), false);
});

test('after a kill each hook that an edit was owed runs once more at most, under its old id, and later hooks leave old edits alone', async (t) => {
  const place = bench(t);
  const edit = { id: 'e1', root: '/', path: 'a.ts', change: 'changed', hash: '1', author: { kind: 'person' } } as const;
  const [first, second] = [on('first', { on: 'post-edit' }), on('second', { on: 'post-edit' })];
  place.driver.follow('workspace', undefined, [first, second]);
  place.driver.edited({ run: 'workspace' }, [edit]);
  place.end('first');
  await place.started('second');
  const next = place.again();
  next.driver.follow('workspace', undefined, []);
  assert.equal(next.driver.busy, false, 'what nobody declares now waits until somebody does');
  next.driver.follow('workspace', undefined, [second, on('third', { on: 'post-edit' }), first]);
  await next.started('second');
  assert.deepEqual([next.at('first'), next.at('third')], [false, false]);
  next.end('second');
  await next.driver.idle('workspace');
  const hooks = next.events('workspace').flatMap((event) => (event.kind === 'hook.started' ? [event.hook] : []));
  assert.deepEqual(
    hooks.map((hook) => hooks.filter((other) => other === hook).length),
    [1, 2, 2],
  );
});

const at = { run: 'r', phase: 'p', task: 't' };
const ofTask = { root: '/', path: 'a.ts', change: 'changed', author: { kind: 'person' } } as const;

/** A task with an edit that a hook, which it must not fail, has failed on; `beside`: other hooks that it has. */
async function failingTask(t: TestContext, ...beside: readonly DeclaredHook[]) {
  const place = bench(t);
  place.driver.follow('r', undefined, [on('lint', { on: 'post-edit', onFailure: 'block' }), ...beside]);
  place.driver.edited(at, [{ ...ofTask, id: 'e1', hash: '1' }]);
  await place.started('lint');
  place.fail('lint');
  await place.driver.idle('r');
  return place;
}

test('a hook that fails is tried again by the journal, and blocks its task until it has passed', async (t) => {
  const { driver, end, started, events } = await failingTask(t);
  assert.equal(driver.blocked('r', at), 'the hook "lint" failed on a.ts: it is not well');
  driver.edited(at, [{ ...ofTask, id: 'e2', hash: '2' }]);
  await started('lint');
  end('lint');
  await driver.idle('r');
  assert.equal(driver.blocked('r', at), undefined);
  assert.ok(events('r').some((event) => event.kind === 'hook.started' && event.blocks === true));
});

test('a task that is tried again has its moments again, and is let through by what kept it back; one that goes on after a kill has not', async (t) => {
  const { driver, log, end, fail, started, again, events } = bench(t);
  const check = on('check', { onFailure: 'block' });
  driver.follow('r', undefined, [check]);
  const first = driver.moment(moment);
  await started('check');
  fail('check');
  await first;
  assert.ok(driver.blocked('r', at));
  log.record('r', at, { kind: 'task.finished', state: 'failed', reason: 'blocked' });
  const second = driver.moment(moment);
  await started('check');
  end('check');
  await second;
  assert.equal(driver.blocked('r', at), undefined);
  const next = again();
  next.driver.follow('r', undefined, [check]);
  await next.driver.moment(moment);
  const hooks = next.events('r').flatMap((event) => (event.kind === 'hook.started' ? [event.hook] : []));
  assert.equal(hooks.length, 2);
  assert.equal(new Set(hooks).size, 2);
  assert.equal(events('r').length, next.events('r').length);
});

test('a failure starts an agent with what the hook said, one at a time for a file, and none in the worktree of another agent', async (t) => {
  const { driver, log, agents, fail, started } = bench(t);
  driver.follow('workspace', undefined, [on('lint', { on: 'post-edit', onFailure: { agent: 'coder' } })]);
  let edits = 0;
  const fails = async (
    file: string,
    place: { readonly phase?: string; readonly task?: string } = {},
  ): Promise<void> => {
    edits += 1;
    const edit = { id: `e${edits}`, root: '/', path: file, change: 'changed', hash: `${edits}` } as const;
    driver.edited({ run: 'workspace', ...place }, [{ ...edit, author: { kind: 'person' } }]);
    await started('lint');
    fail('lint');
    await driver.idle('workspace');
  };
  await fails('a.ts');
  await fails('a.ts');
  assert.deepEqual(agents, ['coder: a.ts: it is not well'], 'its agent is still at work');
  await fails('b.ts');
  await fails('c.ts', { phase: 'p', task: 't' });
  assert.deepEqual(agents.slice(1), ['coder: b.ts: it is not well'], 'there its own agent has to mend it');
  log.record(
    'mend-1',
    {},
    { kind: 'run.started', plan: '', title: 'Mend', scope: { kind: 'agent' }, base: '', phases: [] },
  );
  log.record('mend-1', {}, { kind: 'run.finished', outcome: 'met', reason: '' });
  await fails('a.ts');
  assert.deepEqual(agents.slice(2), ['coder: a.ts: it is not well'], 'that agent is over');
});

test('a hook of a plan that nobody has agreed to follows nothing, and another one once it was changed', async (t) => {
  const { driver, started, end } = bench(t);
  const hook: DeclaredHook = { source: 'plan', hook: on('first', { on: 'post-edit' }).hook };
  const edit = { root: '/', path: 'a.ts', change: 'changed', author: { kind: 'person' } } as const;
  driver.follow('workspace', undefined, [hook], []);
  driver.edited({ run: 'workspace' }, [{ ...edit, id: 'e1', hash: '1' }]);
  assert.equal(driver.busy, false);
  const [id = ''] = driver.ofWorkspace?.held ?? [];
  driver.follow('workspace', undefined, [hook], [id]);
  driver.edited({ run: 'workspace' }, [{ ...edit, id: 'e2', hash: '2' }]);
  await started('first');
  end('first');
  await driver.idle('workspace');
  driver.follow('workspace', undefined, [{ ...hook, hook: { ...hook.hook, files: ['**'] } }], [id]);
  driver.edited({ run: 'workspace' }, [{ ...edit, id: 'e3', hash: '3' }]);
  assert.equal(driver.busy, false, 'it asks again');
});

test('hooks of the settings follow runs too; what a person launches by hand is followed as their own edits are', async (t) => {
  const { driver, started, end, at } = bench(t);
  const hooks = new RunHooks(driver);
  const plan = planOf([], { hooks: [on('of the plan', { on: 'post-edit' }).hook] });
  const own = { plan, agreed: [], isKnown: true } as const;
  const declared: readonly DeclaredHook[] = [
    on('of the settings', { on: 'post-edit' }),
    on('of a phase', { on: 'pre-phase' }),
    { source: 'plan', hook: on('not agreed to', { on: 'post-edit' }).hook },
  ];
  hooks.configure({ ...own, declared });
  hooks.begin('planned', plan, false);
  hooks.begin('by hand', plan, true);
  let edits = 0;
  const edit = (run: string): void => {
    edits += 1;
    const author = { kind: 'agent', run, task: 'p/t' } as const;
    const one = {
      id: `e${edits}`,
      root: `/${run}`,
      path: 'a.ts',
      change: 'changed',
      hash: `${edits}`,
      author,
    } as const;
    driver.edited({ run, phase: 'p', task: 't' }, [one]);
  };
  edit('planned');
  await started('of the plan');
  end('of the plan');
  await started('of the settings');
  end('of the settings');
  await driver.idle('planned');
  edit('by hand');
  await started('of the settings');
  end('of the settings');
  await driver.idle('by hand');
  assert.equal(at('of the plan') || at('not agreed to'), false, 'nobody has agreed to it');
  await driver.moment({ run: 'by hand', phase: 'agents', on: 'pre-phase', root: '/', subject: 'agents' });
  assert.equal(at('of a phase'), false, 'it is no phase of theirs');
  // A hook that is taken out of the settings follows a run no more, also one that is going on.
  hooks.configure({ ...own, declared: [] });
  edit('by hand');
  assert.equal(driver.busy, false);
});

test('a hook that asks for it follows deletions, others do not; what a deleted file was blamed for blocks no task', async (t) => {
  const tidy = on('tidy', { on: 'post-edit', changes: ['deleted'] });
  const { driver, started, end } = await failingTask(t, tidy);
  assert.notEqual(driver.blocked('r', at), undefined);
  driver.edited(at, [{ ...ofTask, id: 'e2', hash: 'absent', change: 'deleted' }]);
  await started('tidy');
  end('tidy');
  await driver.idle('r');
  assert.equal(driver.blocked('r', at), undefined);
});

test('a hook that was cut or is not there any more lifts no block', async (t) => {
  const { driver, started } = await failingTask(t);
  driver.edited(at, [{ ...ofTask, id: 'e2', hash: '2' }]);
  await started('lint');
  driver.stop('r');
  await driver.idle('r');
  assert.notEqual(driver.blocked('r', at), undefined);
});

test('hooks of a moment that nobody has agreed to run where a person asks for them', async (t) => {
  const { driver, started, end } = bench(t);
  const hook: DeclaredHook = { source: 'plan', hook: on('first', { on: 'session-start' }).hook };
  driver.follow('workspace', undefined, [hook], []);
  await driver.runNow({ on: 'session-start', files: [], agreed: false });
  assert.equal(driver.busy, false);
  const over = driver.runNow({ on: 'session-start', files: [], agreed: true });
  await started('first');
  end('first');
  await over;
});

test('content that Git has overwritten since is an edit again, also in the next life', async (t) => {
  const { driver, log, again } = bench(t);
  const reported = { path: 'a.ts', change: 'changed', hash: '1'.repeat(64) } as const;
  await driver.report([reported]);
  const [edit] = log.eventsOf('workspace').flatMap((event) => (event.kind === 'edit' ? [event] : []));
  assert.ok(edit);
  const files = [{ path: 'a.ts', change: 'changed', hash: 'git:1' }] as const;
  const { root } = edit;
  log.record('workspace', {}, { kind: 'git.changed', id: 'g', root, operation: 'checkout', from: '', to: '', files });
  const next = again();
  await next.driver.report([reported]);
  assert.equal(next.events('workspace').filter(({ kind }) => kind === 'edit').length, 2);
});

test('what Git changed is owed to its hooks also where the next life learns of them late', async (t) => {
  const { driver, log, again } = bench(t);
  const sync = on('sync', { on: 'post-edit', authors: ['git'], files: ['a.ts'] });
  driver.pause(true);
  driver.follow('workspace', undefined, [sync]);
  const rule = driver.ofWorkspace?.set.rules[0]?.id ?? '';
  const files = ['a.ts', 'b.ts'].map((name) => ({ path: name, change: 'changed' as const, hash: `git:${name}` }));
  const change = { id: 'g', root: '/', operation: 'checkout', from: '1', to: '2', files };
  log.record('workspace', {}, { kind: 'git.changed', ...change, hooks: [rule] });
  const next = again();
  next.driver.follow('workspace', undefined, []);
  next.driver.follow('workspace', undefined, [sync]);
  next.driver.pause(false);
  await next.started('sync');
  next.end('sync');
  await next.driver.idle('workspace');
  const hooks = next.events('workspace').flatMap((event) => (event.kind === 'hook.started' ? [event.hook] : []));
  assert.deepEqual(hooks, [`g#0/${rule}`]);
});

test('a moment outside of any run that a kill cut off does not stand as running for ever', async (t) => {
  const { driver, started, again } = bench(t);
  driver.follow('workspace', undefined, [on('first')]);
  void driver.moment({ ...moment, run: 'workspace' });
  await started('first');
  const next = again();
  next.driver.follow('workspace', undefined, [on('first')]);
  const ends = next
    .events('workspace')
    .flatMap((event) => (event.kind === 'hook.finished' ? [event.result.reason] : []));
  assert.deepEqual([ends, next.at('first')], [['the runner ended'], false]);
});
