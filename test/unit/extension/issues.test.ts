import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fail, ok, type Result } from '../../../src/base/result.ts';
import { IssueFile } from '../../../src/extension/documents/issue-file.ts';
import { IssueSaves } from '../../../src/extension/documents/issue-saves.ts';
import { issueText } from '../../../src/extension/documents/issue-text.ts';
import { RunnerLink } from '../../../src/extension/link/link.ts';
import { IssueWrites } from '../../../src/extension/tracker/writes.ts';
import { issueCard } from '../../../src/extension/views/issues/card.ts';
import { issueFrame } from '../../../src/extension/views/issues/frame.ts';
import { IssueRows, type Redrawn } from '../../../src/extension/views/issues/rows.ts';
import type { Row } from '../../../src/extension/views/row.ts';
import { blankFields, fieldsOf } from '../../../src/issues/document/fields.ts';
import { saveOf } from '../../../src/issues/document/save.ts';
import { issueGraph } from '../../../src/issues/graph.ts';
import type { Issue } from '../../../src/issues/issue.ts';
import { allIssueRows, edge, issue, issueView, modelOf, noon, rowsOf } from './fixtures.ts';

const known = (issues: readonly Issue[], token = '1') =>
  ({ state: 'known', title: 'bd', readOnly: undefined, token, issues, broken: [], version: 1 }) as const;
const epic = issue('e', { issue_type: 'epic' });
const child = (id: string, more: Partial<Issue> = {}): Issue =>
  issue(id, { dependencies: [edge(id, 'e', 'parent-child')], ...more });
const labels = (rows: readonly Row[]): readonly string[] => rowsOf(rows).map(({ label }) => label);

test('a change draws what it reaches, and the same issues told anew draw nothing', () => {
  const model = modelOf([], { issues: known([epic, child('e.1'), child('e.2')]) });
  const { store, live, rows } = issueView(model);
  const redrawn: Redrawn[] = [];
  live.onTouched((ids) => redrawn.push(rows.touch(ids)));
  store.update({ issues: known(structuredClone([epic, child('e.1'), child('e.2')]), '2') });
  assert.equal(rows.take(store.value), 'nothing');
  assert.equal(redrawn.length, 0);
  store.update({ issues: known([epic, child('e.1', { status: 'closed' }), child('e.2')], '3') });
  rows.take(store.value);
  assert.equal(redrawn.length, 1);
  assert.ok(redrawn.some((keys) => typeof keys !== 'string' && keys.has('epic/e')));
  assert.match(rows.children('')[0]?.row.description ?? '', /^1\/2 · 50 %/);
});

test('nothing is drawn anew where there was nothing and is nothing, nor for a name that no filter means', () => {
  const empty = modelOf([]);
  const { live } = issueView(empty);
  const rows = new IssueRows(() => live.graph);
  assert.equal(rows.take(empty), 'nothing');
  assert.equal(rows.take({ ...empty, me: 'kim' }), 'nothing');
  assert.equal(rows.take({ ...empty, me: 'kim', filter: '@me' }), 'all');
  assert.equal(rows.take({ ...empty, me: 'ada', filter: '@me' }), 'all');
});

test('while nobody looks, nothing is worked out', () => {
  const { store, live } = issueView(modelOf([], { issues: known([epic]) }));
  const told: unknown[] = [];
  live.onTouched((ids) => told.push([...ids]));
  store.update({ issues: known([epic, child('e.1')], '2') });
  store.update({ issues: known([epic, child('e.2')], '3') });
  assert.deepEqual(told, []);
  assert.deepEqual([...live.graph.issues.keys()], ['e', 'e.2']);
  assert.equal(told.length, 1);
});

test('an epic that becomes a task changes its place at the top', () => {
  const { store, live, rows } = issueView(
    modelOf([], { issues: known([issue('a'), issue('b', { issue_type: 'epic' })]) }),
  );
  const redrawn: Redrawn[] = [];
  live.onTouched((ids) => redrawn.push(rows.touch(ids)));
  store.update({ issues: known([issue('a'), issue('b')], '2') });
  rows.take(store.value);
  assert.deepEqual(redrawn, ['all']);
});

