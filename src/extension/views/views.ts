import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { type ViewId, views } from '../../protocol/commands.ts';
import { isRunning } from '../../run/state.ts';
import { giveIssueToTask } from '../commands/issue-plan.ts';
import type { Home } from '../home.ts';
import type { Homes } from '../homes.ts';
import type { Model } from '../model.ts';
import { sayDone, sayRefused } from '../say/say.ts';
import { runsOf } from '../work.ts';
import { agentFrame, agentRows } from './agents/rows.ts';
import { Badges } from './badges.ts';
import { byFolder, frameOf } from './folders.ts';
import { hookFrame, hookRows } from './hooks/rows.ts';
import { draggedIn, issueMime, otherFolder } from './issues/drag.ts';
import { IssueView } from './issues/view.ts';
import { planFrame, planRows } from './plan/rows.ts';
import { folderAbove, type Row } from './row.ts';
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
  readonly drop?: (homes: Homes) => Drop;
};

/** An issue that is laid on a task of its folder becomes what the task is about. */
const issueOntoTask = (homes: Homes): Drop => ({
  type: issueMime,
  take: async (onto, data) => {
    const { subject } = onto.row;
    const dragged = draggedIn(data);
    const [issue] = dragged?.ids ?? [];
    const home = homes.at(folderAbove(onto) ?? '') ?? homes.all[0];
    if (home === undefined || subject.kind !== 'task' || dragged === undefined || issue === undefined) return;
    const given = dragged.tag === home.tag ? await giveIssueToTask(home, subject, issue) : otherFolder;
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

/** Draws the four views: each is its projection of the models, drawn when one changes and it can be seen. Issues are too many to be made all at once. */
export function showViews(homes: Homes): vscode.Disposable {
  const held: vscode.Disposable[] = [vscode.window.registerFileDecorationProvider(new Badges()), new IssueView(homes)];
  for (const projection of projections) held.push(showView(homes, projection));
  return vscode.Disposable.from(...held);
}

function showView(homes: Homes, { id, ticks = false, reads, rows, frame, drop }: Projection): vscode.Disposable {
  const tree = new RowTree(id, drop?.(homes));
  let read: readonly unknown[] = [];
  const readNow = (): readonly unknown[] => homes.all.flatMap(({ model }) => [model, ...reads(model.value)]);
  const rowsNow = (): readonly Row[] =>
    byFolder(homes.all.map((home) => ({ home, rows: rows(home.model.value, Date.now()) })));
  const draw = (): void => {
    read = tree.visible ? readNow() : [];
    const frames = homes.all.map(({ name, model }) => ({ name, frame: frame(model.value) }));
    tree.show(tree.visible ? rowsNow() : undefined, frameOf(frames));
  };
  const changed = (): void => {
    const now = readNow();
    if (!tree.visible || now.length !== read.length || now.some((value, index) => value !== read[index])) draw();
  };
  const seen = (): void => {
    draw();
    if (tree.visible) void homes.awaken();
  };
  const ticking = setInterval(() => {
    if (ticks && tree.visible && homes.all.some(isAtWork)) draw();
  }, tick);
  const held = new DisposableStore();
  held.add(tree);
  held.add(tree.onVisible(seen));
  held.add(homes.each(({ model }) => model.onChange(changed)));
  held.add(homes.onChange(seen));
  held.add({ dispose: () => clearInterval(ticking) });
  seen();
  return held;
}

const isAtWork = ({ model }: Home): boolean => runsOf(model.value.work).some(isRunning);
