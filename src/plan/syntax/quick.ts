import type { Span } from '../../base/span.ts';
import { readFlow } from './quick-flow.ts';
import { literalBlock, plainMeaning, quoted, scalarOf } from './quick-scalar.ts';
import type { Entry, Mapping, Node, Parent, Scalar, Sequence } from './tree.ts';

type Building<T> = { -readonly [K in keyof T]: T[K] };

/** What was read; without content there is no root. `halfTyped` are words in the place of a key, which are left out of the tree. */
export type Quick = { readonly root: Node | undefined; readonly halfTyped: readonly Span[] };

/**
 * Reads the part of YAML that plans are written in nearly always (block maps and lists, one-line scalars and brackets, literal blocks)
 * many times as fast as the library, into the same tree. Undefined for a text that has anything else in it, or any mistake but a key
 * in the making, which is what most keystrokes leave behind: the library reads that, and is the judge of both.
 */
export function readQuickly(text: string): Quick | undefined {
  // A lone carriage return ends a line for an editor and none for the library.
  if (text.includes('\r') && /\r(?!\n)/.test(text)) return undefined;
  const reader = new QuickReader(text);
  const root = reader.read();
  return reader.unsure ? undefined : { root, halfTyped: reader.halfTyped };
}

/** Deeper than any plan; keeps hostile nesting from exhausting the stack. */
const deepest = 60;

/** First characters of what is no plain scalar in a block: , [ ] { } # & * ! | > ' " % @ ` */
const signs = new Set(',[]{}#&*!|>\'"%@`'.split('').map((sign) => sign.charCodeAt(0)));

class QuickReader {
  unsure = false;
  readonly halfTyped: Span[] = [];
  readonly #text: string;
  /** The content that is read next: where it begins, its column, where its line ends without blanks. A column below zero is the end. */
  #start = 0;
  #column = -1;
  #end = 0;
  /** The line below. */
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Node | undefined {
    this.#advance();
    if (this.#column < 0) return undefined;
    const root = this.#block(undefined);
    if (this.#column >= 0) this.unsure = true;
    return root;
  }

  /** On to the next line that says something. */
  #advance(): void {
    const text = this.#text;
    let at = this.#next;
    while (at < text.length) {
      const lineBreak = text.indexOf('\n', at);
      let end = lineBreak < 0 ? text.length : lineBreak;
      this.#next = lineBreak < 0 ? text.length : lineBreak + 1;
      let start = at;
      while (text.charCodeAt(start) === 32) start += 1;
      if (end > start && text.charCodeAt(end - 1) === 13) end -= 1;
      while (end > start && text.charCodeAt(end - 1) === 32) end -= 1;
      if (end > start && text.charCodeAt(start) !== 35) {
        if (start === at && /^(?:---|\.\.\.)/.test(text.slice(at, at + 3))) {
          this.#giveUp();
          return;
        }
        this.#start = start;
        this.#column = start - at;
        this.#end = end;
        return;
      }
      at = this.#next;
    }
    this.#column = -1;
  }

  /** Leaves the whole text to the library: every loop ends at what looks like its end. */
  #giveUp(): void {
    this.unsure = true;
    this.#column = -1;
    this.#next = this.#text.length;
  }

