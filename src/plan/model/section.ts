import { Lines } from '../../base/lines.ts';
import { type Typing, typeTree } from '../schema/typing.ts';
import { parsePiece, type Tree } from '../syntax/parse.ts';
import type { Piece } from '../syntax/pieces.ts';
import type { Node } from '../syntax/tree.ts';
import { type Mention, mentionsOf } from './mentions.ts';
import { type Outline, outlineOf } from './outline.ts';

/** A text and what follows from it alone, in its own coordinates: a section of a plan, or a whole one. */
export type Reading = {
  readonly text: string;
  readonly tree: Tree;
  readonly root: Node | undefined;
  readonly typing: Typing;
  readonly outline: Outline;
  readonly mentions: readonly Mention[];
};

/**
 * A part of a plan that is understood by itself: a key with its value, or one phase, issue, agent or runner. Each thing that follows
 * from it is worked out when first asked for, and kept as long as its text stays: an edit costs with its section, not with the plan.
 */
export class Section implements Reading {
  readonly piece: Piece;
  #tree: Tree | undefined;
  #typing: Typing | undefined;
  #outline: Outline | undefined;
  #mentions: readonly Mention[] | undefined;
  #lines: Lines | undefined;

  constructor(piece: Piece) {
    this.piece = piece;
  }

  get text(): string {
    return this.piece.text;
  }

  get tree(): Tree {
    this.#tree ??= parsePiece(this.piece);
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

  get lines(): Lines {
    this.#lines ??= new Lines(this.text);
    return this.#lines;
  }
}

/** What is read off one section (or, where only its text and tree matter, off any reading), once for each. */
export function perSection<T, R extends Reading = Section>(read: (section: R) => T): (section: R) => T {
  const known = new WeakMap<R, { readonly value: T }>();
  return (section) => {
    const kept = known.get(section) ?? { value: read(section) };
    known.set(section, kept);
    return kept.value;
  };
}
