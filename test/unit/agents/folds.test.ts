import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentUpdate } from '../../../src/agents/agent.ts';
import { foldsOf } from '../../../src/agents/folds.ts';
import { transcriptOf } from '../../../src/agents/transcript.ts';

test('thoughts, prompts and long outputs of a transcript can be folded, and nothing else', () => {
  const tool = { kind: 'tool', tool: 'execute', status: 'completed', files: [] } as const;
  const updates: readonly AgentUpdate[] = [
    { kind: 'prompt', text: 'Do this.\n\nAnd that.' },
    { kind: 'thought', text: 'First I look.\nThen I leap.\n\n> quoted' },
    { kind: 'message', text: 'I begin.' },
    { ...tool, id: '1', title: 'short', output: 'one\ntwo' },
    { ...tool, id: '2', title: 'long', output: Array.from({ length: 30 }, (_, line) => `> ${line}`).join('\n') },
    { kind: 'thought', text: 'One line.' },
  ];
  const lines = transcriptOf(updates).split('\n');
  const folds = foldsOf(lines);
  assert.deepEqual(
    folds.map(({ kind, start, end }) => [kind, lines[start], end - start]),
    [
      ['prompt', '> Do this.', 2],
      ['thought', '> *thinks* First I look.', 3],
      ['output', '```', 31],
    ],
  );
});
