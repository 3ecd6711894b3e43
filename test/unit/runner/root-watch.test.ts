import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../../src/adapters/clock.ts';
import { hashOf } from '../../../src/adapters/content.ts';
import { createWorktrees } from '../../../src/adapters/git/worktrees.ts';
import { workspaceFolders } from '../../../src/adapters/workspace.ts';
import { plainHook } from '../../../src/plan/model/plan.ts';
import type { RunEvent, StepResult } from '../../../src/run/events.ts';
import { EventLog } from '../../../src/runner/daemon/event-log.ts';
import { HookDriver } from '../../../src/runner/daemon/hook-driver.ts';
import { step } from '../run/rehearsal.ts';

const good: StepResult = { ok: true, exit: 0, output: '', found: '', reason: '', milliseconds: 1 };

/** A repository of a few files, watched by a driver whose one hook does what it is told. */
async function place(t: TestContext, act: (folder: string) => void = () => {}) {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-watch-')));
  const git = (...words: readonly string[]): string => execFileSync('git', words, { cwd: folder, encoding: 'utf8' });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Tester');
  git('config', 'user.email', 'tester@example.invalid');
  mkdirSync(path.join(folder, 'src'));
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  write('.gitignore', 'out/\n.phaseline/\n');
  for (const name of ['a', 'b', 'c']) write(`src/${name}.ts`, `${name}\n`);
  git('add', '-A');
  git('commit', '-q', '-m', 'Start');
  const folders = workspaceFolders(folder);
  const log = new EventLog(folders.journal, systemClock);
  const driver = new HookDriver({
    log,
    folders,
    clock: systemClock,
    worktrees: createWorktrees(folder),
    stepRunner: () => async () => {
      act(folder);
      return good;
    },
    report: (problem) => assert.fail(String(problem)),
  });
  t.after(() => {
    driver.dispose();
    log.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const hook = { ...plainHook, on: 'post-edit' as const, files: ['src/**'], step: step('hook') };
  driver.follow('workspace', undefined, [{ source: 'settings', hook }]);
  await driver.watched(folder);
  const events = (): readonly RunEvent[] => log.eventsOf('workspace');
  const seen = (): readonly string[] =>
    events().flatMap((event) => (event.kind === 'edit' ? [`${event.author.kind} ${event.change} ${event.path}`] : []));
  /** Resolves with the first event that fits, among those that were and those to come. */
  const until = (fits: (event: RunEvent) => boolean): Promise<RunEvent> =>
    new Promise((resolve) => {
      const found = events().find(fits);
      if (found !== undefined) return resolve(found);
      const listening = log.onEvent((event) => {
        if (!fits(event)) return;
        listening.dispose();
        resolve(event);
      });
    });
  const edited = (name: string): Promise<RunEvent> => until((event) => event.kind === 'edit' && event.path === name);
  return { folder, git, write, driver, seen, until, edited, events };
}

test('what another program writes is an edit once; a touch, an ignored file and a person’s own report again are none', async (t) => {
  const { folder, write, driver, seen, edited } = await place(t);
  write('src/a.ts', 'changed\n');
  utimesSync(path.join(folder, 'src/b.ts'), new Date(), new Date());
  mkdirSync(path.join(folder, 'out'));
  write('out/x.js', 'x');
  mkdirSync(path.join(folder, 'src/new/deep'), { recursive: true });
  write('src/new/deep/n.ts', 'n');
  await edited('src/new/deep/n.ts');
  await edited('src/a.ts');
  await driver.report([
    { path: 'src/a.ts', change: 'changed', hash: hashOf(readFileSync(path.join(folder, 'src/a.ts'))) },
  ]);
  assert.deepEqual([...seen()].sort(), ['other changed src/a.ts', 'other changed src/new/deep/n.ts']);
  // What is written while a hook is at work would be taken for the hook's.
  await driver.idle('workspace');
  rmSync(path.join(folder, 'src/a.ts'));
  write('src/last.ts', 'z');
  await edited('src/last.ts');
  assert.ok(seen().includes('other deleted src/a.ts'));
});

test('a checkout is one event with its files, and no hook follows that does not ask for it', async (t) => {
  const { folder, git, write, driver, seen, until, events } = await place(t);
  git('checkout', '-q', '-b', 'other');
  mkdirSync(path.join(folder, 'lib'));
  for (let n = 0; n < 300; n += 1) write(`lib/f${n}.ts`, `${n}`);
  git('add', '-A');
  git('commit', '-q', '-m', 'Many');
  await until((event) => event.kind === 'edit' && event.path === 'lib/f299.ts');
  await driver.idle('workspace');
  const before = seen().length;
  git('checkout', '-q', 'main');
  const change = await until((event) => event.kind === 'git.changed');
  assert.ok(change.kind === 'git.changed');
  assert.deepEqual([change.operation, change.files.length, change.hooks], ['checkout', 300, undefined]);
  assert.deepEqual(change.files[0], { path: 'lib/f0.ts', change: 'deleted', hash: 'absent' });
  git('checkout', '-q', 'other');
  await until((event) => event.kind === 'git.changed' && event.id !== change.id);
  write('lib/f1.ts', 'mine');
  await until(
    (event) =>
      event.kind === 'edit' && event.path === 'lib/f1.ts' && event.hash !== undefined && event.seq > change.seq,
  );
  assert.equal(seen().length, before + 1);
  assert.equal(events().filter(({ kind }) => kind === 'git.changed').length, 2);
});

test('files that a hook writes beside its own are its edits, so that hooks that feed each other are cut', async (t) => {
  let turn = 0;
  const { write, until, seen } = await place(t, (folder) => {
    turn += 1;
    writeFileSync(path.join(folder, turn % 2 === 0 ? 'src/a.ts' : 'src/b.ts'), String(turn));
  });
  write('src/a.ts', 'start');
  const cut = await until((event) => event.kind === 'hook.finished' && event.state === 'cut');
  assert.ok(cut.kind === 'hook.finished');
  assert.match(
    cut.result.reason,
    /^hooks set each other off without end: src\/a\.ts → hook → src\/b\.ts → hook → src\/a\.ts$/,
  );
  assert.deepEqual(seen(), ['other changed src/a.ts', 'hook changed src/b.ts', 'hook changed src/a.ts']);
});
