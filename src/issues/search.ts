import type { FilterContext } from './filter.ts';
import { parseFilter } from './filter.ts';
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
const fields: readonly (readonly [name: string, weight: number, text: (issue: Issue) => string])[] = [
  ['id', 40, ({ id }) => id],
  ['title', 30, ({ title }) => title],
  ['label', 20, ({ labels }) => labels.join(' ')],
  ['assignee', 15, ({ assignee }) => assignee ?? ''],
  ['description', 5, ({ description }) => description],
  ['acceptance', 4, ({ acceptance_criteria }) => acceptance_criteria],
  ['design', 4, ({ design }) => design],
  ['notes', 4, ({ notes }) => notes],
  ['comment', 3, ({ comments }) => comments.map(({ text }) => text).join('\n')],
];

/**
 * Issues that hold every word somewhere, best first, at most `most`. Words of the filter language (`status:open`, `@me`) leave out what does
 * not fit them.
 */
export function searchIssues(text: string, context: FilterContext, most: number): readonly SearchHit[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const keyed = words.filter((word) => /^-?[a-z]+:|^-?@./i.test(word));
  const wanted = words.filter((word) => !keyed.includes(word)).map((word) => word.toLowerCase());
  const fits = parseFilter(keyed.join(' '), context);
  const hits: { readonly hit: SearchHit; readonly score: number }[] = [];
  for (const issue of context.graph.issues.values()) {
    if (issue.status === 'tombstone' || !fits(issue)) continue;
    const scored = scoreOf(issue, wanted);
    if (scored !== undefined) hits.push(scored);
  }
  hits.sort((a, b) => b.score - a.score || a.hit.issue.priority - b.hit.issue.priority);
  return hits.slice(0, most).map(({ hit }) => hit);
}

function scoreOf(issue: Issue, wanted: readonly string[]): { hit: SearchHit; score: number } | undefined {
  let score = isClosed(issue) ? -25 : 0;
  let excerpt = '';
  for (const word of wanted) {
    const found = find(issue, word);
    if (found === undefined) return undefined;
    score += found.score;
    if (excerpt === '') excerpt = found.excerpt;
  }
  return { hit: { issue, excerpt }, score };
}

function find(issue: Issue, word: string): { readonly score: number; readonly excerpt: string } | undefined {
  for (const [name, weight, textOf] of fields) {
    const text = textOf(issue);
    const at = text.toLowerCase().indexOf(word);
    if (at < 0) continue;
    const begins = at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
    const exact = name === 'id' && text.length === word.length;
    const shown = name === 'id' || name === 'title';
    return {
      score: weight + (begins ? 5 : 0) + (exact ? 100 : 0),
      excerpt: shown ? '' : `${name}: ${around(text, at)}`,
    };
  }
  return undefined;
}

function around(text: string, at: number): string {
  const from = Math.max(0, at - 40);
  const part = oneLine(text.slice(from, at + 100));
  return `${from > 0 ? '…' : ''}${part}${at + 100 < text.length ? '…' : ''}`;
}
