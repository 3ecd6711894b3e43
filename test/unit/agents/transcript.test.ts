import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentUpdate } from '../../../src/agents/agent.ts';
import { Transcript, transcriptOf } from '../../../src/agents/transcript.ts';

const tool = (status: Extract<AgentUpdate, { kind: 'tool' }>['status'], output = '', id = 't1'): AgentUpdate => ({
  kind: 'tool',
  id,
  title: 'Write a.go',
  tool: 'edit',
  status,
  files: ['/w/a.go', '/w/b.go'],
  output,
});

test('a history reads as a document', () => {
  const request = {
    id: 'ask-1',
    title: 'Run tests',
    tool: 'execute',
    files: [],
    detail: 'go test ./...',
    options: [{ id: 'y', name: 'Allow', kind: 'allow_once' }],
  } as const;
  const updates: readonly AgentUpdate[] = [
    { kind: 'prompt', text: '# Fix\n\nit\n' },
    { kind: 'started', name: 'Demo agent', version: '1.0', session: 's1', pid: 42 },
    { kind: 'thought', text: 'let me ' },
    { kind: 'thought', text: 'see\n' },
    { kind: 'message', text: 'I ' },
    { kind: 'message', text: 'write.\n' },
    { kind: 'plan', entries: [{ text: 'look', status: 'in_progress' }] },
    tool('in_progress'),
    { kind: 'permission', request, waits: true },
    { kind: 'message', text: 'Meanwhile.' },
    tool('completed', 'a ``` fence'),
    { kind: 'answered', request: 'ask-1', option: 'y', by: 'person' },
    { kind: 'plan', entries: [{ text: 'look', status: 'completed' }] },
    { kind: 'other', name: 'mode', detail: 'default' },
    { kind: 'usage', usage: { tokens: 1200, cost: 0.5, context: { used: 900, size: 200_000 } } },
  ];
  assert.equal(
    transcriptOf(updates),
    `## Prompt

> # Fix
>
> it

## Demo agent 1.0

session \`s1\` · process 42

> *thinks* let me see

I write.

**Plan**

- [x] look

● **Write a.go** · edit · done
  \`/w/b.go\`

\`\`\`\`
a \`\`\` fence
\`\`\`\`

? **Run tests** · execute · Allow (by a person)

\`\`\`
go test ./...
\`\`\`

Meanwhile.

- mode: default

---

Usage: 1200 tokens · $0.50 · context 900 of 200000
`,
  );
});

test('nothing is lost when things come in an odd order', () => {
  const text = transcriptOf([
    { kind: 'answered', request: 'never asked', option: 'y', by: 'policy' },
    tool('completed', 'late'),
    tool('pending'),
    { kind: 'message', text: '' },
  ]);
  assert.match(text, /answered never asked: y \(by policy\)/);
  assert.match(text, /○ \*\*Write a\.go\*\* · edit · waiting/);
  assert.equal(transcriptOf([]), '');
});

test('a long history stays cheap to add to and to show', () => {
  const transcript = new Transcript();
  const begin = performance.now();
  for (let index = 0; index < 30_000; index += 1) {
    transcript.add({ kind: 'message', text: 'word ' });
    if (index % 100 === 0) transcript.add(tool('completed', 'x'.repeat(1000), `t${index}`));
    if (index % 300 === 0) transcript.text();
  }
  // Five minutes of 100 updates a second; a quadratic fold takes minutes.
  assert.ok(performance.now() - begin < 3000);
});
