// Agents at work as a person meets them: preflight, one that asks, its transcript while it works, its changes, an approval, the report.
import assert from 'node:assert/strict';
import path from 'node:path';
import { uiTest } from '../harness/ui-test.ts';
import { openViews } from './open-views.ts';

const example = path.resolve(import.meta.dirname, '../../examples/novacron');

const plan = `version: 1
name: careful
title: One that asks
runners:
  demo: { acp: demo }
agents:
  coder: { runner: demo }
phases:
  phase-1:
    title: Careful work
    tasks:
      notes:
        title: Notes agent
        agent: coder
        prompt: |
          Write notes, and ask before you publish.
          \`\`\`demo
          say I shall look around first.
          write notes.md
            hello
          ask execute | npm publish --dry-run
          append README.md | one more line
          say All is done.
          \`\`\`
        verify:
          - run: git --version
      guide:
        title: Guide agent
        agent: coder
        prompt: Improve \`guide.md\`.
    criteria:
      git: { title: Git works, run: git --version }
      read: { title: Somebody read it, manual: true }
`;
const files = { 'careful.phaseplan.yaml': plan, 'README.md': '# Read me\n', 'guide.md': '# Guide\n' };

uiTest('an agent asks, is answered, and its phase is closed with evidence', { files }, async ({ window }) => {
  await openViews(window);
  const [planView, agents] = [window.view('Plan'), window.view('Agents')];
  await planView.row('Notes agent');
  await window.run('Phaseline: Run Phase');
  await window.quickInput.row(/Start 2 tasks/).waitFor();
  await window.picture('preflight');
  await window.quickInput.accept();

  await agents.row('Waiting for you');
  await window.statusItem(/Phase 1 · \d\/2 · 1 waiting/).waitFor();
  await agents.inlineAction('Notes agent', 'Open Transcript');
  await window.editor.active.getByText('waiting for an answer').waitFor();
  await window.picture('agent-waiting');
  await (await window.notification('Notes agent asks: npm publish --dry-run')).press('Answer…');
  await window.quickInput.pick(/Allow/);

  // The run ends at once, and its report comes before the transcript.
  await window.webview().getByRole('heading', { name: 'One that asks' }).waitFor();
  await agents.inlineAction('Notes agent', 'Open Transcript');
  await window.editor.active.getByText('All is done.').first().waitFor();
  await planView.row(/Somebody read it/);
  await window.run('Phaseline: Approve Criterion');
  await window.quickInput.pick('Somebody read it');
  await window.quickInput.answer('Ada', 'Who approves?');
  await planView.row(/Careful work.*2\/2 · closed/);
  await window.run('Phaseline: Show Report');
  await window.webview().getByText('approved by Ada').first().waitFor();
  await window.picture('report');

  await window.run('Phaseline: Review Changes');
  await window.quickInput.pick('Notes agent');
  await window.editor.tab('Notes agent').waitFor();
  await window.page.locator('.multiDiffEntry').getByText('notes.md').first().waitFor();
  await window.picture('changes');
});

uiTest('one agent is launched by hand, and its transcript read', { from: example }, async ({ window }) => {
  await openViews(window);
  await window.view('Plan').row('Critical Fixes Agent');
  await window.run('Phaseline: Launch Agent…');
  await window.quickInput.pick('coder');
  await window.quickInput.row('Launch').waitFor();
  await window.quickInput.type('Improve `docs/execution-plan.md`.');
  await window.quickInput.accept();
  await window.quickInput.pick(/Fix 5 P0/);
  await window.quickInput.pick('In a worktree of its own');
  const agents = window.view('Agents');
  await agents.row(/1 file changed/);
  await window.run('Phaseline: Open Transcript');
  await window.editor.active.getByText('Prompt').first().waitFor();
  assert.match(await window.editor.text(), /Demo agent/);
});
