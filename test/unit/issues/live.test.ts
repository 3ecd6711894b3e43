import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseFilter } from '../../../src/issues/filter.ts';
import { blockedBy, isReady, issueGraph, progressOf } from '../../../src/issues/graph.ts';
import { issueGroupings } from '../../../src/issues/grouping.ts';
import type { Issue } from '../../../src/issues/issue.ts';
import { LiveGraph } from '../../../src/issues/live-graph.ts';
import { IssueProjection, type ProjectionOptions } from '../../../src/issues/projection.ts';
import type { IssueHead } from '../../../src/issues/row.ts';
import { stateOf } from '../../../src/issues/state.ts';
import { allRows, issueTree } from '../../../src/issues/tree.ts';
import { issue } from './issues.ts';

const start = Date.parse('2026-06-01T00:00:00Z');
const day = 86_400_000;
const ids = ['n-1', 'n-2', 'n-3', 'n-3.1', 'n-3.2', 'n-10', 'n-b', 'n-e'];
const someId = fc.constantFrom(...ids, 'n-gone');

/** Any issue over few ids, so that edges meet: circles, missing ends, several parents, every type that matters. */
const anyIssue: fc.Arbitrary<Issue> = fc
  .record({
    id: fc.constantFrom(...ids),
    status: fc.constantFrom('open', 'open', 'in_progress', 'closed', 'tombstone', 'pinned', 'strange'),
    issue_type: fc.constantFrom('task', 'epic', 'gate'),
    priority: fc.integer({ min: 0, max: 2 }),
    labels: fc.subarray(['ui', 'dwcp']),
    assignee: fc.constantFrom(undefined, 'bob'),
    defer: fc.constantFrom(undefined, undefined, 1, 3),
    edges: fc.array(
      fc.tuple(someId, fc.constantFrom('parent-child', 'parent-child', 'blocks', 'waits-for', 'related')),
      {
        maxLength: 3,
      },
    ),
  })
  .map(({ id, edges, defer, ...fields }) =>
    issue(id, {
      ...fields,
      ...(defer === undefined ? {} : { defer_until: new Date(start + defer * day).toISOString() }),
      dependencies: edges.map(([depends_on_id, type]) => ({ issue_id: id, depends_on_id, type })),
    }),
  );

/** One change: some issues that are new or differ, some that go, and time that passes. */
const anyStep = fc.record({
  changed: fc.uniqueArray(anyIssue, { maxLength: 3, selector: ({ id }) => id }),
  removed: fc.subarray([...ids], { maxLength: 1 }),
  days: fc.constantFrom(0, 0, 1),
});
const steps = fc.array(anyStep, { minLength: 1, maxLength: 8 });
type Step = { readonly changed: readonly Issue[]; readonly removed: readonly string[]; readonly days: number };

/** Carries steps out on a live graph, and after each hands over what it says was touched and the plain issues of that moment. */
function walk(
  all: readonly Step[],
  see: (live: LiveGraph, touched: ReadonlySet<string>, issues: ReadonlyMap<string, Issue>, now: number) => void,
  begin: (live: LiveGraph) => void = () => {},
): void {
  const issues = new Map<string, Issue>();
  const live = new LiveGraph([], start);
  begin(live);
  let now = start;
  for (const { changed, removed, days } of all) {
    now += days * day;
    const gone = removed.filter((id) => changed.every((one) => one.id !== id));
    for (const one of changed) issues.set(one.id, one);
    for (const id of gone) issues.delete(id);
    see(live, live.apply({ changed, removed: gone }, now), new Map(issues), now);
  }
}

const sorted = (map: ReadonlyMap<string, readonly string[]>): object =>
  Object.fromEntries([...map].map(([key, values]) => [key, [...values].sort()]).sort());

test('a live graph says after any changes what one from nothing says', () => {
  fc.assert(
    fc.property(steps, (all) =>
      walk(all, (live, _touched, issues, now) => {
        const fresh = issueGraph(issues, now);
        assert.deepEqual(sorted(live.children), sorted(fresh.children));
        assert.deepEqual(sorted(live.blockers), sorted(fresh.blockers));
        assert.deepEqual(sorted(live.blocking), sorted(fresh.blocking));
        assert.deepEqual(new Map([...live.progress].sort()), new Map([...fresh.progress].sort()));
      }),
    ),
    { numRuns: 500 },
  );
});

