import type { Position } from '../../base/lines.ts';
import { moved, type Span } from '../../base/span.ts';
import { type Typing, typeTree } from '../schema/typing.ts';
import { joinTrees } from '../syntax/join.ts';
import type { Tree } from '../syntax/parse.ts';
import type { Entry, Mapping, Node } from '../syntax/tree.ts';
import { type Mention, mentionsOf } from './mentions.ts';
import { type Names, namesOf } from './names.ts';
import { type Outline, outlineOf } from './outline.ts';
import type { Reading, Section } from './section.ts';
import { editedSections, indexAt, linked, sectionsOf, textOf, wholeSection } from './sections.ts';

/** A section and where it begins in the text. */
export type Place = { readonly section: Section; readonly start: number };

type Known = { readonly sections: readonly Section[]; readonly names: Names };

/**
 * One version of a plan: the sections that make up its text. What is asked at each keystroke is asked of sections; what needs the
 * text as a whole is joined from them when somebody asks for it, and kept.
 */
export class Snapshot implements Reading {
  readonly sections: readonly Section[];
  /** As lines part the text, whether or not anchors join it. */
  readonly #parted: readonly Section[];
  readonly #starts: number[] = [];
  readonly #firstLines: number[] = [];
  /** In UTF-16 units. */
  readonly length: number;
  #before: Known | undefined;
  #text: string | undefined;
  #names: Names | undefined;
  #tree: Tree | undefined;
  #typing: Typing | undefined;
  #outline: Outline | undefined;
  #mentions: readonly Mention[] | undefined;

  constructor(source: string | { readonly sections: readonly Section[]; readonly before: Known | undefined }) {
    const read = typeof source === 'string' ? { sections: sectionsOf(source), before: undefined } : source;
    if (typeof source === 'string') this.#text = source;
    this.#parted = read.sections;
    this.#before = read.before;
    this.sections = linked(this.#parted) ? [wholeSection(this.text)] : this.#parted;
    let [at, line] = [0, 0];
    for (const section of this.sections) {
      this.#starts.push(at);
      this.#firstLines.push(line);
      at += section.text.length;
      line += section.lines.count - 1;
    }
    this.length = at;
  }

  /** The next version: `by` in the place of a span. */
  edited({ start, end }: Span, by: string): Snapshot {
    const span = { start: Math.min(start, this.length), end: Math.min(Math.max(start, end), this.length) };
    return new Snapshot({ sections: editedSections(this.#parted, span, by), before: this.#known });
  }

  /** What the next version may keep. */
  get #known(): Known | undefined {
    return this.#names === undefined ? this.#before : { sections: this.sections, names: this.#names };
  }

  get text(): string {
    this.#text ??= textOf(this.#parted);
    return this.#text;
  }

  /** All names that the plan gives, and how they hang together. */
  get names(): Names {
    this.#names ??= namesOf(this.sections, this.#before);
    this.#before = undefined;
    return this.#names;
  }

  /** Offsets outside the text mean its nearest end. */
  position(offset: number): Position {
    const index = indexAt(this.#starts, Math.max(0, offset));
    const { line, character } = this.sections[index]?.lines.position(offset - (this.#starts[index] ?? 0)) ?? origin;
    return { line: line + (this.#firstLines[index] ?? 0), character };
  }

  /** Characters beyond a line's end mean its end. */
  offset({ line, character }: Position): number {
    if (line < 0) return 0;
    const index = indexAt(this.#firstLines, line);
    const inside = { line: line - (this.#firstLines[index] ?? 0), character };
    return (this.#starts[index] ?? 0) + (this.sections[index]?.lines.offset(inside) ?? 0);
  }

  /** The section that an offset is in; between two, the one that begins there. Undefined for an empty text. */
  at(offset: number): Place | undefined {
    const index = indexAt(this.#starts, offset);
    const section = this.sections[index];
    return section && { section, start: this.#starts[index] ?? 0 };
  }

  /** Sections with their places, first to last. */
  *places(): Generator<Place> {
    for (const [index, section] of this.sections.entries()) yield { section, start: this.#starts[index] ?? 0 };
  }

  /** The keys of the plan itself; their values are asked of sections. */
  get top(): Mapping | undefined {
    const entries: Entry[] = [];
    const span = { start: 0, end: 0 };
    const mapping: Mapping = { kind: 'mapping', span, parent: undefined, entries, flow: false };
    for (const { section, start } of this.places()) {
      if (section.piece.role === 'entry' || section.root?.kind !== 'mapping') continue;
      for (const { key, span: written } of section.root.entries) {
        const entry: { -readonly [K in keyof Entry]: Entry[K] } = {
          kind: 'entry',
          span: moved(written, start),
          parent: mapping,
          key,
          value: undefined,
        };
        entry.key = { ...key, span: moved(key.span, start), parent: entry };
        entries.push(entry);
      }
    }
    span.start = entries[0]?.span.start ?? 0;
    span.end = entries.at(-1)?.span.end ?? 0;
    return entries.length > 0 ? mapping : undefined;
  }

  get tree(): Tree {
    this.#tree ??= joinTrees(
      this.text,
      [...this.places()].map(({ section, start }) => ({ piece: section.piece, tree: section.tree, start })),
    );
    return this.#tree;
  }

  get root(): Node | undefined {
    return this.tree.root;
  }

  get typing(): Typing {
    this.#typing ??= typeTree(this.root, this.tree.anchors.size > 0);
    return this.#typing;
  }

  get outline(): Outline {
    this.#outline ??= outlineOf(this.root);
    return this.#outline;
  }

  get mentions(): readonly Mention[] {
    this.#mentions ??= mentionsOf(this);
    return this.#mentions;
  }
}

const origin: Position = { line: 0, character: 0 };
