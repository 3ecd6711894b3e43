import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IssueKnowledge } from '../../../src/extension/knowledge.ts';
import { withIssuesChange } from '../../../src/extension/link/issues-change.ts';
import type { Model } from '../../../src/extension/model.ts';
import type { Issue } from '../../../src/issues/issue.ts';
import { World } from '../../../src/server/world.ts';
import { issue, issueView, modelOf } from './fixtures.ts';

const about = { state: 'known', title: 'bd', readOnly: undefined, token: 't', broken: [] } as const;
const whole = (issues: readonly Issue[], version: number): Model['issues'] => ({ ...about, issues, version });

const ids = ['a', 'b', 'c', 'd', 'e'];
const some = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...ids), fc.constantFrom('one', 'two', 'three')), { selector: ([id]) => id })
  .map((all) => all.map(([id, title]) => issue(id, { title })));

/** What a window may come by: changes that build on one another, everything anew, writes of its own that begin and end, and looks at the issues. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('change' as const), changed: some, removed: fc.subarray(ids, { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('whole' as const), issues: some }),
  fc.record({ kind: fc.constant('own' as const), pending: some }),
  fc.constant({ kind: 'look' as const }),
);

test('whatever was told, in parts or whole, and whenever somebody looks, what is known is what was told with our own writes over it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const { store, live } = issueView(modelOf([], { issues: whole([], 1) }));
      const told = new Map<string, Issue>();
      const all = (): readonly Issue[] => [...told.values()];
      for (const [at, one] of steps.entries()) {
        if (one.kind === 'own') store.update({ pending: one.pending.map((wanted) => ({ issue: wanted })) });
        if (one.kind === 'whole') {
          told.clear();
          for (const issue of one.issues) told.set(issue.id, issue);
          // Another runner may count from anywhere.
          store.update({ issues: whole(all(), at % 3) });
        }
        if (one.kind === 'change') {
          const before = store.value.issues;
          const gone = one.removed.filter((id) => one.changed.every((issue) => issue.id !== id));
          for (const issue of one.changed) told.set(issue.id, issue);
          for (const id of gone) told.delete(id);
          const version = (before?.state === 'known' ? before.version : 0) + 1;
          const after = withIssuesChange(before, { ...about, version, changed: one.changed, removed: gone });
          assert.deepEqual(after?.state === 'known' && after.issues, all());
          store.update({ issues: after });
        }
        if (one.kind === 'look') void live.graph;
      }
      const own = new Map(store.value.pending.map((write) => [write.issue.id, write.issue]));
      const wanted = all().map((issue) => own.get(issue.id) ?? issue);
      assert.deepEqual(
        Object.fromEntries([...live.graph.issues].sort()),
        Object.fromEntries(wanted.map((issue): [string, Issue] => [issue.id, issue]).sort()),
      );
    }),
    { numRuns: 1000 },
  );
});

const waiting = (id: string, on: string): Issue =>
  issue(id, {
    dependencies: [{ issue_id: id, depends_on_id: on, type: 'blocks', created_at: undefined, created_by: undefined }],
  });

/** Issues that are closed or wait for one another, so that a change of one is another fact about others. */
const linked = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom(...ids).map((id) => issue(id)),
    fc.constantFrom(...ids).map((id) => issue(id, { status: 'closed' })),
    fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)).map(([id, on]) => waiting(id, on)),
  ),
  { selector: ({ id }) => id },
);

test('a language server that is told what changed knows what one knows that is told everything', () => {
  const change = fc.record({ changed: linked, removed: fc.subarray(ids, { maxLength: 2 }), isRestart: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 10 }), (steps) => {
      const { store, live } = issueView(modelOf([], { issues: whole([], 1) }));
      const knowledge = new IssueKnowledge(live);
      const world = (): World => new World(() => 1);
      let server = world();
      const tell = (to: World, from: IssueKnowledge): void => {
        const news = from.news(store.value);
        if (news !== undefined) to.tell(news);
      };
      for (const { changed, removed, isRestart } of steps) {
        tell(server, knowledge);
        if (isRestart) {
          server = world();
          knowledge.forget();
        }
        const { issues } = store.value;
        const gone = removed.filter((id) => changed.every((one) => one.id !== id));
        const version = (issues?.state === 'known' ? issues.version : 0) + 1;
        store.update({ issues: withIssuesChange(issues, { ...about, version, changed, removed: gone }) });
      }
      tell(server, knowledge);
      const fresh = world();
      tell(fresh, new IssueKnowledge(live));
      const factsOf = ({ knowledge: { issues } }: World): object =>
        Object.fromEntries(issues.map((one) => [one.id, one]));
      assert.deepEqual(factsOf(server), factsOf(fresh));
    }),
    { numRuns: 1000 },
  );
});
