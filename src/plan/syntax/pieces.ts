/**
 * A stretch of whole lines that can be read by itself. Pieces make up the text without a gap. `start` holds what comes before the
 * first key; `key` is a key of the plan with its value; `head` and `entry` part the keys whose value is a map of names: the line of
 * the key, then each name with what is nested in it. `whole` is a text that cannot be parted, `rest` what no plan reads.
 */
export type Piece = {
  readonly text: string;
  readonly role: 'start' | 'key' | 'head' | 'entry' | 'whole' | 'rest';
  /** The key of the plan that a head or an entry belongs to. */
  readonly under: string | undefined;
  /** Column of an entry's name. */
  readonly column: number;
};

/** Where the reading of lines stands between two pieces. */
export type Standing = {
  /** The parted key whose entries may come; undefined elsewhere. */
  readonly under: string | undefined;
  /** Column of its entries; undefined before the first. */
  readonly column: number | undefined;
};

export const amongKeys: Standing = { under: undefined, column: undefined };

/** Keys whose value is parted: maps from names to as much text as a person wants to edit without waiting for the rest. */
const parted: ReadonlySet<string> = new Set(['phases', 'issues', 'agents', 'runners']);

/** What lines that begin in the first column may begin with only where the whole text has to be read at once. */
const inseparable = new Set('?&*!%@`{[|><='.split('').map((sign) => sign.charCodeAt(0)));

export type Parted = { readonly pieces: readonly Piece[]; readonly after: Standing };

/** Parts whole lines, the first of which is the first of the text or stands behind other pieces; undefined for a text that has to be read at once. */
export function partText(text: string, standing: Standing = amongKeys, first = true): Parted | undefined {
  const parting = new Parting(text, standing);
  return parting.run(!first) ? { pieces: parting.pieces, after: parting.standing } : undefined;
}

class Parting {
  readonly pieces: Piece[] = [];
  standing: Standing;
  readonly #text: string;
  #from = 0;
  #role: Piece['role'] = 'start';
  #column: number;

  constructor(text: string, standing: Standing) {
    this.#text = text;
    this.standing = standing;
    this.#column = standing.column ?? 0;
  }

  /** False: the text cannot be parted. `begun`: something was said before this text, so that `---` ends the plan. */
  run(begun: boolean): boolean {
    const text = this.#text;
    let content = begun;
    for (let at = 0; at < text.length; at = nextLine(text, at)) {
      const code = text.charCodeAt(at);
      if (code === 32) {
        if (this.standing.under !== undefined) this.#indented(at);
        content ||= !isBlank(text, at);
        continue;
      }
      if (code === 10 || code === 13 || code === 35) continue;
      if (code === 45 && text.startsWith('---', at) && content) {
        this.#open(at, 'rest');
        break;
      }
      if (text.startsWith('...', at) || inseparable.has(code)) return false;
      content ||= !text.startsWith('---', at);
      const key = keyAt(text, at);
      if (key !== undefined) this.#key(at, key);
      else if (isDash(text, at) && this.standing.column === undefined) this.#whole();
    }
    this.#close(text.length);
    return true;
  }

  #key(at: number, { name, bare }: KeyLine): void {
    const open = bare && parted.has(name);
    this.#open(at, open ? 'head' : 'key');
    this.standing = open ? { under: name, column: undefined } : amongKeys;
  }

  /** Below a parted key: a line in the column of its first entry is an entry, whatever it says. */
  #indented(at: number): void {
    const text = this.#text;
    let start = at;
    while (text.charCodeAt(start) === 32) start += 1;
    const code = text.charCodeAt(start);
    const column = start - at;
    if (this.standing.column !== undefined && column !== this.standing.column) return;
    // Blank lines, comments, dashes and closing signs go with what is above them.
    if (isBlank(text, start) || code === 9 || closing.has(code)) return;
    if (isDash(text, start)) {
      // A list where a map of names belongs has no entries.
      if (this.standing.column === undefined) this.#whole();
      return;
    }
    this.#open(at, 'entry');
    this.standing = { under: this.standing.under, column };
    this.#column = column;
  }

  /** What is open is a key with its value, whatever comes under it. Where the key stands before this text, it is still to be brought in. */
  #whole(): void {
    this.standing = amongKeys;
    if (this.#role === 'head') this.#role = 'key';
  }

  #open(at: number, role: Piece['role']): void {
    this.#close(at);
    this.#from = at;
    this.#role = role;
  }

  #close(end: number): void {
    if (end === this.#from) return;
    const role = this.#role;
    const inside = role === 'head' || role === 'entry';
    this.pieces.push({
      text: this.#text.slice(this.#from, end),
      role,
      under: inside ? this.standing.under : undefined,
      column: role === 'entry' ? this.#column : 0,
    });
  }
}

const closing = new Set(']},'.split('').map((sign) => sign.charCodeAt(0)));

function nextLine(text: string, at: number): number {
  const lineBreak = text.indexOf('\n', at);
  return lineBreak < 0 ? text.length : lineBreak + 1;
}

function isBlank(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) === 32) at += 1;
  const code = text.charCodeAt(at);
  return Number.isNaN(code) || code === 10 || code === 13 || code === 35;
}

function isDash(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === 45 && (Number.isNaN(next) || next === 32 || next === 10 || next === 13);
}

type KeyLine = {
  readonly name: string;
  /** Nothing but a comment stands behind the colon. */
  readonly bare: boolean;
};

/** The key that a line begins with; undefined for one that begins with none, such as a word that still lacks its colon. */
function keyAt(text: string, start: number): KeyLine | undefined {
  const lineBreak = text.indexOf('\n', start);
  const line = text.slice(start, Math.min(lineBreak < 0 ? text.length : lineBreak, start + longestKey));
  const match =
    /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'#:,\]}-](?:[^:#]|:(?=\S)|(?<=\S)#)*?|-[^\s:](?:[^:#]|:(?=\S)|(?<=\S)#)*?))[ ]*:(?=\s|$)(.*)/s.exec(
      line,
    );
  if (match === null) return undefined;
  const [, double, single, plain, behind = ''] = match;
  return { name: (double ?? single ?? plain ?? '').trim(), bare: /^\s*(?:\s#.*)?$/s.test(behind) };
}

/** YAML allows keys of no more than this on one line. */
const longestKey = 1100;
