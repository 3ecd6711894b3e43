import {
  blockedBy,
  blockerChain,
  type IssueGraph,
  isReady,
  issueGraph,
  parentOf,
  progressOf,
} from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import { type IssueState, issueStates, stateOf } from '../../issues/state.ts';
import type { IssueSnapshot, IssueStore } from '../../issues/store.ts';
import { oneLine, plainText } from '../../issues/text.ts';
import { priorityNames, statusWords } from '../../issues/words.ts';

/** Each state's sign and colour (an SGR code). */
const looks: Readonly<Record<IssueState, { readonly sign: string; readonly color: number }>> = {
  in_progress: { sign: '◐', color: 33 },
  open: { sign: '○', color: 39 },
  blocked: { sign: '●', color: 31 },
  deferred: { sign: '◌', color: 36 },
  pinned: { sign: '◆', color: 34 },
  other: { sign: '·', color: 39 },
  closed: { sign: '✓', color: 32 },
};

const paint = (color: boolean, code: number, text: string): string =>
  color && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;

/** `width`: columns of the terminal, where there is one. */
export type Look = { readonly color: boolean; readonly width?: number | undefined };

/** A line for each issue: sign, id, priority, state, title; then what it waits for, and who has it. Closed ones last. */
export function table(graph: IssueGraph, issues: readonly Issue[], look: Look): string {
  const order = new Intl.Collator('en', { numeric: true });
  const rows = issues.map((issue) => ({ issue, state: stateOf(graph, issue), id: oneLine(issue.id) }));
  const late = (state: IssueState): number => Number(state === 'closed');
  rows.sort(
    (a, b) =>
      late(a.state) - late(b.state) || a.issue.priority - b.issue.priority || order.compare(a.issue.id, b.issue.id),
  );
  const longest = Math.max(0, ...rows.map(({ id }) => id.length));
  const widest = Math.max(0, ...rows.map(({ issue, state }) => stateText(issue, state).length));
  return rows
    .map(({ issue, state, id }) => {
      const { sign, color } = looks[state];
      const title = oneLine(issue.title) || '(no title)';
      const head = `${sign} ${id.padEnd(longest)}  P${issue.priority}  ${stateText(issue, state).padEnd(widest)}  `;
      const tail = tailOf(graph, issue);
      const cut = look.width === undefined ? title : shortened(title, look.width - head.length - tail.length);
      return paint(look.color, color, head) + cut + paint(look.color, 2, tail);
    })
    .join('\n');
}

const stateText = (issue: Issue, state: IssueState): string =>
  oneLine(statusWords(state === 'other' ? issue.status : state));

function tailOf(graph: IssueGraph, issue: Issue): string {
  const waits = blockedBy(graph, issue.id).map(oneLine).join(', ');
  const progress = graph.progress.get(issue.id);
  const share = progress === undefined || progress.total === 0 ? '' : `${progress.closed}/${progress.total} closed`;
  const parts = [share, waits && `← ${waits}`, issue.assignee && `@${oneLine(issue.assignee)}`].filter(Boolean);
  return parts.length === 0 ? '' : `  ${parts.join('  ')}`;
}

/** Room for half a title is kept, however long the rest of the line. */
function shortened(title: string, room: number): string {
  const most = Math.max(room, 30);
  const letters = [...title];
  return letters.length <= most ? title : `${letters.slice(0, most - 1).join('')}…`;
}

/** All of one issue for a person. */
export function card(graph: IssueGraph, issue: Issue, color: boolean): string {
  const state = stateOf(graph, issue);
  const look = looks[state];
  const head = paint(color, look.color, `${look.sign} ${oneLine(issue.id)}`);
  const facts = [
    statusWords(state === 'other' ? issue.status : state) + (isReady(graph, issue.id) ? ', ready' : ''),
    `P${issue.priority} ${priorityNames[issue.priority] ?? ''}`.trim(),
    issue.issue_type,
    issue.assignee && `@${issue.assignee}`,
    issue.estimated_minutes && `${issue.estimated_minutes} minutes`,
    issue.labels.join(', '),
  ];
  const sections: readonly (readonly [string, string])[] = [
    ['', issue.description],
    ['Design', issue.design],
    ['Acceptance criteria', issue.acceptance_criteria],
    ['Notes', issue.notes],
    ['Closed', issue.close_reason ?? ''],
    ['Comments', issue.comments.map(({ author, text }) => `${author}: ${text}`).join('\n')],
  ];
  const parts = [
    `${head}  ${oneLine(issue.title)}`,
    facts
      .filter(Boolean)
      .map((fact) => oneLine(String(fact)))
      .join(' · '),
    relations(graph, issue).join('\n'),
    ...sections.map(([title, text]) => (text === '' ? '' : `${title === '' ? '' : `${title}:\n`}${plainText(text)}`)),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function relations(graph: IssueGraph, issue: Issue): readonly string[] {
  const named = (id: string): string => {
    const other = graph.issues.get(id);
    return other === undefined
      ? `${oneLine(id)} (unknown)`
      : `${oneLine(id)} ${oneLine(other.title)} (${statusWords(other.status)})`;
  };
  const { total, closed } = progressOf(graph, issue.id);
  const parent = parentOf(issue);
  const chain = blockerChain(graph, issue.id);
  return [
    ...(parent === undefined ? [] : [`part of     ${named(parent)}`]),
    ...(total === 0 ? [] : [`parts       ${closed} of ${total} closed`]),
    ...blockedBy(graph, issue.id).map((id) => `waits for   ${named(id)}`),
    ...(chain.length > 1 ? [`in all after ${chain.map(oneLine).join(', ')}`] : []),
    ...(graph.blocking.get(issue.id) ?? []).map((id) => `holds back  ${named(id)}`),
  ];
}

/** What the tracker is and holds. */
export function overview(store: IssueStore, snapshot: IssueSnapshot, now: number, json: boolean): string {
  const graph = issueGraph(snapshot.issues, now);
  const all = [...snapshot.issues.values()].filter(({ status }) => status !== 'tombstone');
  const states = Object.fromEntries(
    issueStates.map((state) => [state, all.filter((issue) => stateOf(graph, issue) === state).length]),
  );
  const ready = all.filter(({ id }) => isReady(graph, id)).length;
  const { kind, title, folder, readOnly } = store;
  if (json) {
    const facts = { store: kind, title, folder, readOnly: readOnly ?? null, token: snapshot.token };
    return JSON.stringify({ ...facts, issues: all.length, ready, states, broken: snapshot.broken }, undefined, 2);
  }
  const counts = Object.entries(states).filter(([, count]) => count > 0);
  const shares = counts.map(([state, count]) => `${count} ${statusWords(state)}`).join(', ');
  return [
    `${title} in ${folder}`,
    ...(readOnly === undefined ? [] : [`Read only: ${readOnly}.`]),
    `${all.length} issues${shares === '' ? '' : `: ${shares}`}; ${ready} ready`,
  ].join('\n');
}
