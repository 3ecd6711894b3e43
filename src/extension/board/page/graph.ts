import type { BoardCard } from '../../../issues/board.ts';
import type { FromGraph, ToGraph } from '../messages.ts';
import { spoken } from './card.ts';
import { issueContext, svg } from './element.ts';
import { cutText, type Drawing, drawingOf, GraphPage, legendOf, lineOf } from './graph-page.ts';
import { graphTable } from './graph-table.ts';
import { hear, keep, kept, tell } from './host.ts';
import { stateIcon } from './icons.ts';
import { layOutIssues, nodeSize } from './issue-layout.ts';
import { type LaidOut, neighbour, type Point, pathOf } from './layout.ts';

const send = (message: FromGraph): void => tell(message);

/** The graph around an issue. */
export function showGraph(page: HTMLElement): void {
  let told: ToGraph | undefined;
  let laid: LaidOut | undefined;
  const legend = legendOf(
    ['holds', 'waits'],
    ['holds chain', 'longest chain'],
    ['part', 'part of'],
    ['settled', 'settled'],
    ['holds cycle', 'circle'],
  );
  const label =
    'Dependency graph; arrow keys follow the dependencies, Enter opens, c shows the graph around another issue';
  const graph = new GraphPage(
    page,
    { label, legend },
    {
      open: ({ dataset }) => send({ kind: 'open', id: dataset['id'] ?? '' }),
      follow(id, key) {
        if (key === 'c') send({ kind: 'center', id });
        return told && laid ? neighbour(told.edges, laid.at, id, key) : undefined;
      },
    },
  );
  hear<ToGraph>((message) => {
    told = message;
    laid = layOutIssues(message);
    keep({ ...kept(), root: message.root, folder: message.folder });
    graph.summary.textContent = summaryOf(message);
    const table = graphTable(message, (id) => send({ kind: 'open', id }));
    graph.draw(draw(message, laid), table, message.root);
  });
  send({ kind: 'ready' });
}

function summaryOf({ root, cards, chain, cycles, leftOut }: ToGraph): string {
  const ready = cards.filter((card) => card.ready).map(({ id }) => id);
  return [
    `${cards.length} ${cards.length === 1 ? 'issue' : 'issues'} around ${root}`,
    leftOut === 0 ? '' : `${leftOut} further away are left out`,
    ready.length === 0 ? 'nothing is ready' : `${ready.length} ready`,
    chain.length === 0 ? '' : `longest chain: ${chain.join(' → ')}`,
    ...cycles.map((cycle) => `circle: ${cycle.join(' → ')}`),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function draw({ root, cards, edges, chain }: ToGraph, { width, height, at, lines: ways }: LaidOut): Drawing {
  const lines = edges.map((edge, index) => {
    const kind = edge.kind === 'needs' ? (edge.holds ? 'holds' : 'settled') : edge.kind;
    const text = `${edge.from} → ${edge.to} (${edge.type})`;
    return lineOf(pathOf(ways[index] ?? []), kind, edge, edge.kind === 'needs', text);
  });
  const nodes = cards.flatMap((card) => {
    const place = at.get(card.id);
    return place === undefined ? [] : [nodeOf(card, place, card.id === root, chain.includes(card.id))];
  });
  return { picture: drawingOf(width, height, ...lines, ...nodes), width, height };
}

function nodeOf(card: BoardCard, { x, y }: Point, isRoot: boolean, onChain: boolean): SVGElement {
  const { id, title, priority, state, ready } = card;
  const { width, height } = nodeSize;
  const left = x - width / 2;
  const top = y - height / 2;
  const classes = ['node', state, isRoot ? 'root' : '', ready ? 'ready' : '', onChain ? 'on-chain' : ''];
  return svg(
    'g',
    {
      class: classes.filter((one) => one !== '').join(' '),
      'data-id': id,
      'data-vscode-context': issueContext(id),
      role: 'button',
      'aria-label': spoken(card),
    },
    svg('title', {}, spoken(card)),
    svg('rect', { x: left, y: top, width, height, rx: 4 }),
    stateIcon(state, left + 8, top + 8),
    cutText('id', id, left + 30, top + 6, width - 105),
    svg(
      'text',
      { class: `priority priority-${Math.min(priority, 4)}`, x: left + width - 8, y: top + 20 },
      ready ? `ready · P${priority}` : `P${priority}`,
    ),
    cutText('title', title, left + 10, top + 27, width - 18),
  );
}
