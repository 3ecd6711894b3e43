import type { Block, Lines } from './document.ts';

/**
 * What became of a piece of the document. `placed`: it is in the plan as data. `prompt`: it is work that stays in a prompt.
 * `reference`: understood and knowingly not placed, such as an example in an appendix. `left-over`: not understood, or it has no
 * place; a person should look at it.
 */
export type Outcome = 'placed' | 'prompt' | 'reference' | 'left-over';

export type ReportItem = {
  readonly lines: Lines;
  /** The piece itself, bounded. */
  readonly text: string;
  readonly outcome: Outcome;
  /** Dotted path in the plan, where it went somewhere. */
  readonly at: string | undefined;
  /** What was decided and why; empty where the path says it all. */
  readonly note: string;
};

export type ReportEntry = {
  readonly kind: 'heading' | 'paragraph' | 'code' | 'list' | 'quote' | 'other';
  readonly lines: Lines;
  /** Language of a fenced block; empty otherwise. */
  readonly language: string;
  /** Headings above it and the line that introduces it, outermost first. */
  readonly section: readonly string[];
  /** What the block is, in a few words. */
  readonly what: string;
  readonly outcome: Outcome;
  readonly items: readonly ReportItem[];
};

/** What an import found, and where each piece of it went. Every block of the document has exactly one entry. */
export type ImportReport = {
  readonly version: 1;
  readonly title: string;
  readonly totals: Readonly<
    Record<'phases' | 'issues' | 'tasks' | 'agents' | 'hooks' | 'checklist' | 'criteria', number>
  >;
  /** How many items are left over. */
  readonly leftOver: number;
  readonly entries: readonly ReportEntry[];
  /** What was chosen where the document leaves a choice; also written as comments into the plan. */
  readonly decisions: readonly string[];
};

export type Imported = {
  /** The text of a plan. */
  readonly yaml: string;
  readonly report: ImportReport;
};

/** An entry for a block, to be filled in. */
export const entryFor = (block: Block): EntryDraft =>
  new EntryDraft({
    kind: block.kind,
    lines: block.lines,
    language: block.kind === 'code' ? block.language : '',
    section: [...block.path.map(({ title }) => title), ...(block.label === '' ? [] : [block.label])],
  });

export const leftOverIn = (entries: readonly ReportEntry[]): number =>
  entries.flatMap(({ items }) => items).filter(({ outcome }) => outcome === 'left-over').length;

/** One entry while it is being written: items are added as commands, calls and list items find their places. */
export class EntryDraft {
  what = '';
  readonly #items: ReportItem[] = [];
  readonly #head: Pick<ReportEntry, 'kind' | 'lines' | 'language' | 'section'>;

  constructor(head: Pick<ReportEntry, 'kind' | 'lines' | 'language' | 'section'>) {
    this.#head = head;
  }

  get lines(): Lines {
    return this.#head.lines;
  }

  placed(lines: Lines, text: string, at: string, note = ''): void {
    this.#add(lines, text, 'placed', at, note);
  }

  prompt(lines: Lines, text: string, at: string, note: string): void {
    this.#add(lines, text, 'prompt', at, note);
  }

  reference(lines: Lines, text: string, note: string): void {
    this.#add(lines, text, 'reference', undefined, note);
  }

  leftOver(lines: Lines, text: string, note: string): void {
    this.#add(lines, text, 'left-over', undefined, note);
  }

  finish(): ReportEntry {
    const order: readonly Outcome[] = ['left-over', 'placed', 'prompt', 'reference'];
    const outcome = order.find((one) => this.#items.some((item) => item.outcome === one)) ?? 'reference';
    return { ...this.#head, what: this.what, outcome, items: this.#items };
  }

  #add(lines: Lines, text: string, outcome: Outcome, at: string | undefined, note: string): void {
    const bounded = text.length > 240 ? `${text.slice(0, 240)}…` : text;
    this.#items.push({ lines, text: bounded, outcome, at, note });
  }
}
