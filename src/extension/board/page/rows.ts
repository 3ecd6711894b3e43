import { type BoardColumn, type BoardLane, boardColumns } from '../../../issues/board.ts';

/** A line of the board: the head of a lane, or one card of each column. Places are pixels from the top. */
export type BoardRow = { readonly top: number; readonly height: number; readonly lane: BoardLane } & (
  | { readonly kind: 'head'; readonly folded: boolean }
  | { readonly kind: 'cards'; readonly at: number; readonly ids: readonly (string | undefined)[] }
);

const headHeight = 34;
const cardHeight = 98;

/** Lanes laid out from the top. A board without lanes has no heads; a lane without cards keeps room to lay one into. */
export function layRows(
  lanes: readonly BoardLane[],
  withHeads: boolean,
  folded: ReadonlySet<string>,
): readonly BoardRow[] {
  const rows: BoardRow[] = [];
  let top = 0;
  for (const lane of lanes) {
    const hidden = withHeads && folded.has(lane.value);
    if (withHeads) {
      rows.push({ kind: 'head', lane, top, height: headHeight, folded: hidden });
      top += headHeight;
    }
    const longest = hidden ? 0 : Math.max(0, ...lane.cells.map(({ length }) => length));
    for (let at = 0; at < longest; at += 1) {
      rows.push({ kind: 'cards', lane, at, ids: lane.cells.map((cell) => cell[at]), top, height: cardHeight });
      top += cardHeight;
    }
  }
  return rows;
}

/** The column so many to the right of another; undefined where that is none, or the same: a card that stays is not moved. */
export const columnBeside = (column: number, by: number): BoardColumn | undefined =>
  by === 0 ? undefined : boardColumns[column + by]?.id;

/** The first row that reaches below a height; the number of rows where none does. */
export function rowAt(rows: readonly BoardRow[], y: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row !== undefined && row.top + row.height <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}
