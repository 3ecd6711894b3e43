import type { FilterContext } from './filter.ts';
import { parseFilter, patternOf } from './filter.ts';
import { isClosed } from './graph.ts';
import type { Issue } from './issue.ts';
import { oneLine } from './text.ts';

/** An issue that holds all words that were looked for. */
export type SearchHit = {
  readonly issue: Issue;
  /** Where the first word was found that neither id nor title holds, with a few words around it; empty where they hold all. */
  readonly excerpt: string;
};

/** Fields in which words are looked for, the weightiest first. */
const fields: readonly (readonly [
  name: string,
  weight: number,
  textOf: (issue: Issue) => string | readonly string[],
])[] = [
  ['id', 40, ({ id }) => id],
  ['title', 30, ({ title }) => title],
  ['label', 20, ({ labels }) => labels],
  ['assignee', 15, ({ assignee }) => assignee ?? ''],
  ['reference', 15, ({ external_ref }) => external_ref ?? ''],
  ['description', 5, ({ description }) => description],
  ['acceptance', 4, ({ acceptance_criteria }) => acceptance_criteria],
  ['design', 4, ({ design }) => design],
  ['notes', 4, ({ notes }) => notes],
  ['closed', 4, ({ close_reason }) => close_reason ?? ''],
  ['comment', 3, ({ comments }) => (comments.length === 0 ? '' : comments.map(({ text }) => text))],
];

/**
 * Issues that hold every word somewhere, best first, at most `most` of those that `isMeant` takes. Words of the filter language (`status:open`,
 * `@me`) leave out what does not fit them. Asked at every keystroke: of all but the best no more is worked out than how good they are.
 */
export function searchIssues(
  text: string,
  context: FilterContext,
  most: number,
  isMeant: (issue: Issue) => boolean = () => true,
): readonly SearchHit[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const keyed = words.filter((word) => /^-?[a-z]+:|^-?@./i.test(word));
  const wanted = words.filter((word) => !keyed.includes(word)).map(patternOf);
  const fits = parseFilter(keyed.join(' '), context);
  const found = new Map<number, Issue[]>();
  for (const issue of context.graph.issues.values()) {
    if (issue.status === 'tombstone' || !fits(issue)) continue;
    const score = scoreOf(issue, wanted);
    if (score === undefined || !isMeant(issue)) continue;
    // Whatever the priority, a better score comes first.
    const rank = score * 1000 - issue.priority;
    const same = found.get(rank);
    if (same === undefined) found.set(rank, [issue]);
    else same.push(issue);
  }
  const best = [...found].sort(([a], [b]) => b - a).flatMap(([, same]) => same.slice(0, most));
  return best.slice(0, most).map((issue) => ({ issue, excerpt: excerptOf(issue, wanted) }));
}

/** How good an issue is; undefined where it lacks a word. */
function scoreOf(issue: Issue, wanted: readonly RegExp[]): number | undefined {
  let score = isClosed(issue) ? -25 : 0;
  for (const word of wanted) {
    const place = placeOf(issue, word);
    if (place === undefined) return undefined;
    const { name, weight, text, at } = place;
    const begins = at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
    const exact = name === 'id' && word.exec(text)?.[0].length === text.length;
    score += weight + (begins ? 5 : 0) + (exact ? 100 : 0);
  }
  return score;
}

function excerptOf(issue: Issue, wanted: readonly RegExp[]): string {
  for (const word of wanted) {
    const place = placeOf(issue, word);
    if (place === undefined || place.name === 'id' || place.name === 'title') continue;
    return `${place.name}: ${around(place.text, place.at)}`;
  }
  return '';
}

type Place = { readonly name: string; readonly weight: number; readonly text: string; readonly at: number };

/** Where a word stands first, in the weightiest field that has it. */
function placeOf(issue: Issue, word: RegExp): Place | undefined {
  for (const [name, weight, textOf] of fields) {
    const texts = textOf(issue);
    if (texts.length === 0) continue;
    if (typeof texts === 'string') {
      const at = texts.search(word);
      if (at >= 0) return { name, weight, text: texts, at };
    } else {
      const text = texts.find((one) => word.test(one));
      if (text !== undefined) return { name, weight, text, at: text.search(word) };
    }
  }
  return undefined;
}

function around(text: string, at: number): string {
  const from = Math.max(0, at - 40);
  const part = oneLine(text.slice(from, at + 100));
  return `${from > 0 ? '…' : ''}${part}${at + 100 < text.length ? '…' : ''}`;
}
