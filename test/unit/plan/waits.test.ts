import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waiterAt, waiters } from '../../../src/plan/features/waits.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';

const plan = `version: 1
name: small
issues:
  a-1: { title: One }
  a-2: { title: Two, needs: [a-1] }
phases:
  one:
    tasks:
      build: { title: Build it, agent: writer }
      test:
        agent: writer
        needs: build
  two:
    tasks:
      ship: { agent: writer, needs: [one/build, one/test] }
  three: { needs: [] }
`;

test('phases, tasks and issues say what they wait for; a phase that says nothing waits for the one before it', () => {
  const said = waiters(new Snapshot(plan)).map(({ kind, name, needs, title }) => {
    const written = needs.map((need) => `${need.name}=${plan.slice(need.span.start, need.span.end)}`);
    return `${kind} ${name} ${title ?? ''}: ${written.join(' ')}`;
  });
  assert.deepEqual(said, [
    'issue a-1 One: ',
    'issue a-2 Two: a-1=a-1',
    'phase one : ',
    'task one/build Build it: ',
    'task one/test : one/build=build',
    'phase two : one=two',
    'task two/ship : one/build=one/build one/test=one/test',
    'phase three : ',
  ]);
});

test('a caret is at what it names, else in the innermost thing around it', () => {
  const at = (word: string): string | undefined => {
    const found = waiterAt(new Snapshot(plan), plan.indexOf(word));
    return found && `${found.kind} ${found.name}`;
  };
  assert.equal(at('one/test'), 'task one/test');
  assert.equal(at('agent: writer\n'), 'task one/test');
  assert.equal(at('title: Two'), 'issue a-2');
  assert.equal(at('three'), 'phase three');
  assert.equal(at('name: small'), undefined);
});