test('grouping, filter and closed issues are the person’s choice; the frame says what is left out', () => {
  const issues = [epic, child('e.1', { status: 'closed' }), child('e.2', { labels: ['api'], assignee: 'kim' })];
  const model = modelOf([], { issues: known(issues) });
  const { rows } = issueView(model);
  assert.deepEqual(labels(allIssueRows(rows)), ['Title of e', 'Title of e.2', 'Title of e.1']);
  assert.equal(rows.take({ ...model, grouping: 'label' }), 'all');
  assert.deepEqual(labels(allIssueRows(rows)), [
    'api',
    'Title of e.2',
    'Without a label',
    'Title of e',
    'Title of e.1',
  ]);
  rows.take({ ...model, hideClosed: true });
  assert.deepEqual(labels(allIssueRows(rows)), ['Title of e', 'Title of e.2']);
  assert.equal(issueFrame(model, rows.counts).message, '1 closed hidden');
  const filtered = { ...model, filter: '@kim' };
  rows.take(filtered);
  assert.deepEqual(labels(allIssueRows(rows)), ['Title of e', 'Title of e.2']);
  assert.equal(issueFrame(filtered, rows.counts).message, 'Filter: @kim (1 of 3)');
});

test('the row of an epic leaves room for its progress; a screen reader gets the whole title', () => {
  const title = 'Distributed Computing Enhancement - Cross-Internet Node Infrastructure';
  const { rows } = issueView(modelOf([], { issues: known([{ ...epic, title }, child('e.1')]) }));
  const [row] = rows.children('');
  assert.equal(row?.row.label, 'Distributed Computing Enhancement…');
  assert.match(row?.row.spoken ?? '', new RegExp(title));
});

test('a tree of many issues is folded at first; the way to an issue is known all the same', () => {
  const many = Array.from({ length: 300 }, (_, at) => child(`e.${at}`));
  const { rows } = issueView(modelOf([], { issues: known([epic, ...many]) }));
  assert.equal(rows.children('')[0]?.row.unfolded, false);
  assert.deepEqual(rows.pathTo('e.17'), ['epic/e', 'epic/e.17']);
});

test('a write shows at once and is taken back when it is refused', async () => {
  const { store, live, rows } = issueView(modelOf([], { issues: known([epic, child('e.1')]) }));
  let answer: (result: Result<never>) => void = () => undefined;
  const request = (): Promise<Result<never>> =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const link = new RunnerLink('/w', store, async () =>
    ok({
      request,
      onEvent: quiet,
      onIssues: quiet,
      onIssuesChanged: quiet,
      onHalted: quiet,
      onTranscript: quiet,
      onClose: quiet,
      dispose: () => undefined,
    }),
  );
  const writes = new IssueWrites(store, link, live);
  live.onTouched((ids) => rows.touch(ids));
  const written = writes.update('e.1', { priority: 0 });
  assert.equal(live.graph.issues.get('e.1')?.priority, 0);
  await new Promise((resolve) => setImmediate(resolve));
  answer({ ok: false, error: { kind: 'bd-failed', command: 'bd update', detail: 'locked' } });
  assert.equal((await written).ok, false);
  assert.equal(live.graph.issues.get('e.1')?.priority, 2);
  assert.deepEqual(store.value.pending, []);
});

const quiet = () => ({ dispose: () => undefined });

test('a circle is refused with its path before anybody is asked', async () => {
  const a = issue('a', { dependencies: [edge('a', 'b', 'blocks')] });
  const { store, live } = issueView(modelOf([], { issues: known([a, issue('b')]) }));
  const link = new RunnerLink('/w', store, async () => assert.fail('nobody is asked'));
  const refused = await new IssueWrites(store, link, live).depend('b', 'a', 'blocks');
  assert.deepEqual(refused, { ok: false, error: { kind: 'dependency-cycle', path: ['b', 'a', 'b'] } });
});

