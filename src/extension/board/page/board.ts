import { type BoardCard, type BoardLane, boardColumns } from '../../../issues/board.ts';
import type { FromBoard, ToBoard } from '../messages.ts';
import { boardBar } from './board-bar.ts';
import { cardElement } from './card.ts';
import { element } from './element.ts';
import { hear, keep, tell } from './host.ts';
import { type BoardRow, columnBeside, layRows, rowAt } from './rows.ts';

const send = (message: FromBoard): void => tell(message);

/** Rows that are drawn beyond what is seen, above and below. */
const margin = 4;

type Told = Extract<ToBoard, { kind: 'board' }>;

/**
 * The board: a grid whose rows are drawn where they are seen. Arrow keys go from card to card, Enter opens, Alt with left or right lays a card
 * into the next column; the context menu has the same and more.
 */
export function showBoard(page: HTMLElement): void {
  const bar = boardBar((choice) => send({ kind: 'choose', choice }));
  const heads = element('div', { class: 'heads', role: 'row' });
  const space = element('div', { class: 'space', role: 'presentation' });
  const empty = element('p', { class: 'empty', role: 'status' });
  const scroll = element('div', { class: 'scroll', role: 'presentation' }, space);
  const grid = element('div', { class: 'board', role: 'grid', 'aria-label': 'Issue board' }, heads, scroll);
  page.append(bar.root, empty, grid);

  let told: Told | undefined;
  let rows: readonly BoardRow[] = [];
  let focused: string | undefined;
  const folded = new Set<string>();
  const cards = new Map<string, BoardCard>();
  const wanted = new Set<string>();
  /** Cards of before a change are shown until their new ones are here. */
  const fresh = new Set<string>();
  const drawn = new Map<number, HTMLElement>();

  const withLanes = (): boolean => told !== undefined && told.choice.lanes !== 'none';

  const lay = (): void => {
    rows = layRows(told?.lanes ?? [], withLanes(), folded);
    const last = rows.at(-1);
    space.style.height = `${last === undefined ? 0 : last.top + last.height}px`;
    grid.setAttribute('aria-rowcount', String(rows.length + 1));
    for (const row of drawn.values()) row.remove();
    drawn.clear();
    draw();
  };

  const draw = (): void => {
    const from = Math.max(0, rowAt(rows, scroll.scrollTop) - margin);
    const to = Math.min(rows.length, rowAt(rows, scroll.scrollTop + scroll.clientHeight) + 1 + margin);
    for (const [at, row] of drawn) {
      if (at >= from && at < to) continue;
      if (row.contains(document.activeElement)) continue;
      row.remove();
      drawn.delete(at);
    }
    const missing = new Set<string>();
    for (let at = from; at < to; at += 1) {
      const row = rows[at];
      if (row === undefined || drawn.has(at)) continue;
      const made = row.kind === 'head' ? headElement(row.lane, row.folded) : cardsElement(row, missing);
      made.style.top = `${row.top}px`;
      made.style.height = `${row.height}px`;
      made.setAttribute('aria-rowindex', String(at + 2));
      drawn.set(at, made);
      space.append(made);
    }
    for (const id of missing) wanted.add(id);
    if (missing.size > 0) send({ kind: 'want', ids: [...missing] });
  };

  const headElement = (lane: BoardLane, isFolded: boolean): HTMLElement => {
    const count = lane.cells.reduce((sum, cell) => sum + cell.length, 0);
    const button = element(
      'button',
      { class: 'fold', 'aria-expanded': isFolded ? 'false' : 'true' },
      lane.title,
      element('span', { class: 'count' }, String(count)),
    );
    button.addEventListener('click', () => {
      if (!folded.delete(lane.value)) folded.add(lane.value);
      lay();
    });
    return element(
      'div',
      { class: 'row lane', role: 'row' },
      element('div', { role: 'gridcell', class: 'lane-cell' }, button),
    );
  };

  const cardsElement = (row: Extract<BoardRow, { kind: 'cards' }>, missing: Set<string>): HTMLElement => {
    const cells = row.ids.map((id, column) => {
      const cell = element('div', { class: 'cell', role: 'gridcell', 'aria-colindex': column + 1 });
      if (id === undefined) return cell;
      const card = cards.get(id);
      if (!fresh.has(id) && !wanted.has(id)) missing.add(id);
      const made = cardElement(
        id,
        card,
        id === focused || (focused === undefined && row === rows.find(({ kind }) => kind === 'cards') && column === 0),
      );
      cell.append(made);
      return cell;
    });
    return element('div', { class: 'row', role: 'row' }, ...cells);
  };

  const placeOf = (id: string): { readonly at: number; readonly column: number } | undefined => {
    const at = rows.findIndex((row) => row.kind === 'cards' && row.ids.includes(id));
    const row = rows[at];
    return row?.kind === 'cards' ? { at, column: row.ids.indexOf(id) } : undefined;
  };

  const focus = (id: string): void => {
    focused = id;
    const place = placeOf(id);
    const row = place && rows[place.at];
    if (row === undefined) return;
    if (row.top < scroll.scrollTop) scroll.scrollTop = row.top;
    if (row.top + row.height > scroll.scrollTop + scroll.clientHeight)
      scroll.scrollTop = row.top + row.height - scroll.clientHeight;
    draw();
    for (const other of space.querySelectorAll<HTMLElement>('.card[tabindex="0"]')) other.tabIndex = -1;
    const card = space.querySelector<HTMLElement>(`.card[data-id="${CSS.escape(id)}"]`);
    if (card !== null) card.tabIndex = 0;
    card?.focus({ preventScroll: true });
  };

  /** The next card from a place, going by rows or by columns. */
  const next = (id: string, byRows: number, byColumns: number): string | undefined => {
    const place = placeOf(id);
    if (place === undefined) return undefined;
    if (byRows !== 0) {
      for (let at = place.at + byRows; at >= 0 && at < rows.length; at += byRows) {
        const row = rows[at];
        const found = row?.kind === 'cards' ? row.ids[place.column] : undefined;
        if (found !== undefined) return found;
      }
      return undefined;
    }
    const lane = rows[place.at]?.lane;
    for (let column = place.column + byColumns; column >= 0 && column < boardColumns.length; column += byColumns) {
      const row = rows[place.at];
      const beside = row?.kind === 'cards' ? row.ids[column] : undefined;
      const found = beside ?? lane?.cells[column]?.at(-1);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const moveBy = (id: string, by: number): void => {
    const place = placeOf(id);
    const column = place && columnBeside(place.column, by);
    if (column !== undefined) send({ kind: 'move', id, column, lane: undefined });
  };

  const arrows: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };

  space.addEventListener('keydown', (event) => {
    const id = idAt(event.target);
    const arrow = arrows[event.key];
    if (id === undefined || (arrow === undefined && event.key !== 'Enter')) return;
    event.preventDefault();
    if (arrow === undefined) return send({ kind: 'open', id });
    if (event.altKey) return moveBy(id, arrow[1]);
    const other = next(id, ...arrow);
    if (other !== undefined) focus(other);
  });
  space.addEventListener('click', (event) => {
    const id = idAt(event.target);
    if (id === undefined) return;
    focus(id);
    send({ kind: 'open', id });
  });
  scroll.addEventListener('scroll', draw, { passive: true });
  new ResizeObserver(draw).observe(scroll);

  let dragged: string | undefined;
  /** The column and lane under the pointer. */
  const under = (event: DragEvent): { readonly column: number; readonly lane: BoardLane | undefined } => {
    const box = space.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * boardColumns.length);
    const at = Math.min(rowAt(rows, event.clientY - box.top), rows.length - 1);
    return { column: Math.min(Math.max(column, 0), boardColumns.length - 1), lane: rows[at]?.lane };
  };
  const mark = (column: number | undefined): void => {
    for (const [at, head] of [...heads.children].entries()) head.classList.toggle('target', at === column);
    if (column === undefined) delete scroll.dataset['target'];
    else scroll.dataset['target'] = String(column);
  };
  space.addEventListener('dragstart', (event) => {
    dragged = idAt(event.target);
    if (dragged !== undefined) event.dataTransfer?.setData('text/plain', dragged);
  });
  scroll.addEventListener('dragover', (event) => {
    if (dragged === undefined) return;
    event.preventDefault();
    mark(under(event).column);
  });
  scroll.addEventListener('drop', (event) => {
    event.preventDefault();
    const id = dragged;
    const place = id === undefined ? undefined : placeOf(id);
    const { column, lane } = under(event);
    mark(undefined);
    dragged = undefined;
    if (id === undefined || place === undefined) return;
    const own = rows[place.at]?.lane;
    const otherColumn = column === place.column ? undefined : boardColumns[column]?.id;
    const otherLane = withLanes() && lane !== undefined && lane !== own ? lane.value : undefined;
    if (otherColumn !== undefined || otherLane !== undefined)
      send({ kind: 'move', id, column: otherColumn, lane: otherLane });
  });
  space.addEventListener('dragend', () => {
    dragged = undefined;
    mark(undefined);
  });

  hear<ToBoard>((message) => {
    const held = idAt(document.activeElement);
    if (message.kind === 'cards') {
      for (const card of message.cards) {
        cards.set(card.id, card);
        wanted.delete(card.id);
        fresh.add(card.id);
      }
    } else {
      told = message;
      keep({ ...message.choice, folder: message.folder });
      fresh.clear();
      wanted.clear();
      bar.show(message);
      empty.textContent = message.empty;
      heads.replaceChildren(
        ...boardColumns.map(({ title }, column) => {
          const count = message.lanes.reduce((sum, { cells }) => sum + (cells[column]?.length ?? 0), 0);
          return element(
            'div',
            { class: 'head', role: 'columnheader' },
            title,
            element('span', { class: 'count' }, String(count)),
          );
        }),
      );
    }
    lay();
    if (held !== undefined) focus(held);
  });
  send({ kind: 'ready' });
}

/** The issue whose card something is, or lies in. */
function idAt(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('.card')?.dataset['id'] : undefined;
}
