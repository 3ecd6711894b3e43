import * as vscode from 'vscode';
import { boardColumns, boardLanes, boardOf, cardMoves, cardOf } from '../../issues/board.ts';
import { parseFilter } from '../../issues/filter.ts';
import { moveIssues } from '../commands/issue-moves.ts';
import { issueUri } from '../documents/issue-files.ts';
import type { Home } from '../home.ts';
import type { Homes } from '../homes.ts';
import { sayDone, sayRefused } from '../say/say.ts';
import type { BoardChoice, FromBoard, ToBoard } from './messages.ts';
import { fillPanel, newPanel, type Page, restorePanels, textIn, whileVisible } from './panel.ts';

const memoryKey = 'board';
const page: Page = { type: 'phaseline.board', page: 'board' };
type Board = { readonly panel: vscode.WebviewPanel; choose(choice: Partial<BoardChoice>): void };
/** By the folder's root. */
const boards = new Map<string, Board>();

/** Opens the board, or brings it to the front; `phase`: shows the issues of that phase alone. */
export function showBoard(home: Home, phase?: string): void {
  const open = boards.get(home.root);
  if (open !== undefined) {
    open.panel.reveal();
    if (phase !== undefined) open.choose({ phase });
    return;
  }
  const kept = home.memory.get<Partial<BoardChoice>>(memoryKey, {});
  fillBoard(home, newPanel(home, page, home.tag === '' ? 'Issue Board' : `Issue Board: ${home.name}`), {
    lanes: 'none',
    filter: '',
    ...kept,
    phase: phase ?? '',
  });
}

/** A board that was open before a reload comes back with what was chosen on it. */
export const restoreBoard = (homes: Homes): vscode.Disposable =>
  restorePanels(homes, page, (home, panel, kept) => fillBoard(home, panel, readChoice(kept)));

function fillBoard(home: Home, panel: vscode.WebviewPanel, chosen: BoardChoice): void {
  fillPanel(home, panel, page);
  let choice = chosen;
  const send = (message: ToBoard): void => void panel.webview.postMessage(message);
  const draw = (): void => send(boardMessage(home, choice));
  const held = whileVisible(home, panel, ({ active }) => [active?.plan], draw);
  const choose = (wanted: Partial<BoardChoice>): void => {
    choice = { ...choice, ...wanted };
    void home.memory.update(memoryKey, { lanes: choice.lanes });
    draw();
  };
  panel.webview.onDidReceiveMessage((value: unknown) => {
    const message = readMessage(value);
    if (message?.kind === 'ready') draw();
    else if (message?.kind === 'choose') choose(message.choice);
    else if (message?.kind === 'want') send({ kind: 'cards', cards: cardsOf(home, message.ids) });
    else if (message?.kind === 'open') void vscode.window.showTextDocument(issueUri(home, message.id));
    else if (message?.kind === 'move') void move(home, message, choice);
  });
  panel.onDidDispose(() => {
    held.dispose();
    boards.delete(home.root);
  });
  boards.set(home.root, { panel, choose });
}

function boardMessage(home: Home, choice: BoardChoice): ToBoard {
  const { graph } = home.issues;
  const { me, active, issues } = home.model.value;
  const phases = (active?.plan?.phases ?? []).map(({ id, title }) => ({ id, title }));
  const phase = active?.plan?.phases.find(({ id }) => id === choice.phase);
  const filter = choice.filter.trim() === '' ? undefined : parseFilter(choice.filter, { graph, me });
  const only = phase === undefined ? undefined : new Set(phase.issues);
  const board = boardOf(graph, { lanes: choice.lanes, filter, only });
  const empty =
    issues === undefined
      ? 'The tracker is being read.'
      : issues.state === 'none'
        ? 'This folder has no issue tracker. Run "Phaseline: Create Issue Tracker".'
        : board.shown === 0
          ? 'No issue fits.'
          : '';
  return { kind: 'board', folder: home.tag, ...board, choice, phases, empty };
}

const cardsOf = (home: Home, ids: readonly string[]) => {
  const { graph } = home.issues;
  return ids.flatMap((id) => {
    const issue = graph.issues.get(id);
    return issue === undefined ? [] : [cardOf(graph, issue)];
  });
};

async function move(
  home: Home,
  { id, column, lane }: Extract<FromBoard, { kind: 'move' }>,
  { lanes }: BoardChoice,
): Promise<void> {
  for (const target of cardMoves(column, lane === undefined ? undefined : { lanes, value: lane })) {
    const moved = await moveIssues(home, [id], target);
    if (moved.ok) sayDone(moved.value);
    else return sayRefused(moved.error, home.log);
  }
}

/** A message of the page; what is none of them is dropped. */
function readMessage(value: unknown): FromBoard | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  if (value.kind === 'ready') return { kind: 'ready' };
  if (value.kind === 'choose' && 'choice' in value) return { kind: 'choose', choice: readChoice(value.choice) };
  if (value.kind === 'want' && 'ids' in value && Array.isArray(value.ids))
    return { kind: 'want', ids: value.ids.filter((id) => typeof id === 'string') };
  if (!('id' in value) || typeof value.id !== 'string') return undefined;
  if (value.kind === 'open') return { kind: 'open', id: value.id };
  if (value.kind !== 'move') return undefined;
  const column = 'column' in value ? boardColumns.find(({ id }) => id === value.column)?.id : undefined;
  const lane = 'lane' in value && typeof value.lane === 'string' ? value.lane : undefined;
  return { kind: 'move', id: value.id, column, lane };
}

const readChoice = (value: unknown): BoardChoice => ({
  lanes: boardLanes.find((lanes) => lanes === textIn(value, 'lanes')) ?? 'none',
  filter: textIn(value, 'filter'),
  phase: textIn(value, 'phase'),
});
