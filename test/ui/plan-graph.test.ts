import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { uiTest } from '../harness/ui-test.ts';
import { contextMenu } from '../harness/view.ts';
import type { Workbench } from '../harness/workbench.ts';
import { script, settings } from './five-agents.ts';
import { writeOutside } from './issue-tracker.ts';
import { untilKept } from './kept-tabs.ts';

const indented = (text: string): string => text.replaceAll('\n', '\n          ');
const plan = `version: 1
name: shop
title: A shop
runners:
  demo: { acp: demo }
agents:
  coder: { runner: demo }
  designer: { runner: demo }
  tester: { runner: demo }
  writer: { runner: demo }
phases:
  prepare:
    title: Prepare the ground
    before:
      - run: node --version
  build:
    title: Build what can be shown
    tasks:
      model:
        title: The model of prices
        agent: coder
        issue: shop-1
        prompt: |
          ${indented(script('write model.md', '  prices'))}
      api:
        title: An API for orders
        agent: coder
        issue: shop-2
        needs: [ model ]
        prompt: |
          ${indented(script('say I need the tables.', 'ask execute | Run the migration', 'write api.md', '  orders'))}
      page:
        title: The page that people see, with a basket that stays when they come back
        agent: designer
        issue: shop-3
        needs: [ model ]
        prompt: |
          ${indented(script('write page.md', '  basket'))}
      tests:
        title: Tests of both
        agent: tester
        needs: [ api, page ]
        prompt: |
          ${indented(script('write tests.md', '  all of it'))}
  docs:
    title: Describe it
    needs: [ prepare ]
    tasks:
      guide: { title: A guide for newcomers, agent: writer, issue: shop-5, prompt: Write it. }
  ship:
    title: Ship it
    needs: [ build, docs ]
    tasks:
      package: { title: The package, agent: coder, issue: shop-4, prompt: Make it. }
      announce: { title: Tell the world, agent: writer, needs: [ package, build/page ], prompt: Tell it. }
`;
const file = 'shop.phaseplan.yaml';

const issue = (id: string, title: string, ...needs: readonly string[]): string =>
  JSON.stringify({
    id,
    title,
    status: 'open',
    priority: 1,
    issue_type: 'task',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    dependencies: needs.map((need) => ({ issue_id: id, depends_on_id: need, type: 'blocks' })),
  });
const issues = [
  issue('shop-1', 'Prices'),
  issue('shop-2', 'Orders', 'shop-1'),
  issue('shop-3', 'Basket'),
  issue('shop-4', 'Release', 'shop-5'),
  issue('shop-5', 'Guide'),
];
const files = { [file]: plan, '.beads/issues.jsonl': `${issues.join('\n')}\n` };

const node = (graph: FrameLocator, id: string): Locator => graph.locator(`.node[data-id="${id}"]`);
const stands = (graph: FrameLocator, id: string, words: string): Promise<void> =>
  node(graph, id).filter({ hasText: words }).waitFor();

/** Opens the graph of the only plan, and waits until it is drawn. */
async function openGraph(window: Workbench): Promise<FrameLocator> {
  await window.openContainer('Phaseline');
  await window.view('Plan').row(/Build what can be shown/);
  await window.run('Phaseline: Show Plan Graph');
  await window.editor.tab('Plan Graph: shop').waitFor();
  const graph = window.webview();
  await node(graph, 'ship/announce').waitFor();
  return graph;
}

async function runBuild(window: Workbench): Promise<void> {
  await window.run('Phaseline: Run Phase');
  await window.quickInput.pick(/Build what can be shown/, 'Build');
  await window.quickInput.pick(/Start 4 tasks/);
}

uiTest(
  'the graph of a plan shows what waits for what, follows a run, and is gone through by the keyboard',
  { files, settings, timeout: 280_000 },
  async ({ window }) => {
    const graph = await openGraph(window);
    assert.deepEqual([await graph.locator('.node.phase').count(), await graph.locator('.node.task').count()], [4, 7]);
    await graph.getByText('7 tasks in 4 phases · 0 done').waitFor();
    await graph
      .getByText(/Critical path, 5 tasks left: The model of prices → An API for orders → Tests of both/)
      .waitFor();
    await graph.getByRole('button', { name: 'Issue shop-2, Orders, blocked, held back by shop-1' }).waitFor();
    const table = graph.getByRole('button', { name: 'Show or hide the table' });
    assert.equal(await graph.getByRole('table').count(), 0);
    await table.click();
    await graph
      .getByRole('row', { name: /An API for orders.*coder.*not started.*critical path.*shop-2.*blocked.*model/ })
      .waitFor();
    await window.picture('plan-graph-table');
    await table.click();
    await window.pictures('plan-graph');

    await runBuild(window);
    await stands(graph, 'build/model', 'done');
    await stands(graph, 'build/api', 'waiting for you');
    await stands(graph, 'build', 'running');
    await graph.getByText(/1 waiting for you/).waitFor();
    await stands(graph, 'build/page', 'verified');
    await window.pictures('plan-graph-running');

    // Left from a task is what it waits for; behind it in the order of Tab stands its issue.
    await node(graph, 'build/tests').focus();
    await window.page.keyboard.press('ArrowLeft');
    await graph.locator('.node[data-id="build/api"]:focus').waitFor();
    await window.page.keyboard.press('Tab');
    await graph.locator('[data-issue="shop-2"]:focus').waitFor();
    await window.picture('plan-graph-focus');
    await window.page.keyboard.press('Enter');
    await window.editor.tab('shop-2').waitFor();
    await window.editor.tab('Plan Graph: shop').click();
    await node(graph, 'build/api').focus();
    await window.page.keyboard.press('Enter');
    await window.editor.tab(/Transcript An API for orders/).waitFor();
    await window.editor.tab('Plan Graph: shop').click();
    await node(graph, 'ship/announce').focus();
    await window.page.keyboard.press('Enter');
    const line = plan.slice(0, plan.indexOf('announce:')).split('\n').length;
    await window.statusItem(new RegExp(`^Ln ${line}, Col 15 \\(8 selected\\)`)).waitFor();
    await window.editor.tab('Plan Graph: shop').click();

    await contextMenu(window.page, async () => node(graph, 'build/model'), 'Review Changes');
    await window.page.locator('.multiDiffEntry').filter({ hasText: 'model.md' }).first().waitFor();
    await window.editor.tab('Plan Graph: shop').click();

    await window.run('Phaseline: Answer Agent…');
    await window.quickInput.pick(/allow/i);
    // The report comes beside the graph once the run has ended.
    await window.editor.tab('Report: A shop').click();
    await window.run('View: Close Editor');
    await stands(graph, 'build/tests', 'done');
    await stands(graph, 'build', 'closed');
    await graph
      .getByText(/Critical path, 3 tasks left: A guide for newcomers → The package → Tell the world/)
      .waitFor();
    await window.picture('plan-graph-closed');
  },
);

