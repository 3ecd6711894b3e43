import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Span } from '../../base/span.ts';
import { isTime } from '../dates.ts';
import { parseEstimate, parsePriority } from '../words.ts';
import { blankFields, type FieldName, type IssueFields, keys, sections, tidy } from './fields.ts';
import { divides, tailMark } from './write.ts';

/** What is wrong in a document, where, and what to do. An error keeps the whole document from being saved. */
export type DocumentProblem = {
  readonly span: Span;
  readonly grave: 'error' | 'warning';
  readonly message: string;
};

export type ReadDocument = {
  readonly fields: IssueFields;
  /** Where each field's text stands; absent for those that are not there. Offsets in UTF-16. */
  readonly places: ReadonlyMap<FieldName, Span>;
  /** Where each element of a list stands, in its order. */
  readonly items: ReadonlyMap<FieldName, readonly Span[]>;
  readonly problems: readonly DocumentProblem[];
  /** What is only shown. */
  readonly tail: { readonly text: string; readonly span: Span };
};

type Draft = { -readonly [F in FieldName]: IssueFields[F] };
type Reading = {
  readonly fields: Draft;
  readonly places: Map<FieldName, Span>;
  readonly items: Map<FieldName, readonly Span[]>;
  readonly problems: DocumentProblem[];
};

/** Takes a document apart. What cannot be read is a problem; the fields hold the rest. */
export function readDocument(text: string): ReadDocument {
  const reading: Reading = {
    fields: { ...blankFields(''), issue_type: '', status: '' },
    places: new Map(),
    items: new Map(),
    problems: [],
  };
  const front = /^---[ \t]*\r?\n([\s\S]*?)(?:^|\n)---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (front === null || front.index !== 0) {
    const message = 'The document begins with "---", lines of "key: value", and "---" again. Undo, or write them anew.';
    reading.problems.push({ span: { start: 0, end: lineEndOf(text, 0) }, grave: 'error', message });
    return { ...reading, tail: readBody(text, 0, reading) };
  }
  readFront(front[1] ?? '', text.indexOf('\n') + 1, reading);
  return { ...reading, tail: readBody(text, front[0].length, reading) };
}

function readFront(front: string, at: number, { fields, places, items, problems }: Reading): void {
  const error = (span: Span, message: string): void => void problems.push({ span, grave: 'error', message });
  const yaml = parseDocument(front, { schema: 'failsafe', logLevel: 'silent' });
  for (const { pos, message } of yaml.errors) {
    const [start, end] = pos;
    error(
      { start: at + start, end: at + Math.max(end, start + 1) },
      `This cannot be read: ${message.split('\n')[0]} Put the value in quotes, or undo.`,
    );
  }
  const seen = new Set<FieldName>();
  for (const pair of isMap(yaml.contents) ? yaml.contents.items : []) {
    const key = isScalar(pair.key) ? pair.key : undefined;
    const keySpan = spanOf(key?.range, at) ?? { start: at, end: at };
    const known = keys.find((one) => one.key === String(key?.value ?? ''));
    if (known === undefined) {
      error(
        keySpan,
        `There is no "${String(key?.value ?? '')}" here; there are ${keys.map((one) => one.key).join(', ')}.`,
      );
      continue;
    }
    seen.add(known.field);
    const span = spanOf(isScalar(pair.value) || isSeq(pair.value) ? pair.value.range : undefined, at) ?? keySpan;
    places.set(known.field, span);
    if (known.field === 'labels' || known.field === 'needs') {
      const listed = listOf(pair.value, at);
      items.set(
        known.field,
        listed.map((one) => one.span),
      );
      fields[known.field] = listed.map((one) => one.text);
      continue;
    }
    if (!isScalar(pair.value) && pair.value !== null) {
      error(span, `"${known.key}" takes one value, not a list.`);
      continue;
    }
    const problem = setValue(fields, known.field, isScalar(pair.value) ? String(pair.value.value ?? '').trim() : '');
    if (problem !== undefined) error(span, problem);
  }
  const missing = keys.filter(
    ({ key, field }) => (key === 'type' || key === 'status' || key === 'priority') && !seen.has(field),
  );
  for (const { key } of missing)
    error({ start: 0, end: 3 }, `"${key}" is missing: write "${key}: …" between the two lines of dashes.`);
}

