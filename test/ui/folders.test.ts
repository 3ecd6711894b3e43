// Several folders in one window: each with its own tracker, plan and agents, side by side in the views.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { uiTest } from '../harness/ui-test.ts';
import { writeFolders } from '../harness/workspace.ts';
import { script } from './five-agents.ts';
import { lineOf, lineWith, setPriority, stored, storedAs, timeout } from './issue-tracker.ts';
import { openViews } from './open-views.ts';

const issue = (id: string, title: string, more: object = {}): string =>
  `${JSON.stringify({ id, title, status: 'open', priority: 2, issue_type: 'task', created_at: '2026-11-02T08:00:00Z', updated_at: '2026-11-02T08:00:00Z', ...more })}\n`;

const prompt = JSON.stringify(script('ask execute | npm publish', 'append notes.txt | Published.'));

const plan = (name: string, title: string): string => `version: 1
name: ${name}
phases:
  phase-1:
    title: ${title}
    issues: [api-1]
    tasks:
      ${name}-task: { agent: coder, issue: api-1, prompt: ${prompt} }
`;

const files = {
  'api/.beads/issues.jsonl': `${issue('api-1', 'Answer requests')}${issue('same-1', 'Log what was asked')}`,
  'api/api.phaseplan.yaml': plan('api', 'Serve'),
  'api/notes.txt': 'See web-1.\n',
  'web/.beads/issues.jsonl': `${issue('web-1', 'Draw the page')}${issue('same-1', 'Say what went wrong')}`,
  'web/web.phaseplan.yaml': plan('web', 'Show'),
  'docs/index.md': '# Documents\n',
  'late/.beads/issues.jsonl': issue('late-1', 'Come in later'),
};
const folders = ['api', 'web', 'docs'];
const hooks = [{ on: 'post-edit', files: ['*.txt'], name: 'note', run: 'node --version' }];
const settings = {
  'phaseline.hooks': hooks,
  'phaseline.agent': 'demo',
  'phaseline.maxLoad': 1000,
  'phaseline.minFreeMemory': 0,
};

uiTest(
  'several folders stand side by side, and what is done to one leaves the others alone',
  { files, folders, settings, timeout },
  async ({ window, workspace }) => {
    const [api, web] = [path.join(workspace, 'api'), path.join(workspace, 'web')];
    const issues = window.view('Issues');
    await openViews(window);
    await issues.row(/Draw the page/);
    await issues.row(/Answer requests/);
    const names = (await issues.rows()).map(({ label, level }) => `${level} ${label}`);
    assert.deepEqual(names, [
      '1 api',
      '2 Answer requests',
      '2 Log what was asked',
      '1 web',
      '2 Say what went wrong',
      '2 Draw the page',
    ]);

    // An id that two trackers have means another issue in each.
    await setPriority(window, /Say what went wrong/, 'P0');
    await issues
      .locate(/Say what went wrong/)
      .and(window.page.locator('[aria-label*="critical"]'))
      .waitFor();
    await storedAs(web, 'same-1', { priority: 0 });
    assert.equal((await stored(api, 'same-1'))?.['priority'], 2);
    await issues.openRow(/Log what was asked/, lineWith(window, '# Log what was asked'));
    await issues.openRow(/Say what went wrong/, lineWith(window, '# Say what went wrong'));
    await window.editor.setLine(await lineOf(window, '# Say'), '# Say it plainly');
    await window.editor.save();
    await issues.row(/Say it plainly/);
    await storedAs(web, 'same-1', { title: 'Say it plainly' });
    assert.equal((await stored(api, 'same-1'))?.['title'], 'Log what was asked');
    await window.pictures('folders');

    // A plan is checked against the tracker of its own folder.
    await window.editor.open('web.phaseplan.yaml');
    await window.problem(/Neither the tracker nor the plan has an issue "api-1"/);
    await window.run('View: Close Editor');
    await window.editor.open('api.phaseplan.yaml');
    await window.page.locator('.codelens-decoration').first().waitFor();
    await window.noProblem(/api-1/);

    // A hook follows an edit in the folder of the file, once.
    await window.editor.open('notes.txt');
    await window.editor.setLine(1, 'See web-1 first.');
    await window.editor.save();
    await window.view('Hooks').row(/note/);
    const fired = (await window.view('Hooks').rows()).map(({ label, level }) => `${level} ${label}`);
    assert.deepEqual(fired, ['1 api', '2 notes.txt']);
  },
);

uiTest(
  'a plan runs in its folder, and a folder that comes later is there at once',
  { files, folders: ['api', 'web'], settings, timeout },
  async ({ window, workspace }) => {
    await openViews(window);
    await window.view('Plan').row(/Serve/);
    await window.view('Plan').row(/Show/);
    await window.view('Plan').contextMenu(/Serve/, 'Run Phase');
    await window.quickInput.pick(/Start 1 task/);
    await window.view('Agents').row('Waiting for you');
    // Only one folder has a question: nobody is asked which is meant.
    await window.run('Phaseline: Answer Agent…');
    await window.quickInput.pick('Allow');
    await window.view('Agents').row(/api-task.*1 file changed/);

    await window.run('Phaseline: Create Issue');
    await window.quickInput.pick('web');
    await window.quickInput.answer('Say who wrote it', 'Title');
    await window.quickInput.pick('task');
    await window.quickInput.pick('P2');
    await window.view('Issues').row(/Say who wrote it/);
    assert.match(await readFile(path.join(workspace, 'web/.beads/issues.jsonl'), 'utf8'), /Say who wrote it/);
    await writeFolders(workspace, ['api', 'web', 'late']);
    await window.view('Issues').row(/Come in later/);
    await window.picture('folders-late');
  },
);
