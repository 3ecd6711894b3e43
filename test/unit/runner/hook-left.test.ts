import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../../../src/adapters/clock.ts';
import { isAlive } from '../../../src/adapters/processes.ts';
import { workspaceFolders } from '../../../src/adapters/workspace.ts';
import { EventLog } from '../../../src/runner/daemon/event-log.ts';
import { endless, realHooks } from './real-hooks.ts';

test('what a killed runner left of a hook is gone before the hook runs again', {
  skip: process.platform === 'win32' ? 'SIGKILL and sh are not there' : false,
}, async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-left-'));
  const home = path.join(folder, '.phaseline');
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  mkdirSync(home);
  const begun = appears(home, () => existsSync(path.join(home, 'begun')));
  const programs = path.join(home, 'programs');
  mkdirSync(programs);
  // The hook may be quicker than its runner, which takes it down as soon as it has started it.
  const takenDown = appears(programs, () => readdirSync(programs).length > 0);
  const program = path.join(import.meta.dirname, 'hook-left-program.ts');
  const first = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder], {
    stdio: 'inherit',
  });
  await Promise.all([begun, takenDown]);
  const gone = new Promise((resolve) => first.once('close', resolve));
  first.kill('SIGKILL');
  await gone;
  const left = Number(readFileSync(path.join(home, 'begun'), 'utf8'));
  assert.ok(await isAlive(left), 'the hook outlived the runner');

  const log = new EventLog(workspaceFolders(folder).journal, systemClock);
  log.load();
  const hooks = realHooks(folder, log);
  t.after(() => hooks.end());
  hooks.follow(endless);
  await hooks.driver.idle('workspace');
  const ends = log.eventsOf('workspace').filter((event) => event.kind === 'hook.finished');
  assert.deepEqual(
    ends.map((event) => event.kind === 'hook.finished' && event.state),
    ['ok'],
  );
  assert.equal(readFileSync(path.join(home, 'again'), 'utf8'), 'alone\n');
  assert.equal(await isAlive(left), false);
  assert.deepEqual(readdirSync(programs), [], 'nothing is taken down any more');
});

/** Resolves when something is there, looking at each change in a folder. */
function appears(folder: string, isThere: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const watching = watch(folder, () => {
      if (!isThere()) return;
      watching.close();
      resolve();
    });
  });
}
