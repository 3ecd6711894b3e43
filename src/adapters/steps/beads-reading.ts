import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../../base/result.ts';
import { blockedBy, isReady, issueGraph, parentOf } from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import { readIssue } from '../../issues/read.ts';
import type { IssueStore } from '../../issues/store.ts';
import { parsePriority, priorityNames } from '../../issues/words.ts';
import { writeIssue } from '../../issues/write.ts';
import { statusInBeads } from '../../plan/schema/words.ts';
import { fileFailure } from '../files.ts';
import { type Acting, type CarryOut, type Given, pathInside, unavailable, writeInside } from './action.ts';
import { setStatus } from './issue-status.ts';

/** Beads actions that print issues, or carry them to and from files. */
export const beadsReading = {
  'beads.list': (at) => printed(at, (issue) => matches(issue, at.given)),
  'beads.ready': (at) => printed(at, (issue, ready) => ready && matches(issue, at.given)),
  'beads.blocked': blocked,
  'beads.stats': stats,
  'beads.status': stats,
  'beads.export': exportIssues,
  'beads.import': importIssues,
} satisfies Readonly<Record<string, CarryOut>>;

async function load({ ports }: Acting): Promise<Result<{ store: IssueStore; issues: ReadonlyMap<string, Issue> }>> {
  const store = await ports.issues();
  if (!store.ok) return store;
  const snapshot = await store.value.load();
  return snapshot.ok ? ok({ store: store.value, issues: snapshot.value.issues }) : snapshot;
}

async function printed(at: Acting, wanted: (issue: Issue, ready: boolean) => boolean): Promise<Result<string>> {
  const loaded = await load(at);
  if (!loaded.ok) return loaded;
  const graph = issueGraph(loaded.value.issues, Date.now());
  const found = [...loaded.value.issues.values()].filter((issue) => wanted(issue, isReady(graph, issue.id)));
  if (at.given.text('format') === 'json')
    return ok(
      `${JSON.stringify(
        found.map((issue) => writeIssue(issue)),
        null,
        2,
      )}\n`,
    );
  return ok(`${found.map(line).join('')}${found.length} issues\n`);
}

const line = ({ id, priority, status, title }: Issue): string =>
  `${id}  ${priorityNames[priority] ?? priority}  ${status}  ${title}\n`;

function matches(issue: Issue, given: Given): boolean {
  const status = given.text('status');
  const priority = given.text('priority');
  const same = (name: string, value: string | undefined): boolean => {
    const wanted = given.text(name);
    return wanted === undefined || wanted === value;
  };
  return (
    (status === undefined || statusInBeads(status) === issue.status) &&
    (priority === undefined || parsePriority(priority) === issue.priority) &&
    (given.list('labels') ?? []).every((label) => issue.labels.includes(label)) &&
    same('assignee', issue.assignee) &&
    same('type', issue.issue_type) &&
    same('parent', parentOf(issue))
  );
}

async function blocked(at: Acting): Promise<Result<string>> {
  const loaded = await load(at);
  if (!loaded.ok) return loaded;
  const graph = issueGraph(loaded.value.issues, Date.now());
  const found = [...loaded.value.issues.values()]
    .map((issue) => ({ issue, by: blockedBy(graph, issue.id) }))
    .filter(({ issue, by }) => by.length > 0 && issue.status !== 'closed');
  if (at.given.text('format') === 'json') {
    return ok(
      `${JSON.stringify(
        found.map(({ issue, by }) => ({ ...writeIssue(issue), blocked_by: by })),
        null,
        2,
      )}\n`,
    );
  }
  return ok(
    `${found.map(({ issue, by }) => `${line(issue).trimEnd()}  waits for ${by.join(', ')}\n`).join('')}${found.length} issues\n`,
  );
}

