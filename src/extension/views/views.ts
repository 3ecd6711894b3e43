import * as vscode from 'vscode';
import { type ViewId, views } from '../../protocol/commands.ts';
import { giveIssueToTask } from '../commands/issue-plan.ts';
import type { Home } from '../home.ts';
import type { Model } from '../model.ts';
import { sayDone, sayRefused } from '../say/say.ts';
import { isRunning, runsOf } from '../work.ts';
import { agentFrame, agentRows } from './agents/rows.ts';
import { Badges } from './badges.ts';
import { hookFrame, hookRows } from './hooks/rows.ts';
import { draggedIn, issueMime } from './issues/drag.ts';
import { IssueView } from './issues/view.ts';
import { planFrame, planRows } from './plan/rows.ts';
import type { Row } from './row.ts';
import { type Drop, type Frame, RowTree } from './tree.ts';

type Projection = {
  readonly id: ViewId;
  /** It shows times that grow while something runs. */
  readonly ticks?: boolean;
  /** What the projection reads: while that stays the same, nothing is drawn anew. */
  reads(model: Model): readonly unknown[];
  rows(model: Model, now: number): readonly Row[];
  frame(model: Model): Frame;
  /** Issues can be dropped on its rows. */
  readonly drop?: (home: Home) => Drop;
};

/** An issue that is laid on a task becomes what the task is about. */
const issueOntoTask = (home: Home): Drop => ({
  type: issueMime,
  take: async (onto, data) => {
    const issue = draggedIn(data)?.ids[0];
    if (onto.kind !== 'task' || issue === undefined) return;
    const given = await giveIssueToTask(home, onto, issue);
    if (given.ok) sayDone(given.value);
    else await sayRefused(given.error, home.log);
  },
});

const projections: readonly Projection[] = [
  {
    id: views.plan,
    ticks: true,
    reads: ({ work, active, trusted }) => [work, active, trusted],
    rows: planRows,
    frame: planFrame,
    drop: issueOntoTask,
  },
  {
    id: views.agents,
    ticks: true,
    reads: ({ work, comments }) => [work.runs, comments],
    rows: agentRows,
    frame: agentFrame,
  },
  {
    id: views.hooks,
    ticks: true,
    reads: ({ work, heldHooks }) => [work.hooks, work.hooksPaused, heldHooks],
    rows: hookRows,
    frame: hookFrame,
  },
];

/** While something runs, times that are shown grow. */
const tick = 5000;

/** Draws the four views: each is its projection of the model, drawn when the model changes and it can be seen. Issues are too many to be made all at once. */
export function showViews(home: Home): vscode.Disposable {
  const held: vscode.Disposable[] = [vscode.window.registerFileDecorationProvider(new Badges()), new IssueView(home)];
  for (const projection of projections) held.push(showView(home, projection));
  return vscode.Disposable.from(...held);
}

function showView(home: Home, { id, ticks = false, reads, rows, frame, drop }: Projection): vscode.Disposable {
  const { model, link } = home;
  const tree = new RowTree(id, drop?.(home));
  let read: readonly unknown[] = [];
  const draw = (): void => {
    read = tree.visible ? reads(model.value) : [];
    tree.show(tree.visible ? rows(model.value, Date.now()) : undefined, frame(model.value));
  };
  const changed = (): void => {
    const now = reads(model.value);
    if (!tree.visible || now.some((value, index) => value !== read[index])) draw();
  };
  const ticking = setInterval(() => {
    if (ticks && tree.visible && runsOf(model.value.work).some(isRunning)) draw();
  }, tick);
  const seen = (): void => {
    draw();
    if (tree.visible && model.value.link.state === 'off') void link.ensure();
  };
  seen();
  return vscode.Disposable.from(tree, model.onChange(changed), tree.onVisible(seen), {
    dispose: () => clearInterval(ticking),
  });
}
