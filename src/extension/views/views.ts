import * as vscode from 'vscode';
import { type ViewId, views } from '../../protocol/commands.ts';
import type { Home } from '../home.ts';
import type { Model } from '../model.ts';
import { isRunning, runsOf } from '../work.ts';
import { agentFrame, agentRows } from './agents/rows.ts';
import { hookFrame, hookRows } from './hooks/rows.ts';
import { issueFrame, issueRows } from './issues/rows.ts';
import { planFrame, planRows } from './plan/rows.ts';
import { PriorityBadges } from './priorities.ts';
import type { Row } from './row.ts';
import { type Frame, RowTree } from './tree.ts';

type Projection = {
  readonly id: ViewId;
  readonly many?: boolean;
  rows(model: Model, now: number): readonly Row[];
  frame(model: Model): Frame;
};

const projections: readonly Projection[] = [
  { id: views.plan, rows: planRows, frame: planFrame },
  { id: views.issues, many: true, rows: issueRows, frame: issueFrame },
  { id: views.agents, rows: agentRows, frame: agentFrame },
  { id: views.hooks, rows: hookRows, frame: hookFrame },
];

/** While something runs, times that are shown grow. */
const tick = 5000;

/** Draws the four views: each is its projection of the model, drawn when the model changes and it can be seen. */
export function showViews(home: Home): vscode.Disposable {
  const held: vscode.Disposable[] = [vscode.window.registerFileDecorationProvider(new PriorityBadges())];
  for (const projection of projections) held.push(showView(home, projection));
  return vscode.Disposable.from(...held);
}

function showView(home: Home, { id, many = false, rows, frame }: Projection): vscode.Disposable {
  const { model, link } = home;
  const tree = new RowTree(id, { many });
  const draw = (): void => {
    const now = Date.now();
    const shown = tree.visible ? rows(model.value, now) : undefined;
    tree.show(shown, frame(model.value));
  };
  const ticking = setInterval(() => {
    if (tree.visible && runsOf(model.value.work).some(isRunning)) draw();
  }, tick);
  const seen = (): void => {
    draw();
    if (tree.visible && model.value.link.state === 'off') void link.ensure();
  };
  seen();
  return vscode.Disposable.from(tree, model.onChange(draw), tree.onVisible(seen), {
    dispose: () => clearInterval(ticking),
  });
}
