import { canBegin, type IssueGraph, parentOf } from './graph.ts';
import type { Issue } from './issue.ts';
import { stateOf } from './state.ts';
import { parsePriority, parseStatus } from './words.ts';

export type IssueFilter = (issue: Issue) => boolean;

/** `me`: whom `@me` means. */
export type FilterContext = { readonly graph: IssueGraph; readonly me: string };

/** Makes the filter that a value means; asked once a key, while the filter is asked once an issue. */
type Test = (value: string, context: FilterContext) => IssueFilter;

const is = (value: string): ((one: string) => boolean) => {
  const wanted = value.toLowerCase();
  return (one) => one.toLowerCase() === wanted;
};

const tests: Readonly<Record<string, Test>> = {
  status: byStatus,
  is: byStatus,
  label: (value) => {
    const isIt = is(value);
    return ({ labels }) => labels.some(isIt);
  },
  type: (value) => {
    const isIt = is(value);
    return ({ issue_type }) => isIt(issue_type);
  },
  assignee: byAssignee,
  p: byPriority,
  priority: byPriority,
  id: (value) => {
    const isIt = is(value);
    return ({ id }) => isIt(id);
  },
  parent: isUnder,
  epic: isUnder,
};

/**
 * The filter that words mean; an issue must fit every word. `status:open,blocked` fits either, `-label:ui` fits what has it not, `p:0-1` a
 * range, `is:ready`, `epic:ID` everything under it, `@me`, `@none`; any other word, or "several in quotes", is looked for in
 * id, title, description, labels and assignee. A key that is not known is text.
 */
export function parseFilter(text: string, context: FilterContext): IssueFilter {
  const words = [...text.matchAll(/(-?)(?:"([^"]*)"?|((?:[^\s"]|"[^"]*"?)+))/g)];
  const parts = words.map(([, minus, quoted, word]) => {
    const test = quoted === undefined ? wordTest(word ?? '', context) : quoted === '' ? undefined : contains(quoted);
    // A word that is still being typed hides nothing, turned round or not.
    if (test === undefined) return (): boolean => true;
    return minus === '-' ? (issue: Issue): boolean => !test(issue) : test;
  });
  return (issue) => parts.every((part) => part(issue));
}

/** Undefined for a word that asks for nothing yet. */
function wordTest(word: string, context: FilterContext): IssueFilter | undefined {
  if (word.startsWith('@') && word.length > 1) return byAssignee(word.slice(1), context);
  const colon = word.indexOf(':');
  const key = word.slice(0, Math.max(0, colon)).toLowerCase();
  const test = Object.hasOwn(tests, key) ? tests[key] : undefined;
  if (test === undefined) return contains(word.replaceAll('"', ''));
  const values = word
    .slice(colon + 1)
    .replaceAll('"', '')
    .split(',')
    .filter((value) => value !== '')
    .map((value) => test(value, context));
  return values.length === 0 ? undefined : (issue) => values.some((fits) => fits(issue));
}

/** A pattern looks where the texts lie; lower-cased copies of every description would cost a keystroke more than the search. */
export const patternOf = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');

function contains(text: string): IssueFilter {
  const wanted = patternOf(text);
  return ({ id, title, description, labels, assignee }) =>
    wanted.test(title) ||
    wanted.test(id) ||
    wanted.test(description) ||
    (assignee !== undefined && wanted.test(assignee)) ||
    labels.some((label) => wanted.test(label));
}

/** The stored status, or what follows from edges and dates: `blocked` is both. */
function byStatus(value: string, { graph }: FilterContext): IssueFilter {
  const status = parseStatus(value);
  if (status === 'ready') return (issue) => canBegin(graph, issue);
  return (issue) => issue.status === status || stateOf(graph, issue) === status;
}

function byAssignee(value: string, { me }: FilterContext): IssueFilter {
  if (value === 'none') return ({ assignee }) => assignee === undefined;
  const isIt = is(value === 'me' ? me : value);
  return ({ assignee }) => assignee !== undefined && isIt(assignee);
}

function byPriority(value: string): IssueFilter {
  const [from, to = from] = value
    .split('-')
    .filter((word) => word !== '')
    .map(parsePriority);
  return ({ priority }) => from !== undefined && to !== undefined && priority >= from && priority <= to;
}

function isUnder(value: string, { graph }: FilterContext): IssueFilter {
  const isIt = is(value);
  return (issue) => {
    const seen = new Set<string>();
    for (let at: Issue | undefined = issue; at !== undefined && !seen.has(at.id); ) {
      if (isIt(at.id)) return true;
      seen.add(at.id);
      const parent = parentOf(at);
      at = parent === undefined ? undefined : graph.issues.get(parent);
    }
    return false;
  };
}
