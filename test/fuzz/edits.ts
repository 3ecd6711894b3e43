import fc from 'fast-check';
import { bits, corpusTexts } from '../unit/plan/mutated.ts';
import type { Change, EditorText } from './editor-text.ts';

/** One thing that a hand or a program does to a text. Places are shares of the text, so that it stays an edit when what came before it is left out. */
export type Edit = {
  readonly does: string;
  readonly at: number;
  readonly to: number;
  readonly size: number;
  readonly put: string;
};

/** The changes of one edit, each about the text that the one before has left: what one `didChange` tells. */
type Doing = (text: EditorText, edit: Edit) => readonly Change[];

const offsetAt = (text: EditorText, share: number): number => text.between(Math.round(share * text.text.length));

/** Whole lines from a place on, breaks included. */
function linesAt(text: EditorText, share: number, count: number): { readonly start: number; readonly end: number } {
  const first = Math.min(text.lines.length - 1, Math.floor(share * text.lines.length));
  return {
    start: text.lines[first]?.start ?? 0,
    end: text.lines[first + count]?.start ?? text.text.length,
  };
}

/** The same before each line of a stretch, last line first. */
function beforeLines(
  text: EditorText,
  { at, size }: Edit,
  change: (start: number, end: number) => Change,
): readonly Change[] {
  const { start, end } = linesAt(text, at, size);
  return text.lines
    .filter((line) => line.start >= start && line.start < end && line.end > line.start)
    .map((line) => change(line.start, line.end))
    .reverse();
}

const words = /[\w-]+/g;

const doings: Readonly<Record<string, { readonly weight: number; readonly doing: Doing }>> = {
  put: {
    weight: 8,
    doing: (text, { at, size, put }) => {
      const start = offsetAt(text, at);
      return [{ start, end: Math.max(start, text.between(Math.min(text.text.length, start + size))), put }];
    },
  },
  delete: {
    weight: 3,
    doing: (text, { at, size }) => {
      const start = offsetAt(text, at);
      return [{ start, end: Math.max(start, text.between(Math.min(text.text.length, start + 1 + size * 4))), put: '' }];
    },
  },
  'retype a word': {
    weight: 6,
    doing: (text, { at, to, size, put }) => {
      const all = [...text.text.matchAll(words)];
      const [old, other] = [all[Math.floor(at * all.length)], all[Math.floor(to * all.length)]];
      if (old === undefined) return [];
      const by = size > 2 ? (other?.[0] ?? put) : `${old[0]}${put.trim().slice(0, 2)}`;
      return [{ start: old.index, end: old.index + old[0].length, put: by }];
    },
  },
  'cut lines': { weight: 3, doing: (text, { at, size }) => [{ ...linesAt(text, at, 1 + size), put: '' }] },
  'move lines': {
    weight: 2,
    doing: (text, { at, to, size }) => {
      const from = linesAt(text, at, 1 + size);
      const cut = { ...from, put: '' };
      const { start } = linesAt(text.changed(cut), to, 0);
      return [cut, { start, end: start, put: text.text.slice(from.start, from.end) }];
    },
  },
  'copy lines': {
    weight: 2,
    doing: (text, { at, to, size }) => {
      const from = linesAt(text, at, 1 + size);
      const { start } = linesAt(text, to, 0);
      return [{ start, end: start, put: text.text.slice(from.start, from.end) }];
    },
  },
  paste: {
    weight: 2,
    doing: (text, { at, to, size, put }) => {
      const lines = corpusTexts[Math.floor(to * corpusTexts.length)]?.split(/(?<=\n)/) ?? [put];
      const first = Math.floor(((to * 997) % 1) * lines.length);
      const { start } = linesAt(text, at, 0);
      return [{ start, end: start, put: lines.slice(first, first + 1 + size).join('') }];
    },
  },
  indent: { weight: 2, doing: (text, edit) => beforeLines(text, edit, (start) => ({ start, end: start, put: '  ' })) },
  outdent: {
    weight: 2,
    doing: (text, edit) =>
      beforeLines(text, edit, (start, end) => {
        const blank = /^ {0,2}/.exec(text.text.slice(start, end))?.[0].length ?? 0;
        return { start, end: start + blank, put: '' };
      }),
  },
  'indent with tabs': {
    weight: 1,
    doing: (text, edit) => beforeLines(text, edit, (start) => ({ start, end: start, put: '\t' })),
  },
  comment: { weight: 1, doing: (text, edit) => beforeLines(text, edit, (start) => ({ start, end: start, put: '# ' })) },
  'conflict markers': {
    weight: 1,
    doing: (text, { at, size }) => {
      const { start, end } = linesAt(text, at, 1 + size);
      const ours = text.text.slice(start, end).replace(/(?<!\n)$/, '\n');
      return [{ start, end, put: `<<<<<<< ours\n${ours}=======\n${ours.toUpperCase()}>>>>>>> theirs\n` }];
    },
  },
  'other line ends': {
    weight: 1,
    doing: ({ text }) => {
      const put = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll(/(?<!\r)\n/g, '\r\n');
      return [{ start: 0, end: text.length, put }];
    },
  },
};

const share = fc.nat({ max: 1_000_000 }).map((of) => of / 1_000_001);

export const edit: fc.Arbitrary<Edit> = fc.record({
  does: fc.oneof(...Object.entries(doings).map(([does, { weight }]) => ({ weight, arbitrary: fc.constant(does) }))),
  at: share,
  to: share,
  size: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(9)),
  put: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...bits) }, fc.string({ unit: 'binary', maxLength: 4 })),
});

export const changesOf = (text: EditorText, one: Edit): readonly Change[] => doings[one.does]?.doing(text, one) ?? [];

/** The change that takes another one back: from `after` to `before`. A range cannot begin or end within a line break, so it may be wider. */
export function undoing(before: EditorText, after: EditorText, { start, end, put }: Change): Change {
  const from = after.between(start);
  const behind = start + put.length;
  const more = after.between(behind) < behind ? 1 : 0;
  return { start: from, end: behind + more, put: before.text.slice(from, end + more) };
}
