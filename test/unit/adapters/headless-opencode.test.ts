import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { dialectOf } from '../../../src/adapters/headless/dialects.ts';
import { OpenCodeStream } from '../../../src/adapters/headless/opencode-stream.ts';
import type { AgentUpdate, Permissions } from '../../../src/agents/agent.ts';
import { transcriptOf } from '../../../src/agents/transcript.ts';
import { judge } from '../../../src/agents/verdict.ts';

/** What the real OpenCode 1.18 printed. */
const recorded = (name: string): readonly string[] =>
  readFileSync(path.resolve(import.meta.dirname, '../../fixtures/headless', name), 'utf8')
    .trimEnd()
    .split('\n');

function heard(lines: readonly string[]) {
  const stream = new OpenCodeStream('/repo');
  return { stream, updates: lines.flatMap((line) => stream.read(line)) };
}

const tools = (updates: readonly AgentUpdate[]) => updates.filter((update) => update.kind === 'tool');

test('a whole task of the real OpenCode reads as a transcript', () => {
  const { stream, updates } = heard(recorded('opencode-task.jsonl'));
  assert.deepEqual(stream.end(0, ''), { stop: 'end_turn', detail: '', denied: [] });
  assert.equal(
    transcriptOf(updates),
    `## OpenCode

session \`ses_dd4a2be48ffeVJ1jC1lZYMn6Wp\`

> *thinks* I think about it.

I look first.

● **read README.md** · read · done

\`\`\`
<path>/repo/README.md</path>
<type>file</type>
<content>
1: # Try

(End of file - total 1 lines)
</content>
\`\`\`

**Plan**

- [x] Look
- [ ] ▸ Write

● **write new.txt** · edit · done

\`\`\`
Wrote file successfully.
\`\`\`

● **edit README.md** · edit · done

\`\`\`
Edit applied successfully.
\`\`\`

✗ **edit README.md** · edit · failed

\`\`\`
Could not find oldString in the file. It must match exactly, including whitespace, indentation, and line endings.
\`\`\`

✗ **grep Tried** · search · failed

\`\`\`
ripgrep execution failed
\`\`\`

● **bash echo hello; exit 3** · execute · done

\`\`\`
hello
(exit code 3)
\`\`\`

All done.

---

Usage: 7140 tokens · $0.00
`,
  );
  assert.deepEqual(tools(updates)[1]?.files, [path.resolve('/repo/new.txt')]);
});

test('what OpenCode rejects ends its turn, with exit code 0, and is not believed', () => {
  const { stream } = heard(recorded('opencode-rejected.jsonl'));
  const end = stream.end(0, '');
  assert.deepEqual(end, { stop: 'end_turn', detail: '', denied: ['write /elsewhere/beyond.txt'] });
  assert.equal(judge(end).ok, false);
});

test('a tool that its rules took away is denied where it is called all the same; one that never was is not', () => {
  const { stream, updates } = heard(recorded('opencode-denied.jsonl'));
  assert.deepEqual(stream.end(0, ''), { stop: 'end_turn', detail: '', denied: ['write'] });
  assert.deepEqual(
    tools(updates).map(({ title, tool, status }) => [title, tool, status]),
    [
      ['write', 'edit', 'failed'],
      ['invalid', 'other', 'completed'],
    ],
  );
});

test('an error, an exit code, or an end in the middle are no success', () => {
  const step = (reason: string): string => JSON.stringify({ type: 'step_finish', part: { reason } });
  assert.deepEqual(heard(recorded('opencode-failed.jsonl')).stream.end(1, ''), {
    stop: 'failed',
    detail: 'The model is not served here.',
    denied: [],
  });
  assert.equal(heard([]).stream.end(0, '').stop, 'died');
  assert.equal(heard([step('stop')]).stream.end(1, '').stop, 'died');
  assert.equal(heard([step('stop'), '{"type":"step_start"}']).stream.end(0, '').stop, 'died');
  assert.equal(heard([step('tool-calls')]).stream.end(0, '').stop, 'failed');
  assert.equal(heard([step('length')]).stream.end(0, '').stop, 'max_tokens');
  assert.equal(heard([step('content-filter')]).stream.end(0, '').stop, 'refusal');
});

test('lines that are torn, malformed, unknown or huge are shown, and break nothing', () => {
  const state = { status: 'completed', input: { command: 'seq' }, output: 'x'.repeat(3_000_000) };
  const { updates } = heard([
    '',
    '{"type":"tex',
    '[]',
    '{"type":"tool_use"}',
    '{"type":"tool_use","part":{"tool":"todowrite","state":{"input":{"todos":[null]}}}}',
    '{"type":"text","part":7}',
    '{"type":"sparkle","sessionID":"ses_1"}',
    JSON.stringify({ type: 'tool_use', part: { tool: 'bash', callID: 'c1', state } }),
  ]);
  assert.deepEqual(
    updates.map(({ kind }) => kind),
    ['other', 'other', 'tool', 'plan', 'message', 'started', 'other', 'tool'],
  );
  assert.ok((tools(updates).at(-1)?.output.length ?? 0) < 20_000);
});

function told(permissions: Permissions, more: { model?: string; resume?: string; env?: Record<string, string> } = {}) {
  const command = ['opencode', 'run', '--format', 'json', '-m', 'a/b'];
  const asked = { model: undefined, resume: undefined, env: {}, ...more, permissions };
  return dialectOf(command).tell(command.slice(1), asked);
}

test('its policy is told to OpenCode in its environment, and goes before what that held', (t) => {
  t.after(() => delete process.env['OPENCODE_PERMISSION']);
  delete process.env['OPENCODE_PERMISSION'];
  const held = (permissions: Permissions, env = {}): unknown =>
    JSON.parse(told(permissions, { env }).env?.['OPENCODE_PERMISSION'] ?? 'null');
  assert.equal(held({}), null);
  assert.deepEqual(held({ edit: 'allow', execute: 'ask', fetch: 'deny' }), {
    edit: 'allow',
    bash: 'deny',
    webfetch: 'deny',
    websearch: 'deny',
  });
  process.env['OPENCODE_PERMISSION'] = '{"bash":"allow","task":"deny"}';
  assert.deepEqual(held({ execute: 'deny' }), { bash: 'deny', task: 'deny' });
  assert.deepEqual(held({ execute: 'deny' }, { OPENCODE_PERMISSION: '"allow"' }), { bash: 'deny' });
  const cut = told({ execute: { allow: ['npm test'], ask: [], deny: [], otherwise: undefined }, other: 'ask' });
  assert.match(cut.notes.join('\n'), /^execute: denied as a whole.*\nother: it cannot be held/m);
  assert.deepEqual(cut.unheld, ['other']);
  assert.deepEqual(told({ edit: 'deny', move: 'deny' }).unheld, ['move'], 'its commands move files');
  assert.deepEqual(told({ edit: 'deny', execute: 'deny', move: 'deny' }).unheld, []);
});

test('OpenCode gets a session of its own alone, and a model that names its service', () => {
  const words = (more: { model?: string; resume?: string }): string => told({}, more).args.join(' ');
  assert.equal(words({}), 'run --format json -m a/b');
  assert.equal(words({ model: 'c/d', resume: 'ses_1' }), 'run --format json --session ses_1 --model c/d');
  assert.equal(words({ model: 'opus', resume: '01a22b47-963a' }), 'run --format json -m a/b');
  assert.match(told({}, { model: 'opus' }).notes.join('\n'), /^model opus is not set/m);
});