/** Saves to a tracker that answers with each of these in turn, and notes what it was asked for. */
function savesTo(...answers: readonly Result<Issue>[]) {
  const asked: string[] = [];
  const left = [...answers];
  let there: Issue | undefined;
  const answer = (name: string) => async (): Promise<Result<Issue>> => {
    asked.push(name);
    const next = left.shift() ?? assert.fail('asked once too often');
    if (next.ok) there = next.value;
    return next;
  };
  const names = ['update', 'depend', 'undepend', 'comment', 'close', 'reopen'] as const;
  const [update, depend, undepend, comment, close, reopen] = names.map(answer);
  assert.ok(update && depend && undepend && comment && close && reopen);
  const writes = { update, depend, undepend, comment, close, reopen };
  return { asked, saves: new IssueSaves({ known: () => there, create: answer('create'), writes }) };
}

const refused = fail({ kind: 'bd-failed', command: 'bd', detail: 'locked' } as const);

test('a comment that went through before a refusal is not posted again', async () => {
  const a = issue('a');
  const { asked, saves } = savesTo(ok(a), refused, ok(a), ok(a));
  const base = fieldsOf(a);
  const save = saveOf({ base, mine: { ...base, status: 'closed', comment: 'Done so.' }, theirs: base });
  assert.equal((await saves.save('doc', a, save)).ok, false);
  assert.equal((await saves.save('doc', a, save)).ok, true);
  assert.deepEqual(asked, ['comment', 'close', 'close']);
  // What was saved whole is over: the same words are another comment then.
  await saves.save('doc', a, saveOf({ base, mine: { ...base, comment: 'Done so.' }, theirs: base }));
  assert.deepEqual(asked.slice(3), ['comment']);
});

test('a new document becomes one issue, however often what comes after its creation is refused', async () => {
  const made = issue('n-1', { title: 'New' });
  const { asked, saves } = savesTo(ok(made), refused, refused, ok(made));
  const mine = { ...blankFields(''), title: 'New', status: 'in_progress' };
  assert.equal((await saves.create('doc', mine)).ok, false);
  assert.equal((await saves.create('doc', mine)).ok, false);
  assert.equal((await saves.create('doc', mine)).ok, true);
  assert.deepEqual(asked, ['create', 'update', 'update', 'update']);
  assert.equal(saves.createdFrom('doc'), 'n-1');
});

const textOf = (one: Issue): string => issueText(one, issueGraph(new Map([[one.id, one]]), noon));

test('VS Code is told of another version only where two people changed one field', () => {
  const file = new IssueFile(textOf(issue('a')), 10);
  const mine = textOf(issue('a', { title: 'Mine' }));
  file.look(textOf(issue('a', { assignee: 'kim' })));
  assert.deepEqual(file.conflicts(mine), []);
  assert.equal(file.version(mine).mtime, 10);
  file.look(textOf(issue('a', { title: 'Theirs' })));
  assert.deepEqual(file.conflicts(mine), ['title']);
  assert.equal(file.conflictShown, false);
  assert.ok(file.version(mine).mtime > 10);
  assert.equal(file.conflictShown, true);
  file.look(textOf(issue('a', { title: 'Theirs again' })));
  assert.equal(file.conflictShown, false);
});

test('what was put together while saving is newer than what the editor wrote', () => {
  const file = new IssueFile(textOf(issue('a')), 10);
  const mine = textOf(issue('a', { title: 'Mine' }));
  file.look(textOf(issue('a', { title: 'Mine', assignee: 'kim' })));
  file.wrote(mine);
  const wrote = file.version(mine).mtime;
  assert.ok(file.version(undefined).mtime > wrote);
  file.wrote(textOf(issue('a', { title: 'Mine', assignee: 'kim' })));
  assert.equal(file.version(undefined).mtime, file.version(mine).mtime);
});

test('the code of a long description ends where its card cuts it', () => {
  const long = issue('a', {
    description: `How:\n\`\`\`js\n${'run();\n'.repeat(200)}\`\`\`\n`,
    dependencies: [edge('a', 'b', 'blocks')],
  });
  const card = issueCard(long, issueGraph(new Map([['a', long]]), noon));
  const [, code = '', after = ''] = card.split('```');
  assert.match(code, /^js\nrun\(\);.*…\n$/s);
  assert.match(after, /^\n\n- needs `b`/);
});
