// What a person meets before anything runs: the four views, the tracker, a plan with a problem and its fix, and what stands in empty views.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { uiTest } from '../harness/ui-test.ts';
import { openViews } from './open-views.ts';

const example = path.resolve(import.meta.dirname, '../../examples/novacron');
const plan = 'novacron.phaseplan.yaml';
const narrow = { files: { 'README.md': '# Nothing yet\n' } };

uiTest(
  'the views show the plan and the tracker of the example',
  { from: example, open: [plan] },
  async ({ window }) => {
    await openViews(window);
    const planView = window.view('Plan');
    await planView.row('Critical Fixes Agent');
    const phases = (await planView.rows()).filter(({ level }) => level === 1).map(({ label }) => label);
    assert.equal(phases.filter((label) => /Setup|Fixes|ProBFT/.test(label)).length, 3);

    const issues = window.view('Issues');
    await issues.row(/novacron-DIST-001/);
    const rows = await issues.rows();
    assert.equal(rows[0]?.level, 1);
    for (const number of [101, 102, 103, 104, 105, 106, 107, 108, 109, 201]) {
      const row = await issues.row(new RegExp(`novacron-DIST-${number}`));
      assert.equal(await row.getAttribute('aria-level'), '2', `novacron-DIST-${number} lies under the epic`);
    }
    const blocked = await issues.row(/novacron-DIST-201/);
    assert.match((await blocked.getAttribute('aria-label')) ?? '', /blocked by novacron-DIST-/);
    await blocked.locator('.codicon-lock').waitFor();
    await window.pictures('views');
  },
);

uiTest(
  'a wrong issue id is a problem at once, and its fix puts it right',
  { from: example, open: [plan] },
  async ({ window, workspace }) => {
    const text = await readFile(path.join(workspace, plan), 'utf8');
    const lines = text.split('\n');
    const at = lines.findIndex((line) => /^ {8}issue: novacron-DIST-101$/.test(line));
    assert.ok(at > 0);
    await openViews(window);
    await window.view('Issues').row(/novacron-DIST-001/);
    await window.editor.open(plan);
    // What the tracker says of the epic: the server knows the plan and the issues, and finds nothing.
    await window.editor.active
      .getByText(/Enhan…/)
      .first()
      .waitFor();
    await window.run('Problems: Focus on Problems View');
    await window.page.getByText('No problems have been detected in the workspace.').waitFor();
    await window.editor.setLine(at + 1, '        issue: novacron-DIST-110');
    assert.match(await window.problem(/novacron-DIST-110/), /novacron-DIST-110/);
    await window.editor.goTo(at + 1, 20);
    await window.picture('plan-with-problem');
    const fixes = await window.editor.fixes();
    const fix = fixes.find((title) => /novacron-DIST-101/.test(title));
    assert.ok(fix, `a fix that names the right issue, among: ${fixes.join(' | ')}`);
    await window.picture('plan-with-fix');
    await window.editor.applyFix(fix);
    await window.noProblem(/novacron-DIST-110/);
  },
);

uiTest('an issue is made, found and closed from the palette', { from: example }, async ({ window }) => {
  await openViews(window);
  const issues = window.view('Issues');
  await issues.row(/novacron-DIST-001/);
  await window.run('Phaseline: Create Issue');
  await window.quickInput.answer('Write the runbook', 'Title');
  await window.quickInput.pick('task');
  await window.quickInput.pick('P1');
  await issues.row('Write the runbook');
  await issues.inlineAction('Write the runbook', 'Close Issue…');
  await window.quickInput.answer('Written', 'Why is it done?');
  await issues.row(/Write the runbook/).then((row) => row.locator('.codicon-pass-filled').waitFor());
  await window.run('Phaseline: Filter Issues…');
  await window.quickInput.answer('is:blocked', 'Words');
  await issues.locate('Write the runbook').waitFor({ state: 'detached' });
  await issues.row(/novacron-DIST-201/);
  await window.statusItem('Issues are filtered').waitFor();
  await window.run('Phaseline: Clear Issue Filter');
  await issues.row('Write the runbook');
});

const described = `version: 1
name: release
issues:
  demo-1: { type: epic, title: The release }
  demo-2: { title: Write the notes, parent: demo-1 }
  demo-3: { title: Tell everybody, parent: demo-1, needs: [demo-2] }
phases:
  one: { title: One }
`;
const epic =
  '{"id":"demo-1","title":"Our release","status":"open","priority":2,"issue_type":"epic","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}\n';

uiTest(
  "a plan's issues are looked through, and those that are missing made in one go",
  { files: { 'release.phaseplan.yaml': described, '.beads/issues.jsonl': epic } },
  async ({ window }) => {
    await openViews(window);
    const issues = window.view('Issues');
    await issues.row(/Our release/);
    await window.run("Phaseline: Create the Plan's Issues…");
    await window.quickInput.row(/Create 2 issues/).waitFor();
    assert.match((await window.quickInput.labels()).join(' | '), /Write the notes.*Tell everybody.*demo-1/);
    await window.picture('planned-issues');
    await window.quickInput.pick(/Create 2 issues/);
    await window.statusItem('Created 2 issues of the plan').waitFor();
    await issues.expand(/Our release.*0\/2/);
    await (await issues.row(/Tell everybody/)).locator('.codicon-lock').waitFor();
  },
);

uiTest('an issue opens as a document with its relations', { from: example }, async ({ window }) => {
  await openViews(window);
  await window.view('Issues').openRow(/novacron-DIST-201/, window.editor.tab('novacron-DIST-201'));
  await window.editor.active.getByText('Relations').first().waitFor();
  await window.picture('issue');
});

uiTest('empty views say what is missing and offer the step that helps', narrow, async ({ window }) => {
  await openViews(window);
  const issues = window.view('Issues');
  await window.view('Plan').pane.getByText('No phase plan is here yet').waitFor();
  await issues.pane.getByText('This folder has no issue tracker').waitFor();
  await window.view('Agents').pane.getByText('No agent has worked here yet').waitFor();
  await window.view('Hooks').pane.getByText('No hook has fired yet').waitFor();
  await window.pictures('welcome');
  await issues.pane.getByRole('button', { name: 'Create Issue Tracker' }).click();
  await window.quickInput.answer('demo', 'Ids of issues');
  await window.statusItem('Created').waitFor();
  await window.run('Phaseline: Create Issue');
  await window.quickInput.answer('The first', 'Title');
  await window.quickInput.pick('task');
  await window.quickInput.pick('P2');
  await issues.row('The first');
  await window.run('Phaseline: New Plan from Template');
  await window.quickInput.pick('Try the loop with the demo agent');
  await window.quickInput.answer('demo', 'Name of the plan');
  await window.view('Plan').row('Try it');
});

uiTest(
  'in a folder that is not trusted a plan is read and nothing is started',
  {
    from: example,
    open: [plan],
    settings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    },
  },
  async ({ window, code }) => {
    await openViews(window);
    await window.view('Plan').row('Critical Fixes Agent');
    for (const view of ['Issues', 'Agents', 'Hooks']) {
      await window.view(view).pane.getByText('not trusted, so Phaseline starts nothing').waitFor();
    }
    await window.picture('untrusted');
    assert.doesNotMatch(await code.log(), /runner/i);
  },
);
