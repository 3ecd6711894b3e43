// A tracker behind `bd`, as it goes wrong: the double of it waits, refuses and is killed when it is told to.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type FaultyBd, faultyBd } from '../contract/faulty-bd.ts';
import { again } from '../harness/again.ts';
import { endRunner } from '../harness/group.ts';
import { type UiTest, uiTest } from '../harness/ui-test.ts';
import { says, setPriority, timeout } from './issue-tracker.ts';
import { openViews } from './open-views.ts';

const execute = promisify(execFile);

const row = (id: string, title: string, more: object = {}) => ({
  id,
  title,
  status: 'open',
  priority: 2,
  issue_type: 'task',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-02T00:00:00Z',
  ...more,
});
const issues = [
  row('nova-1', 'Write the release notes'),
  row('nova-2', 'Sign the release', { priority: 1 }),
  row('nova-3', 'Tell everybody', { priority: 3 }),
];
const tracker: Readonly<Record<string, string>> = {
  '.gitignore': '.phaseline/\n',
  '.beads/.local_version': '1.0.3',
  '.beads/metadata.json': JSON.stringify({ dolt_mode: 'embedded', dolt_database: 'double' }),
  '.beads/embeddeddolt/double/state.json': JSON.stringify({
    prefix: 'nova',
    rows: issues,
    edges: [],
    comments: [],
    root: 1,
  }),
  '.beads/embeddeddolt/double/.dolt/noms/manifest': '5:__DOLT__:lock:root1:gc:tables',
};

/** A test in a window whose `bd` is a double of its own. */
function bdTest(name: string, body: (context: UiTest, bd: FaultyBd) => Promise<void>, files = tracker): void {
  if (process.platform === 'win32') return;
  const bd = faultyBd();
  const PATH = [bd.folder, process.env['PATH']].join(path.delimiter);
  // Started from a command line, VS Code takes PATH as it is there, not as a login shell would set it.
  uiTest(name, { files, timeout, env: { PATH, VSCODE_CLI: '1' } }, (context) => body(context, bd));
}

bdTest(
  'until a view is seen no bd is called, though a plan has started the extension',
  async ({ t, window }, bd) => {
    // Tall enough for the rows of all extensions, of which ours is one of the last.
    await window.page.setViewportSize({ width: 1600, height: 2000 });
    await window.run('Developer: Show Running Extensions');
    const row = window.page.locator('.runtime-extensions-editor .monaco-list-row').filter({ hasText: 'Phaseline' });
    const activated = row.filter({ hasText: /\d+ms/ });
    await activated.waitFor();
    t.diagnostic((await activated.textContent())?.replace(/\s+/g, ' ') ?? '');
    await window.page.keyboard.press('Escape');
    await activated.waitFor({ state: 'hidden' });
    // The rest is loaded after the activation; a command waits for it.
    await again(async (timeout) => {
      await window.run('Phaseline: Show Log');
      await window.page.locator('.part.panel .output-view').waitFor({ timeout });
    });
    assert.deepEqual(await bd.calls(), []);
    await openViews(window);
    await window.view('Issues').row(/nova-1 ·/);
    assert.deepEqual(await bd.calls(), ['export']);
  },
  { ...tracker, 'a.phaseplan.yaml': 'version: 1\nname: release\nphases:\n  one:\n    title: The release\n' },
);

bdTest('what bd refuses is shown at once, taken back, and says why', async ({ window }, bd) => {
  await openViews(window);
  await window.view('Issues').row(/nova-1 ·/);
  await bd.fail('hold', 'update');
  await bd.fail('refuse', 'update', 'Error: the release is frozen until Monday\n');
  await setPriority(window, /nova-1 ·/, 'P0');
  await says(window, /nova-1 ·/, 'critical');
  await window.picture('issue-promised');
  await bd.mend('hold', 'update');
  const refused = await window.notification(/the release is frozen until Monday/);
  assert.match(refused.text, /bd update/);
  await says(window, /nova-1 ·/, 'medium');
  await window.pictures('issue-refused');
});

bdTest(
  'a bd that is killed after it wrote: what it wrote shows, and the person is told once',
  async ({ window }, bd) => {
    await openViews(window);
    await window.view('Issues').row(/nova-1 ·/);
    await bd.fail('die-after', 'update');
    await setPriority(window, /nova-1 ·/, 'P0');
    await window.notification(/bd update/);
    await says(window, /nova-1 ·/, 'critical');
    const told = window.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: /bd update/ });
    assert.equal(await told.count(), 1);
    await window.picture('issue-killed');
  },
);

bdTest('what was kept is shown as such until the tracker is read', async ({ code, window, workspace }, bd) => {
  await openViews(window);
  await window.view('Issues').row(/nova-1 ·/);
  await code.closeWindow(window);
  await endRunner(workspace);
  await execute(bd.program, ['update', 'nova-1', '--title=Changed meanwhile'], { cwd: workspace });
  await bd.fail('hold', 'export');
  const again = await code.window();
  await openViews(again);
  const view = again.view('Issues');
  await view.row('Write the release notes');
  const message = view.pane.getByText('Issues as they were last time; the tracker is being read.');
  await message.waitFor();
  await again.pictures('issues-stale');
  await bd.mend('hold', 'export');
  await view.row('Changed meanwhile');
  await message.waitFor({ state: 'hidden' });
});

bdTest('what another program writes through bd shows by itself', async ({ t, window, workspace }, bd) => {
  await openViews(window);
  const view = window.view('Issues');
  await view.row(/nova-1 ·/);
  const outside: readonly (readonly [words: readonly string[], shown: RegExp])[] = [
    [['update', 'nova-1', '--title=Told by bd'], /Told by bd.*nova-1 ·/],
    [['create', '--title=Made by bd', '--id=nova-9'], /Made by bd.*nova-9/],
    [['update', 'nova-2', '--assignee=ada'], /nova-2 · ada/],
  ];
  for (const [words, shown] of outside) {
    const written = performance.now();
    const [ended] = await Promise.all([
      execute(bd.program, [...words], { cwd: workspace }).then(() => performance.now()),
      view.locate(shown).waitFor(),
    ]);
    const times = [performance.now() - written, performance.now() - ended].map((time) => `${Math.round(time)} ms`);
    t.diagnostic(`bd ${words[0]}: shown ${times[0]} after it began, ${times[1]} after it ended`);
  }
  await window.picture('issues-outside');
});

bdTest(
  'what bd init commits to Git is said before it is run',
  async ({ window }, bd) => {
    await openViews(window);
    await window.run('Phaseline: Create Issue Tracker');
    await window.quickInput.widget.getByText('"bd init" makes a Git commit').waitFor();
    assert.deepEqual(await bd.calls(), []);
    await window.quickInput.answer('demo');
    await window.statusItem('Created bd').waitFor();
    assert.equal((await bd.calls())[0], 'init');
  },
  {},
);
