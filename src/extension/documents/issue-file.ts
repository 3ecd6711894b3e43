import type { FieldName, IssueFields } from '../../issues/document/fields.ts';
import { readDocument } from '../../issues/document/read.ts';
import { conflictsIn } from '../../issues/document/save.ts';

/** A text, and a number that grows with every change of it. */
export type Version = { readonly text: string; readonly mtime: number };

/**
 * One issue as a file: what the tracker has, and what the editor was given. VS Code compares what it was given with what is there before it
 * saves, and shows both side by side when they differ. Here that happens only where two people set one field differently; all else is put
 * together field by field.
 */
export class IssueFile {
  #current: Version;
  #held: Version;
  /** The text against which a conflict was shown: whoever saves after that has seen it. */
  #shown: string | undefined;

  constructor(text: string, mtime: number) {
    this.#current = { text, mtime };
    this.#held = this.#current;
  }

  get text(): string {
    return this.#current.text;
  }

  /** Takes what the tracker has now; whether that is new. */
  look(text: string): boolean {
    if (text === this.#current.text) return false;
    this.#current = { text, mtime: this.#next() };
    return true;
  }

  /** The editor has loaded what is there. */
  loaded(): void {
    this.#held = this.#current;
  }

  /** The editor holds this without changes of its own. */
  settled(text: string): void {
    if (text === this.#current.text) this.#held = this.#current;
    else if (text !== this.#held.text) this.#held = { text, mtime: this.#held.mtime };
  }

  /** The editor has written this. */
  wrote(text: string): void {
    this.#held = { text, mtime: this.#next() };
    const { text: theirs } = this.#current;
    this.#current = theirs === text ? this.#held : { text: theirs, mtime: this.#held.mtime + 1 };
    this.#shown = undefined;
  }

  /** What the editor may know: `mine` is its changed text, undefined while it has no changes. */
  version(mine: string | undefined): Version & { readonly size: number } {
    if (mine === undefined) return { ...this.#current, size: bytes(this.#current.text) };
    if (this.conflicts(mine).length === 0) return { ...this.#held, size: bytes(this.#held.text) };
    this.#shown = this.#current.text;
    // VS Code takes a file of the same size for the same file.
    const size = bytes(this.#current.text);
    return { ...this.#current, size: size === bytes(this.#held.text) ? size + 1 : size };
  }

  /** Fields that the editor and somebody else have set differently. */
  conflicts(mine: string): readonly FieldName[] {
    if (this.#current.text === this.#held.text) return [];
    return conflictsIn(this.three(mine));
  }

  /** Whether the person saw the conflict before saving. */
  get conflictShown(): boolean {
    return this.#shown === this.#current.text;
  }

  /** What the editor was given, what it has, and what the tracker has. */
  three(mine: string): { readonly base: IssueFields; readonly mine: IssueFields; readonly theirs: IssueFields } {
    const fields = (text: string): IssueFields => readDocument(text).fields;
    return { base: fields(this.#held.text), mine: fields(mine), theirs: fields(this.#current.text) };
  }

  #next(): number {
    return Math.max(this.#current.mtime, this.#held.mtime) + 1;
  }
}

const bytes = (text: string): number => new TextEncoder().encode(text).length;
