import type { BoardCard } from '../../../issues/board.ts';
import type { FromGraph, ToGraph } from '../messages.ts';
import { spoken } from './card.ts';
import { element, issueContext, svg } from './element.ts';
import { graphTable } from './graph-table.ts';
import { hear, keep, tell } from './host.ts';
import { stateIcon } from './icons.ts';
import { type LaidOut, layOut, nodeHeight, nodeWidth } from './layout.ts';

const send = (message: FromGraph): void => tell(message);

/** `readable`: a picture that is wider than the window begins no smaller than this. */
const zooms = { least: 0.2, readable: 0.75, most: 3, step: 1.25 } as const;

/** The graph around an issue as a picture that zooms, beside the same as a table. Arrow keys follow the edges. */
export function showGraph(page: HTMLElement): void {
  const summary = element('p', { class: 'summary', role: 'status' });
  const picture = element('div', {
    class: 'picture',
    role: 'group',
    'aria-label': 'Dependency graph; arrow keys follow the dependencies',
  });
  const table = element('div', { class: 'table' });
  const button = (label: string, text: string, act: () => void): HTMLButtonElement => {
    const made = element('button', { class: 'tool', title: label, 'aria-label': label }, text);
    made.addEventListener('click', act);
    return made;
  };
  const shows = button('Show or hide the table', 'Table', () => {
    table.hidden = !table.hidden;
    shows.setAttribute('aria-pressed', String(!table.hidden));
  });
  shows.setAttribute('aria-pressed', 'true');
  const bar = element(
    'div',
    { class: 'bar', role: 'toolbar', 'aria-label': 'Graph' },
    button('Zoom out', '−', () => zoomTo(zoom / zooms.step)),
    button('Zoom in', '+', () => zoomTo(zoom * zooms.step)),
    button('Fit into the window', 'Fit', () => zoomTo(fitting())),
    shows,
    legend(),
  );
  page.append(bar, summary, element('div', { class: 'beside' }, picture, table));

  let told: ToGraph | undefined;
  let laid: LaidOut | undefined;
  let zoom = 1;
  let fitted = false;
  let focused: string | undefined;

  const fitting = (): number =>
    laid === undefined
      ? 1
      : Math.min(1, picture.clientWidth / (laid.width + 8), picture.clientHeight / (laid.height + 8));
  const zoomTo = (wanted: number): void => {
    zoom = Math.min(zooms.most, Math.max(zooms.least, wanted));
    const drawing = picture.firstElementChild;
    if (laid === undefined || drawing === null) return;
    drawing.setAttribute('width', String(laid.width * zoom));
    drawing.setAttribute('height', String(laid.height * zoom));
  };

  const draw = (message: ToGraph): void => {
    const held = picture.contains(document.activeElement);
    told = message;
    keep({ root: message.root, folder: message.folder });
    laid = layOut(message);
    const shown = message.cards.find(({ id }) => id === focused)?.id ?? message.root;
    focused = shown;
    summary.textContent = summaryOf(message);
    picture.replaceChildren(drawingOf(message, laid, shown));
    table.replaceChildren(graphTable(message, (id) => send({ kind: 'open', id })));
    zoomTo(fitted ? zoom : Math.max(zooms.readable, fitting()));
    fitted = true;
    if (held) focus(shown);
  };

  const focus = (id: string): void => {
    for (const node of picture.querySelectorAll<SVGElement>('.node')) {
      const own = node.dataset['id'] === id;
      node.setAttribute('tabindex', own ? '0' : '-1');
      if (own) node.focus();
    }
    focused = id;
  };

  picture.addEventListener('click', (event) => {
    const id = idAt(event.target);
    if (id === undefined) return;
    focus(id);
    send({ kind: 'open', id });
  });
  picture.addEventListener('keydown', (event) => {
    if (event.key === '+' || event.key === '=') return zoomTo(zoom * zooms.step);
    if (event.key === '-') return zoomTo(zoom / zooms.step);
    if (event.key === '0') return zoomTo(fitting());
    const id = idAt(event.target);
    if (id === undefined) return;
    if (event.key === 'Enter') return send({ kind: 'open', id });
    if (event.key === 'c') return send({ kind: 'center', id });
    const other = told && laid ? neighbour(told, laid, id, event.key) : undefined;
    if (other === undefined) return;
    event.preventDefault();
    focus(other);
  });
  picture.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoomTo(event.deltaY < 0 ? zoom * 1.1 : zoom / 1.1);
    },
    { passive: false },
  );

  hear<ToGraph>(draw);
  send({ kind: 'ready' });
}

