import type { Disposable } from '../../base/disposable.ts';

/** Milliseconds that VS Code is left to take in the last answer. */
const settling = 50;
/** Milliseconds after which what it was expected to ask for is not expected any more. */
const patience = 1000;

export type Drawing<T> = {
  /** Tells VS Code to draw these rows anew with what lies under them; undefined: everything. */
  draw(rows: T[] | undefined): void;
  /** Whether VS Code asks for what lies under this row as soon as it has it. */
  isOpen(row: T): boolean;
};

/**
 * When VS Code is told what to draw anew: once for what changes in one moment, and never while it draws everything. It forgets all rows then and asks for
 * them level by level; told in the middle of that, it found "no tree item" for a row that it asked about, and left it without those below for good.
 */
export class Redraws<T> implements Disposable {
  readonly #drawing: Drawing<T>;
  /** Undefined: everything. */
  readonly #due = new Set<T | undefined>();
  readonly #expected = new Set<T>();
  #soon: NodeJS.Immediate | undefined;
  #pause: NodeJS.Timeout | undefined;
  /** Not before VS Code has asked for the first time: until then it has nothing to draw anew. */
  #isDrawn = false;

  constructor(drawing: Drawing<T>) {
    this.#drawing = drawing;
  }

  add(rows: readonly (T | undefined)[]): void {
    for (const row of rows) this.#due.add(row);
    if (this.#due.size > 0 && this.#isDrawn) this.#soon ??= setImmediate(() => this.#tell());
  }

  /** VS Code asked for what lies under this row, or for the top, and is given these. */
  answered(row: T | undefined, rows: readonly T[]): void {
    if (row === undefined) this.#begin();
    else this.#expected.delete(row);
    if (this.#isDrawn) return;
    for (const one of rows) if (this.#drawing.isOpen(one)) this.#expected.add(one);
    this.#pauseFor(this.#expected.size > 0 ? patience : settling);
  }

  dispose(): void {
    clearImmediate(this.#soon);
    clearTimeout(this.#pause);
  }

  #begin(): void {
    clearImmediate(this.#soon);
    this.#soon = undefined;
    this.#isDrawn = false;
    this.#expected.clear();
  }

  #tell(): void {
    this.#soon = undefined;
    const due = [...this.#due];
    this.#due.clear();
    const rows = due.flatMap((row) => row ?? []);
    const isAll = rows.length < due.length;
    if (isAll) {
      this.#isDrawn = false;
      this.#pauseFor(patience);
    }
    this.#drawing.draw(isAll ? undefined : rows);
  }

  #pauseFor(milliseconds: number): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#isDrawn = true;
      this.add([]);
    }, milliseconds);
  }
}