/** Sets a field of one value; the answer is what is wrong with it. */
function setValue(
  fields: Draft,
  field: Exclude<(typeof keys)[number]['field'], 'labels' | 'needs'>,
  text: string,
): string | undefined {
  if (field === 'priority') {
    const odd = /^[pP]?(\d{1,3})$/.exec(text)?.[1];
    const priority = parsePriority(text) ?? (odd === undefined ? undefined : Number(odd));
    if (priority === undefined) return `"${text}" is no priority: write P0 (critical), P1, P2, P3 or P4 (backlog).`;
    fields.priority = priority;
    return undefined;
  }
  if (field === 'estimated_minutes') {
    const minutes = text === '' ? 0 : parseEstimate(text);
    if (minutes === undefined) return `"${text}" is no estimate: write 90m, 3h, 2d or 1w.`;
    fields.estimated_minutes = minutes;
    return undefined;
  }
  fields[field] = text;
  if ((field === 'due_at' || field === 'defer_until') && text !== '' && !isTime(text))
    return `"${text}" is no date: write it as 2026-03-01, or with a time as 2026-03-01T09:00:00Z.`;
  if ((field === 'status' || field === 'issue_type') && text === '')
    return 'This must not be empty; undo, or choose one (Ctrl+Space).';
  return undefined;
}

/** The elements of a list; one value alone is a list too, and so are values parted by commas. */
function listOf(node: unknown, at: number): readonly { readonly text: string; readonly span: Span }[] {
  if (isSeq(node)) return node.items.flatMap((item) => listOf(item, at));
  if (!isScalar(node)) return [];
  const text = String(node.value ?? '').trim();
  const span = spanOf(node.range, at) ?? { start: at, end: at };
  if (text === '') return [];
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  return quoted
    ? [{ text, span }]
    : text.split(',').flatMap((one) => (one.trim() === '' ? [] : [{ text: one.trim(), span }]));
}

const spanOf = (range: readonly number[] | null | undefined, at: number): Span | undefined => {
  const [start, end] = range ?? [];
  return start === undefined || end === undefined ? undefined : { start: at + start, end: at + end };
};

const lineEndOf = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

/** Title, description and sections; returns the tail. */
function readBody(text: string, from: number, { fields, places, problems }: Reading): ReadDocument['tail'] {
  const error = (span: Span, message: string): void => void problems.push({ span, grave: 'error', message });
  let field: 'title' | 'description' | (typeof sections)[number]['field'] = 'title';
  let begin = from;
  let lines: string[] = [];
  const close = (end: number): void => {
    if (field === 'title') return;
    const trimmed = tidy(lines.join('\n'));
    if (places.has(field)) error({ start: begin, end }, 'This section is there twice; put the two together.');
    fields[field] = trimmed;
    places.set(field, { start: begin, end });
  };
  for (let at = from; at < text.length; ) {
    const end = lineEndOf(text, at);
    const line = text.slice(at, end).replace(/\r$/, '');
    const next = end + 1;
    const mark = line.startsWith('\\') ? undefined : divides(line);
    if (mark === tailMark.toLowerCase()) {
      close(at);
      if (field === 'title') error({ start: at, end }, 'The title is missing: write "# " and the title above.');
      return { text: tidy(text.slice(next)), span: { start: at, end: text.trimEnd().length } };
    }
    const section = sections.find(({ heading }) => mark === `## ${heading}`.toLowerCase());
    if (field === 'title') {
      const title = /^#(?:[ \t]+(.*))?$/.exec(line);
      if (title !== null) {
        fields.title = (title[1] ?? '').trim();
        places.set('title', { start: at, end });
        if (fields.title === '') error({ start: at, end }, 'An issue needs a title: write it behind "# ".');
        field = 'description';
        begin = Math.min(next, text.length);
      } else if (line.trim() !== '') {
        error(
          { start: at, end },
          'Before the title there is nothing: write the title as "# Title", and the text below it.',
        );
      }
    } else if (section !== undefined) {
      close(at);
      field = section.field;
      begin = Math.min(next, text.length);
      lines = [];
    } else lines.push(divides(line) === undefined ? line : line.slice(1));
    at = next;
  }
  close(text.length);
  const message = `The line "${tailMark}" is gone, so that comments and relations would be taken for text. Undo, or write it back.`;
  error({ start: Math.max(0, text.trimEnd().lastIndexOf('\n') + 1), end: text.length }, message);
  return { text: '', span: { start: text.length, end: text.length } };
}
