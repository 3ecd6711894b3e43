import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { uiTest } from '../harness/ui-test.ts';
import { drawn, example, lineOf, lineWith, storedAs, timeout, titleConflict, writeOutside } from './issue-tracker.ts';
import { openViews } from './open-views.ts';

uiTest(
  'an issue is edited as a document: only what was changed is written',
  { from: example, timeout },
  async ({ window, workspace }) => {
    await openViews(window);
    await window.view('Issues').openRow(/novacron-DIST-201/, lineWith(window, 'needs: ['));
    await drawn(window, '## Relations');
    await window.editor.setLine(await lineOf(window, 'priority:'), 'priority: urgent');
    assert.match(await window.problem(/is no priority/), /write P0 \(critical\)/);
    await window.picture('issue-document-problem');
    await window.editor.setLine(await lineOf(window, 'priority:'), 'priority: P3');
    // Meanwhile somebody else changes another field.
    await writeOutside(workspace, 'novacron-DIST-201', { assignee: 'ada' });
    await window.view('Issues').row(/novacron-DIST-201 · ada/);
    await window.editor.save();
    await drawn(window, 'assignee: ada');
    await storedAs(workspace, 'novacron-DIST-201', { priority: 3, assignee: 'ada' });
    await window.pictures('issue-document');
  },
);

uiTest(
  'two people who set one field differently see both before anything is overwritten',
  { from: example, timeout },
  async ({ window, workspace }) => {
    await openViews(window);
    await window.view('Issues').openRow(/novacron-DIST-201/, lineWith(window, 'needs: ['));
    await titleConflict(window, workspace, { id: 'novacron-DIST-201', title: 'Implement', picture: 'issue-conflict' });
  },
);

uiTest(
  'a new issue is written as a document, with words of the tracker offered',
  { from: example, timeout },
  async ({ window, workspace }) => {
    await openViews(window);
    await window.view('Issues').row(/novacron-DIST-201/);
    await window.run('Phaseline: Write New Issue');
    await drawn(window, 'Saving (Ctrl+S) creates the issue');
    await window.statusItem('Ln 12, Col 3').waitFor();
    await window.editor.type('Write the runbook');
    await window.editor.setLine(await lineOf(window, 'parent:'), 'parent: ');
    await window.page.keyboard.press('Escape');
    const offered = await window.editor.completions();
    assert.ok(
      offered.some((label) => label.includes('novacron-DIST-001')),
      offered.join(' | '),
    );
    await window.picture('issue-document-completion');
    await window.editor.complete('novacron-DIST-001');
    await window.page.keyboard.press('Control+s');
    await window.view('Issues').row('Write the runbook');
    await window.editor
      .tab(/novacron-DIST/)
      .or(window.editor.tab(/novacron-/))
      .first()
      .waitFor();
    await drawn(window, 'part of');
    await window.editor.tab('New issue').waitFor({ state: 'detached' });
    const made = (await readFile(path.join(workspace, '.beads/issues.jsonl'), 'utf8'))
      .split('\n')
      .find((line) => line.includes('Write the runbook'));
    assert.match(made ?? '', /"depends_on_id":"novacron-DIST-001"/);
  },
);

uiTest('an issue is found by words of its text', { from: example, timeout }, async ({ window }) => {
  await openViews(window);
  await window.view('Issues').row(/novacron-DIST-201/);
  await window.run('Phaseline: Find Issue…');
  await window.quickInput.type('throughput PBFT');
  await window.quickInput.row(/Implement Bullshark/).waitFor();
  await window.picture('issue-found');
  await window.quickInput.accept();
  await drawn(window, '5-6x throughput improvement over PBFT');
});
