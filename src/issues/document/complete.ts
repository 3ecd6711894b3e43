import type { Span } from '../../base/span.ts';
import { priorityNames, statusWords } from '../words.ts';
import type { TrackerWords } from './check.ts';
import { keys, sections } from './fields.ts';

/** What could be written in a place. */
export type DocumentCompletion = {
  readonly label: string;
  /** Is written in the place of `span`. */
  readonly text: string;
  readonly span: Span;
  readonly kind: 'key' | 'value' | 'issue' | 'person' | 'section';
  /** Beside the label, and beneath it. */
  readonly detail: string;
  readonly help: string;
  /** What typing is matched against, where that is more than the label. */
  readonly matches?: string;
};

/** Completions at an offset: keys and values of the front matter, and headings of sections that are not there yet. */
export function completeDocument(text: string, at: number, words: TrackerWords): readonly DocumentCompletion[] {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const before = text.slice(start, at);
  const front = text.indexOf('\n---', 3);
  if (at <= 3) return [];
  if (front >= 0 && at > front + 1) return headingsAt(text, start, before);
  const value = /^(\w+):[ \t]*(.*)$/.exec(before);
  return value === null ? keysAt(text, start, before) : valuesAt(value[1] ?? '', value[2] ?? '', at, words);
}

function keysAt(text: string, start: number, before: string): readonly DocumentCompletion[] {
  if (!/^\w*$/.test(before)) return [];
  const there = new Set([...text.matchAll(/^(\w+):/gm)].map(([, key]) => key));
  return keys
    .filter(({ key }) => !there.has(key) && key !== 'id')
    .map(({ key, help }) => ({
      label: key,
      text: `${key}: `,
      span: { start, end: start + before.length },
      kind: 'key',
      detail: '',
      help,
    }));
}

function headingsAt(text: string, start: number, before: string): readonly DocumentCompletion[] {
  if (!/^#{0,2} ?\w*$/.test(before)) return [];
  return sections
    .filter(({ heading }) => !text.includes(`\n## ${heading}`))
    .map(({ heading, help }) => ({
      label: `## ${heading}`,
      text: `## ${heading}\n\n`,
      span: { start, end: start + before.length },
      kind: 'section',
      detail: '',
      help,
    }));
}

function valuesAt(key: string, written: string, at: number, words: TrackerWords): readonly DocumentCompletion[] {
  const list = key === 'labels' || key === 'needs';
  const part = (list ? /[^[,]*$/.exec(written)?.[0].trimStart() : written) ?? '';
  const span = { start: at - part.length, end: at };
  const bracket = list && !written.includes('[');
  const item = (label: string, detail = '', more: Partial<DocumentCompletion> = {}): DocumentCompletion => ({
    label,
    text: bracket ? `[${label}]` : label,
    span,
    kind: 'value',
    detail,
    help: '',
    ...more,
  });
  const here = new Set(written.split(/[[\],]/).map((one) => one.trim()));
  switch (key) {
    case 'status':
      return words.statuses.map((status) => item(status, statusWords(status)));
    case 'type':
      return words.types.map((type) => item(type));
    case 'priority':
      return priorityNames.map((name, index) => item(`P${index}`, name, { matches: `P${index} ${name}` }));
    case 'assignee':
      return words.people.map((person) => item(person, '', { kind: 'person' }));
    case 'labels':
      return words.labels.filter((label) => !here.has(label)).map((label) => item(label));
    case 'parent':
    case 'needs':
      return issuesAt(key, words, here).map(({ id, title, status }) =>
        item(id, title, { kind: 'issue', help: statusWords(status), matches: `${id} ${title}` }),
      );
    default:
      return [];
  }
}

/** Issues that could stand there; epics come first as parents. */
function issuesAt(key: 'parent' | 'needs', { issues }: TrackerWords, here: ReadonlySet<string>) {
  const live = [...issues.values()].filter(
    ({ id, status }) => status !== 'closed' && status !== 'tombstone' && !here.has(id),
  );
  if (key === 'needs') return live;
  return live.sort((a, b) => Number(b.issue_type === 'epic') - Number(a.issue_type === 'epic'));
}

/** What the key or heading of a line means, for a hover; undefined where the line has none. */
export function documentHelp(line: string): string | undefined {
  const key = /^(\w+):/.exec(line)?.[1];
  if (key !== undefined) return keys.find((one) => one.key === key)?.help;
  const heading = /^## (.+?)\s*$/.exec(line)?.[1]?.toLowerCase();
  return sections.find((one) => one.heading.toLowerCase() === heading)?.help;
}
