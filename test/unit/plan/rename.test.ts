import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from '../../../src/plan/features/edit.ts';
import { definitionOf, namedAt, sameName } from '../../../src/plan/features/navigate.ts';
import { mentionsInProse, refuses, renamableAt, renameIn } from '../../../src/plan/features/rename.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';

const plan = `version: 1
name: small
agents:
  writer: { prompt: Write. }
issues:
  a-1: { title: One }
  a-2: { title: Two, needs: [a-1] }
phases:
  one:
    issues: [a-1, a-2]
    tasks:
      build: { agent: writer, issue: a-1 }
      "test it": { agent: writer, needs: ['build'] }
  two:
    needs: one
    tasks:
      ship: { agent: writer, needs: [one/build, "one/test it"] }
`;

/** The plan after what stands at a word got another name. */
function renamed(text: string, word: string, to: string): string {
  const snapshot = new Snapshot(text);
  const found = renamableAt(snapshot, text.indexOf(word));
  return found === undefined ? text : applyEdits(text, renameIn(snapshot, found.named, to));
}

test('a task is renamed where it is declared, needed by its key and by its full name, in quotes and without', () => {
  assert.equal(
    renamed(plan, 'build:', 'make'),
    plan.replace('build:', 'make:').replace("'build'", "'make'").replace('one/build', 'one/make'),
  );
  assert.equal(renamed(plan, "build']", 'make'), renamed(plan, 'build:', 'make'));
});

test('a phase is renamed in the full names of its tasks too', () => {
  const wanted = plan.replace('one:', 'first:').replace('needs: one', 'needs: first').replaceAll('one/', 'first/');
  assert.equal(renamed(plan, 'one:', 'first'), wanted);
});

test('a name that needs quotes gets them around the whole of a full name', () => {
  const written = (key: string, full: string, quoted: string): string =>
    plan.replace('build:', `${key}:`).replace("'build'", quoted).replace('one/build', full);
  assert.equal(renamed(plan, 'build:', '2'), written("'2'", 'one/2', "'2'"));
  assert.equal(renamed(plan, 'build:', 'true'), written("'true'", 'one/true', "'true'"));
  assert.equal(renamed(plan, 'build:', 'a&'), written("'a&'", "'one/a&'", "'a&'"));
  const wanted = plan.replace('one:', "'1':").replace('needs: one', "needs: '1'").replace('one/build', "'1/build'");
  assert.equal(renamed(plan, 'one:', '1'), wanted.replace('"one/', '"1/'));
  const double = plan.replace("'build'", '"build"');
  assert.ok(renamed(double, 'build:', 'a\\b').includes('needs: ["a\\\\b"]'));
});

test('only the last part of a full name is offered and replaced', () => {
  const found = renamableAt(new Snapshot(plan), plan.indexOf('one/build') + 1);
  assert.equal(plan.slice(found?.span.start, found?.span.end), 'build');
});

test('a name that is taken or is none is refused', () => {
  const snapshot = new Snapshot(plan);
  const issue = { kind: 'issue', name: 'a-1' } as const;
  assert.equal(refuses(snapshot, issue, 'a-2'), 'taken');
  assert.equal(refuses(snapshot, issue, 'a 2'), 'no name');
  assert.equal(refuses(snapshot, issue, ''), 'no name');
  assert.equal(refuses(snapshot, issue, 'a-1'), undefined);
  assert.equal(refuses(snapshot, { kind: 'task', name: 'one/build' }, 'ship'), undefined);
  assert.equal(refuses(snapshot, { kind: 'task', name: 'one/build' }, 'test it'), 'no name');
});

test('every place of a name leads to where it is declared, and renaming it there and back changes nothing', () => {
  const offsets = fc.nat(plan.length);
  fc.assert(
    fc.property(offsets, (offset) => {
      const snapshot = new Snapshot(plan);
      const named = namedAt(snapshot, offset);
      if (named === undefined) return;
      assert.ok(sameName(snapshot, named).some(({ span }) => span.start === named.span.start));
      const declared = definitionOf(snapshot, named);
      assert.equal(declared?.role, 'declares');
      // A name with a blank must be quoted: it is given back as it was, but not by a name without quotes.
      if (named.name.includes(' ')) return;
      const there = applyEdits(plan, renameIn(snapshot, named, 'other-name'));
      const other = new Snapshot(there);
      const name = named.kind === 'task' ? `${named.name.split('/')[0]}/other-name` : 'other-name';
      assert.equal(sameName(other, { kind: named.kind, name }).length, sameName(snapshot, named).length);
      const back = named.kind === 'task' ? (named.name.split('/')[1] ?? '') : named.name;
      assert.equal(applyEdits(there, renameIn(other, { kind: named.kind, name }, back)), plan);
    }),
  );
});

test('prose speaks of an issue by its id as a word of its own, and of a task by its full name', () => {
  const found = (text: string, kind: 'issue' | 'task' | 'phase', name: string): readonly string[] =>
    mentionsInProse(text, { kind, name }).map(({ start, end }) => `${start}:${text.slice(start, end)}`);
  const prose = 'a-1, (a-1). `a-1` but not a-10, xa-1, a-1-b, a-1.5 or my/a-1. At the end a-1';
  assert.deepEqual(found(prose, 'issue', 'a-1'), ['0:a-1', '6:a-1', '13:a-1', '73:a-1']);
  assert.deepEqual(found('see one/build, and build', 'task', 'one/build'), ['8:build']);
  assert.deepEqual(found('one', 'phase', 'one'), []);
  const tasks = ['one/build', 'one/ship', 'two/build'];
  const phases = mentionsInProse(
    'one/ship after one/build, not one/other, two/build or one',
    { kind: 'phase', name: 'one' },
    tasks,
  );
  assert.deepEqual(phases, [
    { start: 0, end: 3 },
    { start: 15, end: 18 },
  ]);
});
