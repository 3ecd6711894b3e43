// The main job, clicked through as its first user does it: from the plan to the report.
import assert from 'node:assert/strict';
import path from 'node:path';
import { uiTest } from '../harness/ui-test.ts';
import type { Workbench } from '../harness/workbench.ts';

const example = path.resolve(import.meta.dirname, '../../examples/novacron');
const plan = 'novacron.phaseplan.yaml';

uiTest(
  'a phase is run from the palette, watched, and closed on evidence',
  { from: example, timeout: 300_000 },
  async ({ window, code }) => {
    await window.openContainer('Phaseline');
    await window.editor.open(plan);
    const plans = window.view('Plan');
    await plans.open();
    await plans.row(/Critical Fixes/);

    await window.run('Phaseline: Run Phase');
    await window.quickInput.pick(/Critical Fixes/);
    await window.quickInput.row(/Start 4 tasks/).waitFor();
    const offered = (await window.quickInput.labels()).join('\n');
    for (const task of ['Critical Fixes Agent', 'Neural Training Agent', 'Test Engineer', 'Code Reviewer']) {
      assert.match(offered, new RegExp(task));
    }
    await window.picture('preflight');
    await window.quickInput.pick(/Start 4 tasks/);

    const agents = window.view('Agents');
    await agents.open();
    await agents.row(/Critical Fixes Agent/);
    await window.picture('running');

    // The window goes away in the middle, and comes back to agents that went on without it.
    await window.page.close();
    const again = await code.window();
    await again.openContainer('Phaseline');
    await again.view('Plan').open();
    await again.view('Plan').row(/Critical Fixes.*(closed|met)/i, 60_000);
    await again.pictures('closed');

    const issues = again.view('Issues');
    await issues.open();
    await issues.row(/Fix 5 P0 Critical Issues/);
    await again.run('Phaseline: Show Report');
    await again.webview().getByText('All 5 P0 issues resolved').first().waitFor();
    await again.pictures('report');
  },
);

uiTest(
  'one agent is launched, followed in its transcript, and reviewed',
  { from: example, timeout: 240_000 },
  async ({ window }) => {
    await window.openContainer('Phaseline');
    await window.view('Plan').row(/Critical Fixes Agent/);
    await window.view('Issues').row(/novacron-DIST-101/);
    await window.run('Phaseline: Launch Agent…');
    await window.quickInput.pick('coder');
    await window.quickInput.row('Launch').waitFor();
    await window.quickInput.type('Tidy backend/core/network/dwcp/config.go');
    await window.quickInput.accept();
    await window.quickInput.pick(/No issue/);
    await window.quickInput.pick('In a worktree of its own');
    const agents = window.view('Agents');
    await agents.open();
    await agents.row(/Tidy/);
    await agents.inlineAction(/Tidy/, 'Open Transcript');
    await drawn(window, 'Tidy backend/core/network/dwcp/config.go');
    await agents.row(/Finished/);
    await window.picture('transcript');
    await agents.inlineAction(/Tidy/, 'Review Changes');
    await window.page.locator('.multiDiffEntry').first().waitFor();
    await window.page.locator('.multiDiffEntry .view-line').filter({ hasText: 'demo agent' }).first().waitFor();
    await window.picture('changes');
  },
);

uiTest(
  'an agent that asks is heard, and goes on when it is answered',
  { from: example, timeout: 240_000 },
  async ({ window }) => {
    await window.openContainer('Phaseline');
    await window.run('Phaseline: Run Task');
    await window.quickInput.pick(/MADDPG ML Developer/, 'MADDPG ML');
    await window.quickInput.pick(/Start 1 task/);
    const agents = window.view('Agents');
    await agents.open();
    await agents.row(/Waiting for you/i);
    await window.picture('waiting');
    await window.run('Phaseline: Answer Agent…');
    await window.quickInput.row(/allow/i).waitFor();
    await window.picture('question');
    await window.quickInput.pick(/allow/i);
    await agents.row(/Finished/);
  },
);

uiTest(
  "the plan's own text shows where a task stands, and leads to what its agent did",
  { from: example, timeout: 240_000 },
  async ({ window }) => {
    await window.openContainer('Phaseline');
    await window.view('Plan').row(/Critical Fixes Agent/);
    await window.run('Phaseline: Run Task');
    await window.quickInput.pick(/Critical Fixes Agent/, 'Critical Fixes');
    await window.quickInput.pick(/Start 1 task/);
    await window.view('Agents').open();
    await window.view('Agents').row(/Critical Fixes Agent/);
    await window.editor.open(plan);
    await window.editor.goTo(184);
    const { active } = window.editor;
    await window.editor.lens(/^done$/).waitFor();
    // The phase and the task each have an icon beside their line.
    assert.equal(await active.locator('.margin .cgmr').count(), 2);
    await window.pictures('plan-marks');
    await window.editor.lens('4 files').click();
    await window.page.locator('.multiDiffEntry').first().waitFor();
    await window.editor.tab(plan).click();
    await window.editor.lens(/^done$/).click();
    await window.editor.tab(/Transcript Critical Fixes Agent/).waitFor();
  },
);

/** Waits until this text is drawn in an editor. */
async function drawn(window: Workbench, text: string): Promise<void> {
  await window.page.locator('.monaco-editor .view-line').filter({ hasText: text }).first().waitFor();
}
