import { type Typing, typeTree } from '../schema/typing.ts';
import { parseTree, type Tree } from '../syntax/parse.ts';
import type { Node } from '../syntax/tree.ts';
import { type Mention, mentionsOf } from './mentions.ts';
import { type Outline, outlineOf } from './outline.ts';

/** One version of a plan's text and everything that follows from it alone; each part is made when first asked for, and kept. */
export class Snapshot {
  readonly text: string;
  #tree: Tree | undefined;
  #typing: Typing | undefined;
  #outline: Outline | undefined;
  #mentions: readonly Mention[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get tree(): Tree {
    this.#tree ??= parseTree(this.text);
    return this.#tree;
  }

  get root(): Node | undefined {
    return this.tree.root;
  }

  get typing(): Typing {
    this.#typing ??= typeTree(this.root);
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