  #isDash(at: number): boolean {
    return this.#text.charCodeAt(at) === 45 && (at + 1 >= this.#end || this.#text.charCodeAt(at + 1) === 32);
  }

  #block(parent: Parent): Node | undefined {
    if (this.#depth >= deepest) {
      this.#giveUp();
      return undefined;
    }
    this.#depth += 1;
    const node = this.#isDash(this.#start) ? this.#sequence(parent) : this.#mapping(parent);
    this.#depth -= 1;
    return node;
  }

  #mapping(parent: Parent): Mapping {
    const column = this.#column;
    const entries: Entry[] = [];
    const span = { start: this.#start, end: this.#start };
    const node: Mapping = { kind: 'mapping', span, parent, entries, flow: false };
    while (this.#column === column) {
      if (this.#isHalfTyped(entries.length > 0)) {
        if (entries.length === 0) span.start = this.#start;
        continue;
      }
      const entry = this.#entry(node, column);
      if (entry === undefined) break;
      entries.push(entry);
      span.end = entry.span.end;
    }
    if (this.#column > column) this.#giveUp();
    return node;
  }

  /** Passes over a word that stands where a key should: among keys, or above one. */
  #isHalfTyped(amongKeys: boolean): boolean {
    const [start, column, end, next] = [this.#start, this.#column, this.#end, this.#next];
    if (this.#colon(start) >= 0) return false;
    const span = { start, end: this.#plainEnd(start) };
    if (!this.#endsAt(span.end) || !/^[\w-]+$/.test(this.#text.slice(span.start, span.end))) return false;
    this.#advance();
    if (amongKeys || (this.#column === column && this.#colon(this.#start) >= 0)) {
      this.halfTyped.push(span);
      return true;
    }
    [this.#start, this.#column, this.#end, this.#next] = [start, column, end, next];
    return false;
  }

  #entry(parent: Mapping, column: number): Entry | undefined {
    const colon = this.#isDash(this.#start) ? -1 : this.#colon(this.#start);
    if (colon < 0) {
      this.#giveUp();
      return undefined;
    }
    const key = this.#key(this.#start, colon);
    const span = { start: this.#start, end: colon + 1 };
    const entry: Building<Entry> = { kind: 'entry', span, parent, key, value: undefined };
    key.parent = entry;
    const at = this.#blanks(colon + 1);
    if (at < this.#end && this.#text.charCodeAt(at) !== 35) entry.value = this.#inline(at, column, entry);
    else {
      this.#advance();
      if (this.#column > column) entry.value = this.#block(entry);
      else if (this.#column === column && this.#isDash(this.#start)) entry.value = this.#sequence(entry);
    }
    if (entry.value !== undefined) span.end = entry.value.span.end;
    return entry;
  }

  #sequence(parent: Parent): Sequence {
    const column = this.#column;
    const items: (Node | undefined)[] = [];
    const span = { start: this.#start, end: this.#start };
    const node: Sequence = { kind: 'sequence', span, parent, items, flow: false };
    while (this.#column === column && this.#isDash(this.#start)) {
      const item = this.#item(node, column);
      items.push(item);
      if (item !== undefined) span.end = item.span.end;
    }
    if (this.#column > column) this.#giveUp();
    return node;
  }

  #item(parent: Sequence, column: number): Node | undefined {
    const at = this.#blanks(this.#start + 1);
    if (at >= this.#end || this.#text.charCodeAt(at) === 35) {
      this.#advance();
      return this.#column > column ? this.#block(parent) : undefined;
    }
    if (!this.#isDash(at) && this.#colon(at) < 0) return this.#inline(at, column, parent);
    this.#column = column + at - this.#start;
    this.#start = at;
    return this.#block(parent);
  }

  /** A value on the line of its key or dash; the lines below must not belong to it. */
  #inline(at: number, column: number, parent: Parent): Node | undefined {
    const text = this.#text;
    const code = text.charCodeAt(at);
    if (code === 124) return this.#literal(at, column, parent);
    let node: Node | undefined;
    let end = at;
    if (code === 91 || code === 123) {
      const read = readFlow(text, at, this.#end, parent);
      node = read?.node;
      end = read?.end ?? at;
    } else if (code === 34 || code === 39) {
      const read = quoted(text, at, this.#end);
      end = read?.end ?? at;
      if (read) node = scalarOf(at, end, parent, read.value, read.value, code === 34 ? 'double' : 'single');
    } else {
      end = this.#plainEnd(at);
      if (end > at) node = plain(text, at, end, parent);
    }
    if (node === undefined || !this.#endsAt(end)) {
      this.#giveUp();
      return undefined;
    }
    this.#advance();
    if (this.#column > column) this.#giveUp();
    return node;
  }

  #literal(at: number, column: number, parent: Parent): Scalar | undefined {
    const strip = this.#text.charCodeAt(at + 1) === 45;
    const block = this.#endsAt(at + (strip ? 2 : 1)) ? literalBlock(this.#text, this.#next, column, strip) : undefined;
    if (block === undefined) {
      this.#giveUp();
      return undefined;
    }
    this.#next = block.next;
    this.#advance();
    if (this.#column > column) this.#giveUp();
    const end = at + this.#text.slice(at, block.end).trimEnd().length;
    return scalarOf(at, end, parent, block.value, block.value, 'block');
  }

  /** Nothing but a comment comes behind a place of the line. */
  #endsAt(at: number): boolean {
    if (at >= this.#end) return true;
    const next = this.#blanks(at);
    return next >= this.#end || (next > at && this.#text.charCodeAt(next) === 35);
  }

  #blanks(from: number): number {
    let at = from;
    while (at < this.#end && this.#text.charCodeAt(at) === 32) at += 1;
    return at;
  }

  /** The colon behind a key that begins here; below zero where none does. */
  #colon(start: number): number {
    const text = this.#text;
    const first = text.charCodeAt(start);
    if (first === 34 || first === 39) {
      const end = quoted(text, start, this.#end)?.end ?? start;
      const at = this.#blanks(end);
      return end > start && this.#isColon(at) ? at : -1;
    }
    if (signs.has(first) || first === 63 || first === 0xfeff) return -1;
    for (let at = start; at < this.#end; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 58 && this.#isColon(at)) return at > start ? at : -1;
      if (code === 9 || (code === 35 && text.charCodeAt(at - 1) === 32)) return -1;
    }
    return -1;
  }

  #isColon(at: number): boolean {
    if (at >= this.#end || this.#text.charCodeAt(at) !== 58) return false;
    return at + 1 >= this.#end || this.#text.charCodeAt(at + 1) === 32;
  }

  #key(start: number, colon: number): Building<Scalar> {
    const text = this.#text;
    let end = colon;
    while (text.charCodeAt(end - 1) === 32) end -= 1;
    const first = text.charCodeAt(start);
    if (first !== 34 && first !== 39) return plain(text, start, end, undefined);
    const value = quoted(text, start, colon)?.value ?? '';
    return scalarOf(start, end, undefined, value, value, first === 34 ? 'double' : 'single');
  }

  /** Where a plain scalar of this line ends; its start where there is none, or one that holds what the library should judge. */
  #plainEnd(start: number): number {
    const text = this.#text;
    const first = text.charCodeAt(start);
    if (signs.has(first) || first === 63 || first === 58 || first === 0xfeff || this.#isDash(start)) return start;
    let at = start;
    for (; at < this.#end; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 9 || (code === 58 && this.#isColon(at))) return start;
      if (code === 35 && text.charCodeAt(at - 1) === 32) break;
    }
    while (text.charCodeAt(at - 1) === 32) at -= 1;
    return at;
  }
}

function plain(text: string, start: number, end: number, parent: Parent): Building<Scalar> {
  const written = text.slice(start, end);
  return scalarOf(start, end, parent, plainMeaning(written), written, 'plain');
}
