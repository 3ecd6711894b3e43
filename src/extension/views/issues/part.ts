import type { Home } from '../../home.ts';
import { folderRow, taggedId } from '../folders.ts';
import type { Row } from '../row.ts';
import { type Drawn, IssueRows, type Redrawn } from './rows.ts';

/** A row that VS Code has asked for, and which it hands to commands. */
export type IssuePlace = {
  readonly part: IssuePart;
  /** Names it in its part; empty for the folder. */
  readonly key: string;
  readonly above: IssuePlace | undefined;
  /** What the row is made of; undefined for the folder. */
  drawn: Drawn | undefined;
  row: Row;
  folds: boolean;
};

/** The rows of one folder's tracker in the Issues view, as far as they were asked for. */
export class IssuePart {
  readonly home: Home;
  readonly rows: IssueRows;
  readonly #places = new Map<string, IssuePlace>();
  #folder: IssuePlace | undefined;
  #wasThere = false;

  constructor(home: Home) {
    this.home = home;
    this.rows = new IssueRows(() => home.issues.graph);
  }

  /** Takes in the model as it is now, and says what is to be drawn anew. */
  look(): Redrawn {
    const wasThere = this.#wasThere;
    this.#wasThere = this.isThere;
    const redrawn = this.rows.take(this.home.model.value);
    return wasThere === this.#wasThere ? redrawn : 'all';
  }

  /** There is a tracker, or a reason why it cannot be read. */
  get isThere(): boolean {
    const { issues } = this.home.model.value;
    return issues !== undefined && issues.state !== 'none';
  }

  /** What is drawn anew with all rows: the folder's row, or everything where that is not drawn or goes. */
  get root(): IssuePlace | undefined {
    return this.isThere ? this.#folder : undefined;
  }

  /** The row that the others lie under, where the window has several folders. */
  get folder(): IssuePlace {
    const { issues } = this.home.model.value;
    const description = issues?.state === 'known' ? issues.title : '';
    const row = { ...folderRow(this.home, this.rows.counts.fitting), description };
    this.#folder ??= { part: this, key: '', above: undefined, drawn: undefined, row, folds: true };
    this.#folder.row = row;
    return this.#folder;
  }

  /** What it has at the top of the view: its rows, or `asFolder` the one that they lie under, where there is a tracker. */
  top(asFolder: boolean): IssuePlace[] {
    this.#folder = undefined;
    if (asFolder) return this.isThere ? [this.folder] : [];
    this.#places.clear();
    return this.#under('', undefined);
  }

  children(place: IssuePlace): IssuePlace[] {
    if (place.key === '') this.#places.clear();
    return this.#under(place.key, place);
  }

  /** Those of the rows that were asked for, as they are now. */
  fresh(keys: ReadonlySet<string>): readonly IssuePlace[] {
    const places = [...keys].flatMap((key) => this.#places.get(key) ?? []);
    for (const place of places) {
      const now = place.drawn && this.rows.fresh(place.drawn);
      if (now !== undefined) this.#take(place, now);
    }
    return places;
  }

  /** The place of an issue; undefined where it does not show. */
  find(id: string, underFolder: boolean): IssuePlace | undefined {
    let above = underFolder ? this.folder : undefined;
    let found: IssuePlace | undefined;
    for (const key of this.rows.pathTo(id)) {
      const drawn = this.rows.children(found?.key ?? '').find(({ head }) => head.key === key);
      if (drawn === undefined) return undefined;
      found = this.#place(drawn, above);
      above = found;
    }
    return found;
  }

  #under(key: string, above: IssuePlace | undefined): IssuePlace[] {
    return this.rows.children(key).map((drawn) => this.#place(drawn, above));
  }

  #place(drawn: Drawn, above: IssuePlace | undefined): IssuePlace {
    const { key } = drawn.head;
    const there = this.#places.get(key);
    const { row, folds } = drawn;
    const isSame = there !== undefined && there.above === above;
    const place: IssuePlace = isSame ? there : { part: this, key, above, drawn, row, folds };
    this.#places.set(key, place);
    return this.#take(place, drawn);
  }

  #take(place: IssuePlace, drawn: Drawn): IssuePlace {
    place.drawn = drawn;
    place.row = { ...drawn.row, id: taggedId(drawn.row.id, this.home.tag) };
    place.folds = drawn.folds;
    return place;
  }
}