/** Right to what waits, left to what it waits for, up and down to what stands in the same column. */
function neighbour({ edges, cards }: ToGraph, { at }: LaidOut, id: string, key: string): string | undefined {
  if (key === 'ArrowRight') return edges.find(({ from }) => from === id)?.to;
  if (key === 'ArrowLeft') return edges.find(({ to }) => to === id)?.from;
  const by = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  const own = at.get(id);
  if (by === 0 || own === undefined) return undefined;
  const beyond = cards.flatMap((card) => {
    const place = at.get(card.id);
    return place !== undefined && (place.y - own.y) * by > 1
      ? [{ id: card.id, far: Math.abs(place.y - own.y) + 3 * Math.abs(place.x - own.x) }]
      : [];
  });
  return beyond.sort((a, b) => a.far - b.far)[0]?.id;
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

function legend(): HTMLElement {
  const item = (kind: string, text: string): HTMLElement =>
    element(
      'span',
      { class: 'legend-item' },
      svg(
        'svg',
        { width: 26, height: 10, 'aria-hidden': 'true' },
        svg('line', { class: `edge ${kind}`, x1: 1, y1: 5, x2: 25, y2: 5 }),
      ),
      text,
    );
  return element(
    'span',
    { class: 'legend' },
    item('holds', 'waits'),
    item('holds chain', 'longest chain'),
    item('part', 'part of'),
    item('settled', 'settled'),
    item('holds cycle', 'circle'),
  );
}

function drawingOf(message: ToGraph, { width, height, at, lines }: LaidOut, focused: string): SVGSVGElement {
  const drawing = svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, class: 'drawing' },
    svg('defs', {}, ...['', 'chain', 'cycle', 'settled'].map(arrow)),
  );
  for (const { edge, d } of lines) {
    const kind = edge.kind === 'needs' ? (edge.holds ? 'holds' : 'settled') : edge.kind;
    const more = edge.inCycle ? ' cycle' : edge.onChain ? ' chain' : '';
    const mark = edge.inCycle ? '-cycle' : edge.onChain ? '-chain' : edge.holds ? '' : '-settled';
    drawing.append(
      svg(
        'path',
        { class: `edge ${kind}${more}`, d, ...(edge.kind === 'needs' ? { 'marker-end': `url(#arrow${mark})` } : {}) },
        svg('title', {}, `${edge.from} → ${edge.to} (${edge.type})`),
      ),
    );
  }
  for (const card of message.cards) {
    const place = at.get(card.id);
    if (place !== undefined)
      drawing.append(
        nodeOf(card, place.x, place.y, card.id === message.root, card.id === focused, message.chain.includes(card.id)),
      );
  }
  return drawing;
}

const arrow = (kind: string): SVGElement =>
  svg(
    'marker',
    {
      id: kind === '' ? 'arrow' : `arrow-${kind}`,
      class: `arrow ${kind}`,
      viewBox: '0 0 8 8',
      refX: 7,
      refY: 4,
      markerWidth: 8,
      markerHeight: 8,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    },
    svg('path', { d: 'M0 0L8 4L0 8z' }),
  );

function nodeOf(
  card: BoardCard,
  x: number,
  y: number,
  isRoot: boolean,
  inTabOrder: boolean,
  onChain: boolean,
): SVGElement {
  const { id, title, priority, state, ready } = card;
  const left = x - nodeWidth / 2;
  const top = y - nodeHeight / 2;
  const classes = ['node', state, isRoot ? 'root' : '', ready ? 'ready' : '', onChain ? 'on-chain' : ''];
  return svg(
    'g',
    {
      class: classes.filter((one) => one !== '').join(' '),
      'data-id': id,
      'data-vscode-context': issueContext(id),
      role: 'button',
      tabindex: inTabOrder ? 0 : -1,
      'aria-label': spoken(card),
    },
    svg('title', {}, spoken(card)),
    svg('rect', { x: left, y: top, width: nodeWidth, height: nodeHeight, rx: 4 }),
    stateIcon(state, left + 8, top + 8),
    cutText('id', id, left + 30, top + 6, nodeWidth - 105),
    svg(
      'text',
      { class: `priority priority-${Math.min(priority, 4)}`, x: left + nodeWidth - 8, y: top + 20 },
      ready ? `ready · P${priority}` : `P${priority}`,
    ),
    cutText('title', title, left + 10, top + 27, nodeWidth - 18),
  );
}

/** A line of text that ends in … where it does not fit: pictures cannot do that, HTML in them can. */
const cutText = (kind: string, text: string, x: number, y: number, width: number): SVGElement =>
  svg('foreignObject', { x, y, width, height: 20 }, element('div', { class: `cut ${kind}` }, text));

function idAt(target: EventTarget | null): string | undefined {
  return target instanceof Element ? (target.closest<SVGElement>('.node')?.dataset['id'] ?? undefined) : undefined;
}