uiTest(
  'the graph of a plan zooms, says what is wrong with a broken plan, and comes back when the window is opened again',
  { files, settings, timeout: 280_000 },
  async ({ code, window, workspace }) => {
    const graph = await openGraph(window);
    const width = async (): Promise<number> => (await graph.locator('.drawing').boundingBox())?.width ?? 0;
    await graph.getByRole('button', { name: 'Fit into the window' }).click();
    const fitting = await width();
    await graph.getByRole('button', { name: 'Zoom in' }).click();
    assert.ok((await width()) > fitting * 1.2);
    await node(graph, 'build/api').focus();
    await window.page.keyboard.press('+');
    assert.ok((await width()) > fitting * 1.5);
    await window.page.keyboard.press('0');
    assert.ok(Math.abs((await width()) - fitting) < 1);

    await window.editor.open(file);
    await window.editor.setText(plan.replace('issue: shop-1', 'issue: shop-1\n        needs: [ tests, nobody ]'));
    await window.editor.tab('Plan Graph: shop').click();
    await graph.getByText(/\d errors? in the plan/).waitFor();
    await graph
      .getByText(/These wait for each other, so none of them can start: build\/model → build\/tests → build\/page/)
      .waitFor();
    await graph.getByText('build/model waits for build/nobody, which is not in the plan').waitFor();
    await window.pictures('plan-graph-broken');
    await graph.getByRole('button', { name: 'Show the problems of the plan' }).click();
    await window.page
      .locator('.markers-panel')
      .getByText(/wait for each other/)
      .first()
      .waitFor();
    await window.editor.setText(plan);
    await window.editor.save();
    await window.editor.tab('Plan Graph: shop').click();
    await graph.getByText(/Critical path, 5 tasks left/).waitFor();
    assert.equal(await graph.locator('.problem').count(), 0);

    await window.page.evaluate(untilKept('phaseline.planGraph'));
    await code.closeWindow(window);
    const again = await code.window();
    await again.editor.tab('Plan Graph: shop').waitFor();
    await stands(again.webview(), 'build/model', 'not started');
    await writeOutside(workspace, 'shop-3', { status: 'closed' });
    await again.webview().getByRole('button', { name: 'Issue shop-3, Basket, closed' }).waitFor();
    await again.picture('plan-graph-restored');
  },
);

const other = `version: 1
name: zoo
phases:
  feed:
    tasks:
      lions: { agent: keeper, prompt: Feed them. }
      bears: { agent: keeper, needs: [ lions ], prompt: Feed them. }
`;

uiTest(
  'the graph is that of the plan that it is asked from: of the editor in front, of the row; it follows a plan that the views do not show',
  { files: { ...files, 'zoo.phaseplan.yaml': other }, settings, timeout: 200_000 },
  async ({ window }) => {
    await window.openContainer('Phaseline');
    await window.view('Plan').row(/Build what can be shown/);
    await window.editor.open('zoo.phaseplan.yaml');
    await window.page.locator('.editor-actions .action-label[aria-label^="Show Plan Graph"]').click();
    await window.editor.tab('Plan Graph: zoo').waitFor();
    await stands(window.webview(), 'feed/bears', 'not started');
    await window.editor.tab('zoo.phaseplan.yaml').click();
    await window.editor.setText(`${other}      seals: { agent: diver, prompt: Feed them. }\n`);
    await window.editor.tab('Plan Graph: zoo').click();
    await stands(window.webview(), 'feed/seals', 'diver');
    await window.view('Plan').contextMenu(/Tests of both|Build what can be shown/, 'Show Plan Graph');
    await window.editor.tab('Plan Graph: shop').waitFor();
    await stands(window.webview(), 'build/tests', 'not started');
  },
);
