import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hover } from '../../../src/plan/features/hover.ts';
import { type Facts, knowledgeOf } from '../../../src/plan/model/knowledge.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';

const text = `agents:
  coder:
    runner: mine
    prompt: |
      You fix.
        Slowly.
  tester: { runner: mine }
  reviewer:
runners:
  mine: { command: [fixer, --all] }
phases:
  one:
    tasks:
      fix: { agent: coder, prompt: Fix it. }
      try: { agent: tester, prompt: Try it. }
      see: { agent: reviewer, prompt: See it. }
  two:
    needs: [one]
    tasks:
      fix: { agent: researcher, prompt: Look. }
`;

/** What is shown over the first place where these words stand, `from` which on they are looked for. */
function over(words: string, from = '', facts: Facts = {}): string | undefined {
  const offset = text.indexOf(words, text.indexOf(from));
  return hover(new Snapshot(text), knowledgeOf(facts), offset)?.markdown;
}

test('over an agent type stands what the plan says of it, moved to the left', () => {
  const coder = over('coder', 'phases');
  assert.equal(
    coder,
    '**coder**, declared in this plan:\n\n```yaml\nrunner: mine\nprompt: |\n  You fix.\n    Slowly.\n```',
  );
  assert.equal(over('tester', 'phases'), '**tester**, declared in this plan:\n\n```yaml\n{ runner: mine }\n```');
});

test('over a type that a file describes too stands both, and over one that nobody describes what claude-flow says', () => {
  const agents = [{ name: 'coder', description: 'Codes with care.', source: '.claude/agents/coder.md' }];
  const both = over('coder', 'phases', { agents }) ?? '';
  assert.ok(both.startsWith('**coder**: Codes with care.') && both.includes('You fix.'), both);
  assert.match(over('reviewer', 'phases') ?? '', /^\*\*reviewer\*\*: /, 'a name without a word is no description');
  assert.match(over('researcher') ?? '', /^\*\*researcher\*\*: /);
});

test('over a runner stands its command', () => {
  assert.equal(over('mine'), '**mine**, declared in this plan:\n\n```yaml\n{ command: [fixer, --all] }\n```');
});

test('of what is long the begin is shown', () => {
  const lines = Array.from({ length: 30 }, (_, n) => `      line ${n}`).join('\n');
  const shownOf = (prompt: string): string => {
    const snapshot = new Snapshot(`agents:\n  coder:\n    prompt: ${prompt}\n`);
    return hover(snapshot, knowledgeOf({}), 10)?.markdown ?? '';
  };
  assert.match(shownOf(`|\n${lines}`), / {2}line 10\n…\n```$/);
  const wide = shownOf('x'.repeat(100_000));
  assert.ok(wide.endsWith('xx\n…\n```') && wide.length < 1200);
});

test('a phase says how many tasks it has', () => {
  assert.match(over('one]') ?? '', /3 tasks\.$/);
  assert.match(over('two') ?? '', /1 task\.$/);
});

test('over a name that every object has stands nothing', () => {
  const odd = `phases:
  one:
    constructor: x
    tasks:
      fix: { agent: toString, prompt: "Fix \${{ constructor }}" }
      try: { agent: { type: coder, runner: valueOf }, prompt: Try it. }
`;
  const snapshot = new Snapshot(odd);
  for (const name of ['constructor: x', 'toString', 'constructor }}', 'valueOf']) {
    assert.equal(hover(snapshot, knowledgeOf({}), odd.indexOf(name) + 1), undefined, name);
  }
});