test('a live graph names every issue of which something derived changed', () => {
  const said = (graph: LiveGraph | ReturnType<typeof issueGraph>, id: string): string => {
    const found = graph.issues.get(id);
    const derived = found && [stateOf(graph, found), isReady(graph, id), [...blockedBy(graph, id)].sort()];
    return JSON.stringify([derived, progressOf(graph, id), [...(graph.blocking.get(id) ?? [])].sort()]);
  };
  fc.assert(
    fc.property(steps, (all) => {
      let before = new Map(ids.map((id) => [id, said(issueGraph(new Map(), start), id)]));
      walk(all, (live, touched) => {
        const after = new Map(ids.map((id) => [id, said(live, id)]));
        for (const id of ids) if (before.get(id) !== after.get(id)) assert.ok(touched.has(id), id);
        before = after;
      });
    }),
    { numRuns: 500 },
  );
});

const filters = ['', 'is:ready', 'p:0', '-label:ui', 'n-3', 'epic:n-e', 'status:closed'];

test('a projection shows after any changes what one from nothing shows, and names every row that changed', () => {
  fc.assert(
    fc.property(
      steps,
      fc.constantFrom(...issueGroupings),
      fc.constantFrom(...filters),
      fc.boolean(),
      (all, groupBy, text, hideClosed) => {
        let projection: IssueProjection | undefined;
        let shown = new Map<string, string>();
        const optionsOn = (live: LiveGraph): ProjectionOptions => ({
          groupBy,
          hideClosed,
          filter: parseFilter(text, { graph: live, me: '' }),
        });
        walk(
          all,
          (live, touched, issues, now) => {
            assert.ok(projection);
            const { parents, rows } = projection.apply(touched);
            const graph = issueGraph(issues, now);
            const fresh = issueTree(graph, { ...optionsOn(live), filter: parseFilter(text, { graph, me: '' }) });
            assert.deepEqual({ rows: allRows(projection), ...projection.counts }, fresh);
            const after = levels(projection);
            for (const [key, said] of after) {
              // What has neither epic nor parent is told of with the top that it lies under.
              const above = key.startsWith('rows of epic:') ? 'rows of ' : key;
              if (key.startsWith('place') || !shown.has(key) || shown.get(key) === said) continue;
              const named = [...parents]
                .map((one) => `rows of ${one}`)
                .concat([...rows].map((one) => `look of ${one}`));
              assert.ok(named.includes(above) || parents.has(after.get(`place of ${key}`) ?? 'none'), key);
            }
            shown = after;
          },
          (live) => {
            projection = new IssueProjection(live, optionsOn(live));
          },
        );
      },
    ),
    { numRuns: 1000 },
  );
});

/** What is drawn: under each row that has rows, and of each row itself. These issues have no dates, so no row ages. */
function levels(projection: IssueProjection, key = '', found = new Map<string, string>()): Map<string, string> {
  const heads = projection.children(key);
  found.set(`rows of ${key}`, heads.map((head) => head.key).join(' '));
  for (const head of heads) {
    found.set(`look of ${head.key}`, JSON.stringify(head));
    found.set(`place of look of ${head.key}`, key === 'epic:' ? '' : key);
    levels(projection, head.key, found);
  }
  return found;
}

test('another filter shows at once what it would show from the start', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyIssue, { selector: ({ id }) => id }),
      fc.constantFrom(...issueGroupings),
      fc.array(fc.constantFrom(...filters), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (all, groupBy, texts, hideClosed) => {
        const graph = new LiveGraph(all, start);
        const projection = new IssueProjection(graph, { groupBy });
        for (const text of texts) {
          const filter = parseFilter(text, { graph, me: '' });
          projection.show(filter, hideClosed);
          const fresh = issueTree(graph, { groupBy, filter, hideClosed });
          assert.deepEqual({ rows: allRows(projection), ...projection.counts }, fresh);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('the way down to an issue leads to its row, in every grouping', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyIssue, { selector: ({ id }) => id }),
      fc.constantFrom(...issueGroupings),
      (all, groupBy) => {
        const projection = new IssueProjection(new LiveGraph(all, start), { groupBy });
        for (const { id, status } of all) {
          let [at, head]: [string, IssueHead | undefined] = ['', undefined];
          for (const key of projection.pathTo(id)) {
            head = projection.children(at).find((one) => one.key === key);
            assert.ok(head, `${key} under "${at}"`);
            assert.deepEqual(projection.fresh(head), head);
            assert.equal(projection.size(key), projection.children(key).length);
            at = key;
          }
          assert.equal(head?.kind === 'issue' ? head.id : undefined, status === 'tombstone' ? undefined : id);
        }
      },
    ),
    { numRuns: 300 },
  );
});
