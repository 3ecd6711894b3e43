import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { dialectOf } from '../../../src/adapters/headless/dialects.ts';
import { GeminiStream } from '../../../src/adapters/headless/gemini-stream.ts';
import type { AgentUpdate, Permissions } from '../../../src/agents/agent.ts';
import { transcriptOf } from '../../../src/agents/transcript.ts';
import { usageLimitOf } from '../../../src/agents/usage-limit.ts';
import { judge } from '../../../src/agents/verdict.ts';

/** What the real programs printed: Gemini CLI 0.61, Qwen Code 0.24. */
const recorded = (name: string): readonly string[] =>
  readFileSync(path.resolve(import.meta.dirname, '../../fixtures/headless', name), 'utf8')
    .trimEnd()
    .split('\n');

function heard(lines: readonly string[]) {
  const stream = new GeminiStream('/repo');
  return { stream, updates: lines.flatMap((line) => stream.read(line)) };
}

const tools = (updates: readonly AgentUpdate[]) => updates.filter((update) => update.kind === 'tool');

test('a whole task of the real Gemini reads as a transcript', () => {
  const { stream, updates } = heard(recorded('gemini-task.jsonl'));
  assert.deepEqual(stream.end(0, ''), { stop: 'end_turn', detail: '', denied: [] });
  assert.equal(
    transcriptOf(updates),
    `## Gemini CLI

session \`81f071c5-b3b3-421a-9c61-c9681e408e21\`

I look first. Then I write.

● **read_file README.md** · read · done

● **write_file new.txt** · edit · done

✗ **replace README.md** · edit · failed

\`\`\`
Error: Could not find an exact match for old_string in '/repo/README.md'.
\`\`\`

● **grep_search Try** · search · done

● **run_shell_command echo hello; exit 3** · execute · done

\`\`\`
hello
\`\`\`

All done.

---

Usage: 7140 tokens
`,
  );
  assert.deepEqual(tools(updates).at(2)?.files, [path.resolve('/repo/new.txt')]);
});

test('a tool that its policy took away or stopped is denied, one that never was is not; a success is then not believed', () => {
  const { stream } = heard(recorded('gemini-denied.jsonl'));
  const end = stream.end(0, '');
  assert.deepEqual(end.denied, ['write_file new.txt', 'run_shell_command echo hello; git push']);
  assert.equal(judge(end).ok, false);
});

test('a failed turn says why, and a spent quota is a usage limit', () => {
  const end = heard(recorded('gemini-limit.jsonl')).stream.end(173, '');
  assert.equal(end.stop, 'failed');
  assert.notEqual(usageLimitOf(end, Date.now()), undefined);
  assert.equal(heard([]).stream.end(0, '').stop, 'died');
  assert.equal(heard([]).stream.end(53, '').stop, 'max_turn_requests');
  assert.equal(heard(['{"type":"result","status":"success"}']).stream.end(1, '').stop, 'failed');
  assert.equal(heard(['{"type":"result"}']).stream.end(0, '').stop, 'failed');
});

test('lines that are torn, malformed, unknown or huge are shown, and break nothing', () => {
  const use = { type: 'tool_use', tool_id: 't1', tool_name: 'grep_search', parameters: { pattern: 'a' } };
  const { updates } = heard([
    '',
    '{"type":"mess',
    '3',
    '{"type":"error","severity":"warning","message":"Loop detected"}',
    '{"type":"tool_result","tool_id":"never called"}',
    '{"type":"tool_use"}',
    '{"type":"weather"}',
    JSON.stringify(use),
    JSON.stringify({ type: 'tool_result', tool_id: 't1', status: 'success', output: 'x'.repeat(3_000_000) }),
  ]);
  assert.deepEqual(
    updates.map((update) => (update.kind === 'other' ? update.detail.slice(0, 13) : update.kind)),
    ['{"type":"mess', '3', 'Loop detected', 'tool', '{\n  "type": "w', 'tool', 'tool'].map((text) => text.slice(0, 13)),
  );
  assert.ok((tools(updates).at(-1)?.output.length ?? 0) < 20_000);
});

const session = '81f071c5-b3b3-421a-9c61-c9681e408e21';

function told(command: readonly string[], permissions: Permissions, model?: string, resume?: string) {
  return dialectOf(command).tell(command.slice(1), { permissions, model, resume, env: {} });
}

test('its policy is told to Gemini in a file of its own, which goes before its settings', () => {
  const command = ['gemini', '-o', 'stream-json', '-m', 'a'];
  assert.deepEqual(told(command, {}).files, []);
  const { files = [], args, unheld } = told(command, { edit: 'deny', execute: 'allow', other: 'deny' }, 'b', session);
  assert.equal(args.join(' '), `-o stream-json --model b --resume ${session}`);
  const [file, ...others] = files;
  assert.ok(file !== undefined && others.length === 0);
  assert.equal(file.option, '--admin-policy');
  assert.deepEqual(
    [...file.text.matchAll(/toolName = "(\w+)"\ndecision = "(\w+)"/g)].map(([, name, word]) => `${name} ${word}`),
    ['write_file deny', 'replace deny', 'run_shell_command allow'],
  );
  assert.deepEqual(unheld, ['other']);
  assert.equal(told(command, {}, undefined, 'ses_1').args.join(' '), '-o stream-json -m a', 'no session of its own');
});

test("Qwen's lines are Claude's, with its own names; what it denies it tells", () => {
  const command = ['qwen', '--output-format=stream-json', '--approval-mode', 'auto-edit'];
  const reader = dialectOf(command).reader('/repo', 'qwen');
  const updates = recorded('qwen-denied.jsonl').flatMap((line) => reader.read(line));
  const end = reader.end(0, '');
  assert.deepEqual(end, { stop: 'end_turn', detail: '', denied: ['run_shell_command echo hello'] });
  const started = updates[0];
  assert.ok(started?.kind === 'started' && started.name === 'Qwen Code' && started.version === '0.24.4');
  assert.deepEqual(
    tools(updates).map(({ title, tool, status }) => `${title} ${tool} ${status}`),
    [
      'read_file README.md read in_progress',
      'read_file README.md read completed',
      'write_file new.txt edit in_progress',
      'write_file new.txt edit completed',
      'run_shell_command echo hello execute in_progress',
      'run_shell_command echo hello execute failed',
    ],
  );
  const usage = updates.at(-1);
  assert.ok(usage?.kind === 'usage' && usage.usage.tokens === 4080);
  assert.ok(!updates.some(({ kind }) => kind === 'other'), 'pieces of what comes whole are left out');
  const cached = { input_tokens: 100, output_tokens: 5, cache_read_input_tokens: 50, total_tokens: 105 };
  const [counted] = reader.read(JSON.stringify({ type: 'result', usage: cached }));
  assert.ok(counted?.kind === 'usage' && counted.usage.tokens === 105, 'nothing is counted twice');
  const failed = dialectOf(command).reader('/repo', 'qwen');
  failed.read(
    '{"type":"result","subtype":"error_during_execution","is_error":true,"error":{"message":"[API Error: 401]"}}',
  );
  assert.equal(failed.end(1, '').detail, '[API Error: 401]');
});

test('its policy is told to Qwen as tools that it may use and tools that it does not have', () => {
  const command = ['qwen', '-o', 'stream-json', '-y'];
  assert.equal(
    told(command, { fetch: 'allow', execute: 'ask' }, 'm', 's1').args.join(' '),
    '-o stream-json -y --model m --resume s1 --allowed-tools web_fetch --allowed-tools web_search --exclude-tools run_shell_command',
  );
});
