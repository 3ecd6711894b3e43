import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withIssuesChange } from '../../../src/extension/link/issues-change.ts';
import type { Model } from '../../../src/extension/model.ts';
import type { Issue } from '../../../src/issues/issue.ts';
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
