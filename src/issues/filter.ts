import { type IssueGraph, isReady, parentOf } from './graph.ts';
import type { Issue } from './issue.ts';
import { stateOf } from './state.ts';
import { parsePriority, parseStatus } from './words.ts';

export type IssueFilter = (issue: Issue) => boolean;

/** `me`: whom `@me` means. */
export type FilterContext = { readonly graph: IssueGraph; readonly me: string };

type Test = (issue: Issue, value: string, context: FilterContext) => boolean;

const has = (values: readonly string[], value: string): boolean =>
  values.some((one) => one.toLowerCase() === value.toLowerCase());

const tests: Readonly<Record<string, Test>> = {
  status: byStatus,
  is: byStatus,
  label: ({ labels }, value) => has(labels, value),
  type: ({ issue_type }, value) => has([issue_type], value),
  assignee: byAssignee,
  p: byPriority,
  priority: byPriority,
  id: ({ id }, value) => has([id], value),
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
    const test = quoted === undefined ? wordTest(word ?? '', context) : contains(quoted);
    return minus === '-' ? (issue: Issue): boolean => !test(issue) : test;
  });
  return (issue) => parts.every((part) => part(issue));
}

function wordTest(word: string, context: FilterContext): IssueFilter {
  if (word.startsWith('@') && word.length > 1) return (issue) => byAssignee(issue, word.slice(1), context);
  const colon = word.indexOf(':');
  const test = colon > 0 ? tests[word.slice(0, colon).toLowerCase()] : undefined;
  if (test === undefined) return contains(word.replaceAll('"', ''));
  const values = word
    .slice(colon + 1)
    .replaceAll('"', '')
    .split(',')
    .filter((value) => value !== '');
  // A word that is still being typed hides nothing.
  return (issue) => values.length === 0 || values.some((value) => test(issue, value, context));
}

/** A pattern looks where the texts lie; lower-cased copies of every description would cost a keystroke more than the search. */
function contains(text: string): IssueFilter {
  const wanted = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
  return ({ id, title, description, labels, assignee }) =>
    wanted.test(title) ||
    wanted.test(id) ||
    wanted.test(description) ||
    (assignee !== undefined && wanted.test(assignee)) ||
    labels.some((label) => wanted.test(label));
}

/** The stored status, or what follows from edges and dates: `blocked` is both. */
function byStatus(issue: Issue, value: string, { graph }: FilterContext): boolean {
  const status = parseStatus(value);
  if (status === 'ready') return isReady(graph, issue.id);
  return issue.status === status || stateOf(graph, issue) === status;
}

function byAssignee({ assignee }: Issue, value: string, { me }: FilterContext): boolean {
  if (value === 'none') return assignee === undefined;
  return assignee !== undefined && has([assignee], value === 'me' ? me : value);
}

function byPriority({ priority }: Issue, value: string): boolean {
  const [from, to = from] = value.split('-').map(parsePriority);
  return from !== undefined && to !== undefined && priority >= from && priority <= to;
}

function isUnder(issue: Issue, value: string, { graph }: FilterContext): boolean {
  const seen = new Set<string>();
  for (let at: Issue | undefined = issue; at !== undefined && !seen.has(at.id); ) {
    if (has([at.id], value)) return true;
    seen.add(at.id);
    const parent = parentOf(at);
    at = parent === undefined ? undefined : graph.issues.get(parent);
  }
  return false;
}