async function stats(at: Acting): Promise<Result<string>> {
  const loaded = await load(at);
  if (!loaded.ok) return loaded;
  const all = [...loaded.value.issues.values()];
  const graph = issueGraph(loaded.value.issues, Date.now());
  const count = (status: string): number => all.filter((issue) => issue.status === status).length;
  const summary = {
    total_issues: all.length,
    open_issues: count('open'),
    in_progress_issues: count('in_progress'),
    blocked_issues: all.filter((issue) => issue.status !== 'closed' && blockedBy(graph, issue.id).length > 0).length,
    deferred_issues: count('deferred'),
    closed_issues: count('closed'),
    ready_issues: all.filter((issue) => isReady(graph, issue.id)).length,
  };
  if (at.given.text('format') === 'json') return ok(`${JSON.stringify({ summary }, null, 2)}\n`);
  return ok(
    Object.entries(summary)
      .map(([name, number]) => `${name.replaceAll('_', ' ')}: ${number}\n`)
      .join(''),
  );
}

async function exportIssues(at: Acting): Promise<Result<string>> {
  const output = at.given.text('output');
  if (output === undefined) return unavailable(at, 'it needs the file to write');
  const loaded = await load(at);
  if (!loaded.ok) return loaded;
  const lines = [...loaded.value.issues.values()].map(
    (issue) => `${JSON.stringify({ _type: 'issue', ...writeIssue(issue) })}\n`,
  );
  const written = await writeInside(at, output, lines.join(''));
  return written.ok ? ok(`${lines.length} issues written to ${output}\n`) : written;
}

/** Issues that are there keep what they have. What the store can set is carried over; history and authors of comments are not. */
async function importIssues(at: Acting): Promise<Result<string>> {
  const input = at.given.text('input');
  if (input === undefined) return unavailable(at, 'it needs the file to read');
  const file = pathInside(at, input);
  if (!file.ok) return file;
  const text = await readFile(file.value, 'utf8').then(ok, (error: unknown) =>
    fail(fileFailure('read', file.value, error)),
  );
  if (!text.ok) return text;
  const loaded = await load(at);
  if (!loaded.ok) return loaded;
  const read = readLines(text.value, file.value);
  if (!read.ok) return read;
  const missing = read.value.filter(({ id }) => !loaded.value.issues.has(id));
  for (const issue of missing) {
    const made = await addIssue(loaded.value.store, issue);
    if (!made.ok) return made;
  }
  for (const { id, dependencies } of missing) {
    for (const { depends_on_id, type } of dependencies) {
      const linked = await loaded.value.store.addDependency(id, depends_on_id, type);
      if (!linked.ok) return linked;
    }
  }
  return ok(`${missing.length} issues added, ${read.value.length - missing.length} were there already.\n`);
}

function readLines(text: string, file: string): Result<readonly Issue[]> {
  const issues: Issue[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || /"_type"\s*:\s*"memory"/.test(line)) continue;
    const issue = parseLine(line);
    if (!issue.ok) return fail({ kind: 'tracker-broken', file, line: index + 1, detail: issue.error });
    issues.push(issue.value);
  }
  return ok(issues);
}

function parseLine(line: string): Result<Issue, string> {
  try {
    return readIssue(JSON.parse(line));
  } catch {
    return fail('not JSON');
  }
}

async function addIssue(store: IssueStore, issue: Issue): Promise<Result<unknown>> {
  const { id, title, description, issue_type, priority, labels, assignee, estimated_minutes } = issue;
  const { design, acceptance_criteria, notes, status } = issue;
  const optional = {
    ...(assignee === undefined ? {} : { assignee }),
    ...(estimated_minutes === undefined ? {} : { estimated_minutes }),
  };
  const made = await store.create({ id, title, description, issue_type, priority, labels, ...optional });
  if (!made.ok) return made;
  const long = { design, acceptance_criteria, notes };
  if (Object.values(long).some((text) => text !== '')) {
    const updated = await store.update(id, long);
    if (!updated.ok) return updated;
  }
  for (const { text } of issue.comments) {
    const said = await store.comment(id, text);
    if (!said.ok) return said;
  }
  return status === made.value.status ? made : setStatus(store, id, status);
}
