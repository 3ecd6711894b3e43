// A tracker that cannot be written, or whose server goes away, while a window shows it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, cp, mkdir, readFile, rm, watch } from 'node:fs/promises';
import path from 'node:path';
import { findProgram } from '../../src/adapters/programs.ts';
import { doltTracker, noDolt } from '../contract/dolt-sql-server.ts';
import { faultyBd } from '../contract/faulty-bd.ts';
import { noSmallDisk, type SmallDisk, smallDisk } from '../contract/small-disk.ts';
import { uiTest } from '../harness/ui-test.ts';
import type { Workbench } from '../harness/workbench.ts';
import { drawn, example, says, setPriority, storedAs, timeout } from './issue-tracker.ts';
import { openViews } from './open-views.ts';

type Fault = { make(): void | Promise<void>; mend(): void | Promise<void> };

const issue = /novacron-DIST-201/;

const noLimits =
  process.platform !== 'linux' || findProgram('prlimit', { cwd: process.cwd() }) === undefined
    ? 'there is no prlimit'
    : false;

/** Files that the runner writes may not grow beyond a kilobyte: needs no right to mount anything. */
function limitedFiles(workspace: string): Fault {
  const limit = async (bytes: string): Promise<void> => {
    const { pid } = JSON.parse(await readFile(path.join(workspace, '.phaseline/runner.json'), 'utf8'));
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
  };
  return { make: () => limit('1024'), mend: () => limit('unlimited') };
}

/** The tracker of the example on a disk of its own. */
async function onSmallDisk(workspace: string): Promise<SmallDisk> {
  const beads = path.join(workspace, '.beads');
  await rm(beads, { recursive: true });
  await mkdir(beads);
  const disk = smallDisk(beads);
  await cp(path.join(example, '.beads'), beads, { recursive: true });
  return disk;
}

uiTest(
  'what cannot be written is taken back in the view, says once what to do, and works when the fault is gone',
  { from: example, timeout },
  async ({ t, window, workspace }) => {
    const disk = noSmallDisk === false ? await onSmallDisk(workspace) : undefined;
    try {
      await openViews(window);
      await says(window, issue, 'high');
      const full: Fault = { make: async () => disk?.fill(), mend: async () => disk?.free() };
      await t.test('a disk that is full', { skip: noSmallDisk }, () =>
        refusedThenWritten(window, workspace, full, {
          told: /ENOSPC.*The disk is full: free some space and try again; nothing was lost/,
          picture: 'issue-disk-full',
          before: 'high',
          wanted: [0, 'critical'],
        }),
      );
      const locked: Fault = { make: () => disk?.lock(), mend: () => disk?.unlock() };
      await t.test('a disk that can only be read', { skip: noSmallDisk }, () =>
        refusedThenWritten(window, workspace, locked, {
          told: /EROFS.*The disk can only be read: make it writable and try again; nothing was lost/,
          before: 'critical',
          wanted: [3, 'low'],
        }),
      );
      await t.test('a limit on the length of files', { skip: noLimits }, () =>
        refusedThenWritten(window, workspace, limitedFiles(workspace), {
          told: /EFBIG.*Files may not grow that long here: raise the limit .* and try again; nothing was lost/,
          before: noSmallDisk === false ? 'low' : 'high',
          wanted: [4, 'backlog'],
        }),
      );
    } finally {
      disk?.remove();
    }
  },
);

type Expected = {
  readonly told: RegExp;
  readonly picture?: string;
  /** How the row says the priority that it has. */
  readonly before: string;
  readonly wanted: readonly [priority: number, said: string];
};

async function refusedThenWritten(
  window: Workbench,
  workspace: string,
  fault: Fault,
  { told, picture, before, wanted: [priority, said] }: Expected,
): Promise<void> {
  const file = path.join(workspace, '.beads/issues.jsonl');
  const content = await readFile(file, 'utf8');
  await fault.make();
  try {
    await setPriority(window, issue, `P${priority}`);
    await window.notification(told);
    // Unfolded: what to do is at the end.
    await window.page.locator('.notification-list-item.expanded').filter({ hasText: told }).waitFor();
    await says(window, issue, before);
    const toasts = window.page
      .locator('.notifications-toasts .notification-list-item')
      .filter({ hasText: 'Could not' });
    assert.equal(await toasts.count(), 1);
    assert.equal(await readFile(file, 'utf8'), content);
    if (picture !== undefined) await window.pictures(picture);
  } finally {
    await fault.mend();
  }
  await window.run('Notifications: Clear All Notifications');
  await setPriority(window, issue, `P${priority}`);
  await says(window, issue, said);
  await window.statusItem(`novacron-DIST-201: P${priority}`).waitFor();
  await storedAs(workspace, 'novacron-DIST-201', { priority });
}

const doubled = faultyBd();

/** Resolves once the double was called so many times. */
async function calledTimes(times: number): Promise<void> {
  for await (const _ of watch(doubled.folder)) if ((await doubled.calls()).length >= times) return;
}

uiTest(
  'a Dolt server that goes away and comes back: its issues stay, with the reason, and are read again by themselves',
  {
    files: { 'README.md': '# Release\n', '.gitignore': '.beads/\n.phaseline/\n' },
    timeout,
    skip: noDolt,
    env: { PATH: [doubled.folder, process.env['PATH']].join(path.delimiter), VSCODE_CLI: '1' },
  },
  async ({ t, window, workspace }) => {
    const server = await doltTracker(workspace);
    try {
      await server.write(newIssue('nova-1', 'Write the release notes'), newIssue('nova-2', 'Sign the release'));
      // What bd says where it cannot start a server of its own, as behind an address on another machine.
      const said = 'failed to connect to the Dolt server: connection refused';
      await doubled.fail('refuse', 'export', `Error: ${said}\n`);
      await openViews(window);
      const view = window.view('Issues');
      await view.row(/nova-1 ·/);
      await server.kill();
      await view.row(new RegExp(said));
      await view.row(/nova-2 ·/);
      const stale = view.pane.getByText('Issues as they were when they could last be read.');
      await stale.waitFor();
      await calledTimes(3);
      const rows = await view.rows();
      assert.deepEqual(
        rows.map(({ label }) => label.includes(said)),
        [true, false, false],
      );
      assert.equal(await window.page.locator('.notifications-toasts .notification-list-item').count(), 0);
      await window.pictures('issues-server-gone');
      await server.start();
      const began = performance.now();
      await stale.waitFor({ state: 'hidden' });
      t.diagnostic(`read again ${Math.round(performance.now() - began)} ms after the server was back`);
      assert.equal((await view.rows()).length, 2);
    } finally {
      await server.kill();
    }
  },
);

const newIssue = (id: string, title: string): string =>
  `INSERT INTO issues (id, title, description, design, acceptance_criteria, notes, created_by) VALUES ('${id}', '${title}', '', '', '', '', 'ann')`;

uiTest(
  'a line that is no issue leaves the others as they are, and the log says which it is',
  { from: example, timeout },
  async ({ window, workspace }) => {
    await openViews(window);
    await window.view('Issues').row(issue);
    await appendFile(path.join(workspace, '.beads/issues.jsonl'), '{"id": "novacron-DIST-9\n');
    await window.view('Issues').pane.getByText('A line of the tracker does not count').waitFor();
    await window.view('Issues').row(issue);
    await window.run('Phaseline: Show Log');
    await drawn(window, /issues\.jsonl:\d+:\s+not\s+JSON/);
  },
);
