import assert from 'node:assert/strict';
import { test } from 'node:test';
import { links } from '../../../src/plan/features/links.ts';
import { selectionsAt } from '../../../src/plan/features/selection.ts';
import { knowledgeOf, nothingKnown } from '../../../src/plan/model/knowledge.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';

const written = (text: string, spans: readonly { readonly start: number; readonly end: number }[]): readonly string[] =>
  spans.map(({ start, end }) => text.slice(start, end));

test('a selection takes the text in quotes first, and each next one holds the one before', () => {
  const text = 'name: "a b"\nphases: {}\n';
  const found = selectionsAt(new Snapshot(text), text.indexOf('b"'));
  assert.deepEqual(written(text, found).slice(0, 3), ['a b', '"a b"', 'name: "a b"']);
  assert.equal(found.at(-1)?.end, text.length);
  for (const [index, span] of found.entries()) {
    const inner = found[index - 1] ?? span;
    assert.ok(span.start <= inner.start && inner.end <= span.end);
  }
});

test('on a blank line, and in a text that is no YAML, there is still something to select', () => {
  for (const text of ['', '\n\n', '{{{', 'a: 1\n\n\nb: 2\n'])
    for (let at = 0; at <= text.length; at += 1) assert.ok(selectionsAt(new Snapshot(text), at).length > 0);
});

const plan = (step: string): string => `phases:\n  one:\n    before:\n      - ${step}\n`;
const scripts = (step: string, files: Readonly<Record<string, boolean>>): readonly string[] =>
  links(new Snapshot(plan(step)), knowledgeOf({ files })).map(({ path }) => path);

test('a script is linked where it is there, wherever the step runs, and not where it may lie outside', () => {
  const there = { 'tools/a.sh': true, 'tools/b.py': false, 'a.sh': true };
  assert.deepEqual(scripts('run: ./tools/a.sh', there), ['tools/a.sh']);
  assert.deepEqual(scripts('{ run: bash a.sh, cwd: tools }', there), ['tools/a.sh']);
  assert.deepEqual(scripts('run: python tools/b.py', there), []);
  for (const step of ['run: ../a.sh', 'run: /a.sh', 'run: bash $' + '{{ file }}/a.sh', '{ run: bash a.sh, cwd: .. }'])
    assert.deepEqual(scripts(step, there), []);
});

test('a type that the plan declares leads to its file from the declaration alone; one of the person’s own to none', () => {
  const text = 'agents:\n  mine: {}\nphases:\n  one:\n    tasks:\n      a: { agent: mine }\n      b: { agent: home }\n';
  const agents = ['mine', 'home'].map((name) => ({ name, description: '', source: `/home/me/.claude/${name}.md` }));
  assert.deepEqual(links(new Snapshot(text), knowledgeOf({ agents })), []);
  const ours = agents.map((agent) => ({ ...agent, source: `.claude/agents/${agent.name}.md` }));
  assert.deepEqual(
    links(new Snapshot(text), knowledgeOf({ agents: ours })).map(({ path, span }) => [path, span.start]),
    [
      ['.claude/agents/mine.md', text.indexOf('mine')],
      ['.claude/agents/home.md', text.indexOf('home')],
    ],
  );
  assert.deepEqual(links(new Snapshot(text), nothingKnown), []);
});
