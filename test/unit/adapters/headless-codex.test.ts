import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { codexPolicy } from '../../../src/adapters/headless/codex-policy.ts';
import { CodexStream } from '../../../src/adapters/headless/codex-stream.ts';
import { dialectOf, unheldBy } from '../../../src/adapters/headless/dialects.ts';
import type { AgentUpdate, Permissions, ToolRule } from '../../../src/agents/agent.ts';
import { transcriptOf } from '../../../src/agents/transcript.ts';
import { usageLimitOf } from '../../../src/agents/usage-limit.ts';
import { judge } from '../../../src/agents/verdict.ts';

/** What the real Codex 0.166 printed. */
const recorded = (name: string): readonly string[] =>
  readFileSync(path.resolve(import.meta.dirname, '../../fixtures/headless', name), 'utf8')
    .trimEnd()
    .split('\n');

function heard(lines: readonly string[], complaints: readonly string[] = []) {
  const stream = new CodexStream('/repo');
  const updates = [
    ...lines.flatMap((line) => stream.read(line)),
    ...complaints.flatMap((line) => stream.complain(line)),
  ];
  return { stream, updates };
}

const tools = (updates: readonly AgentUpdate[]) => updates.filter((update) => update.kind === 'tool');

test('a whole task of the real Codex reads as a transcript', () => {
  const { stream, updates } = heard(recorded('codex-task.jsonl'));
  assert.deepEqual(stream.end(0, ''), { stop: 'end_turn', detail: '', denied: [] });
  assert.equal(
    transcriptOf(updates),
    `## Codex

session \`01a22b47-963a-7781-ade8-3cb9ab9ac16e\`

> *thinks* **Looking around**
>
> I read the files first.

I look first.

**Plan**

- [x] Look
- [x] Write

● **ls; echo 'it works'** · execute · done

\`\`\`
README.md
it works
\`\`\`

✗ **grep -c nothing README.md** · execute · failed

\`\`\`
0
(exit code 1)
\`\`\`

● **update README.md, add docs/new.md** · edit · done

● **delete docs/new.md** · delete · done

● **Search the web: phase plans** · fetch · done

● **try.look** · other · done

\`\`\`
seen {"q":"a"}
\`\`\`

Done.

---

Usage: 8160 tokens
`,
  );
  const edit = tools(updates).find(({ tool }) => tool === 'edit');
  assert.deepEqual(edit?.files, [path.resolve('/repo/README.md'), path.resolve('/repo/docs/new.md')]);
  assert.ok(tools(updates).some(({ status, title }) => status === 'in_progress' && title.startsWith('ls;')));
});

test('what Codex refused stands in its log, and its success is not believed', () => {
  const { stream, updates } = heard(recorded('codex-denied.jsonl'), recorded('codex-denied.stderr'));
  const denied = [
    'try.change',
    'change files (writing is blocked by read-only sandbox)',
    'run a command outside of its sandbox',
    'rm -rf build',
  ];
  const end = stream.end(0, '');
  assert.deepEqual(end, { stop: 'end_turn', detail: '', denied });
  assert.equal(judge(end).ok, false);
  assert.match(transcriptOf(updates), /- refused: rm -rf build/);
});

test('a command that is told as declined is denied', () => {
  const item = {
    id: 'item_0',
    type: 'command_execution',
    command: 'git push',
    aggregated_output: '',
    status: 'declined',
  };
  const { stream, updates } = heard([JSON.stringify({ type: 'item.completed', item })]);
  assert.equal(tools(updates)[0]?.status, 'failed');
  assert.deepEqual(stream.end(0, '').denied, ['git push']);
});

test('a usage limit fails the turn in words that are understood as one', () => {
  const { stream } = heard(recorded('codex-limit.jsonl'));
  const end = stream.end(1, 'Reading prompt from stdin...');
  assert.equal(end.stop, 'failed');
  const now = new Date(2026, 10, 30, 8, 12).getTime();
  assert.equal(usageLimitOf(end, now), now + 60 * 60_000);
});

test('the same trouble is told once, so that a service which is down falls silent', () => {
  const lines = recorded('codex-down.jsonl');
  const { stream, updates } = heard(lines);
  assert.deepEqual(
    updates.map(({ kind }) => kind),
    ['started', 'other'],
  );
  assert.equal(stream.end(undefined, '').stop, 'died');
  assert.match(stream.end(undefined, '').detail, /waiting for network/);
  const message = { type: 'item.completed', item: { id: 'item_1', type: 'agent_message', text: 'Back.' } };
  stream.read(JSON.stringify(message));
  assert.equal(stream.read(lines.at(-1) ?? '').length, 1, 'told anew once it had got somewhere in between');
});

test('neither an exit code nor a turn that ended are believed alone', () => {
  const done = '{"type":"turn.completed","usage":{"input_tokens":1,"output_tokens":2}}';
  const failed = (message: string) => JSON.stringify({ type: 'turn.failed', error: { message } });
  assert.equal(heard([]).stream.end(0, '').stop, 'died');
  assert.equal(heard([done]).stream.end(1, 'late trouble').stop, 'failed');
  assert.equal(heard([done, '{"type":"turn.started"}']).stream.end(0, '').stop, 'died', 'another turn was cut off');
  assert.deepEqual(heard([failed('unexpected status 401')]).stream.end(0, ''), {
    stop: 'failed',
    detail: 'unexpected status 401',
    denied: [],
  });
  const cut = 'Incomplete response returned, reason: max_output_tokens';
  assert.equal(heard([failed(cut)]).stream.end(1, '').stop, 'max_tokens');
});

test('lines that are torn, malformed, unknown or huge are shown, and break nothing', () => {
  const output = 'x'.repeat(3_000_000);
  const huge = { id: 'item_0', type: 'command_execution', command: 'seq', aggregated_output: output, exit_code: 0 };
  const { updates } = heard([
    '',
    '{"type":"item.comp',
    '[1, 2]',
    'null',
    '{"type":7}',
    '{"type":"item.completed"}',
    '{"type":"item.completed","item":{"type":"todo_list","items":[null,{"text":5}]}}',
    '{"type":"item.started","item":{"type":"hologram","id":"item_9"}}',
    '{"type":"item.completed","item":{"type":"hologram","id":"item_9"}}',
    '{"type":"item.completed","item":{"type":"file_change","changes":"none"}}',
    '{"type":"goal.reached","goal":"all"}',
    JSON.stringify({ type: 'item.completed', item: huge }),
  ]);
  assert.deepEqual(
    updates.map((update) => (update.kind === 'other' ? update.name : update.kind)),
    ['output', 'output', 'output', 'unnamed', 'unnamed item', 'plan', 'hologram', 'tool', 'goal.reached', 'tool'],
  );
  const last = tools(updates).at(-1);
  assert.equal(last?.status, 'completed', 'it is over, although it does not say how');
  assert.ok((last?.output.length ?? 0) < 20_000);
});

const wordsFor = (permissions: Permissions, given: readonly string[] = []): string =>
  codexPolicy(permissions, given).words.join(' ');
const patterns = (given: Partial<Exclude<ToolRule, string>>) => ({
  allow: [],
  ask: [],
  deny: [],
  otherwise: undefined,
  ...given,
});
const network = (search: string, access: boolean): string =>
  `-c web_search="${search}" -c sandbox_workspace_write.network_access=${access}`;

test("a policy becomes Codex's sandbox and what is switched off; what cannot be asked is not done", () => {
  assert.equal(wordsFor({}), '');
  assert.equal(wordsFor({ edit: 'allow', execute: 'allow', other: 'allow' }), '--sandbox workspace-write');
  assert.equal(wordsFor({ edit: 'ask' }), '--sandbox read-only');
  assert.equal(wordsFor({ edit: patterns({ allow: ['src/**'], otherwise: 'deny' }) }), '--sandbox read-only');
  assert.equal(wordsFor({ execute: 'deny' }), '--sandbox workspace-write --disable shell_tool');
  assert.equal(wordsFor({ fetch: 'allow' }), network('live', true));
  assert.equal(wordsFor({ fetch: 'ask' }), `--sandbox workspace-write ${network('disabled', false)}`);
  const { notes } = codexPolicy({ execute: patterns({ allow: ['npm test'] }) }, []);
  assert.match(notes.join('\n'), /^execute: denied as a whole/m);
});

test('a sandbox that was given is not opened further by a policy, and nothing that goes around it is left', () => {
  assert.equal(wordsFor({ edit: 'allow' }, ['-sdanger-full-access']), '');
  assert.equal(wordsFor({ edit: 'allow' }, ['--yolo']), '');
  assert.match(wordsFor({ fetch: 'deny' }, ['--sandbox=read-only']), /^--sandbox read-only /);
  assert.match(wordsFor({ fetch: 'deny' }, ['-s', 'danger-full-access']), /^--sandbox workspace-write /);
});

/** The words that a command is started with. */
function started(command: readonly string[], permissions: Permissions, model?: string, resume?: string): string {
  return dialectOf(command).tell(command.slice(1), { permissions, model, resume, env: {} }).args.join(' ');
}

test('a command of Codex gets its model, its sandbox and its session where it takes them', () => {
  const command = ['/usr/bin/codex', 'exec', '--json', '--sandbox', 'workspace-write'];
  assert.equal(started(command, {}), 'exec --json --sandbox workspace-write');
  assert.equal(
    started(command, { edit: 'deny' }, 'gpt-5.5', 's1'),
    'exec --model gpt-5.5 --sandbox read-only --json resume s1 -',
  );
  assert.equal(
    started(
      ['codex', 'exec', '--dangerously-bypass-approvals-and-sandbox', '-m', 'a', '--json'],
      { edit: 'deny' },
      'b',
    ),
    'exec --model b --sandbox read-only --json',
  );
  assert.equal(
    started(['codex', 'exec', 'resume', '--last', '--json'], { edit: 'deny' }, undefined, 's1'),
    'exec --sandbox read-only resume --last --json',
  );
});

test('preflight is told what a command cannot be held to', () => {
  const policy: Permissions = { edit: 'deny', delete: 'deny', read: 'ask', execute: 'deny', other: 'allow' };
  assert.deepEqual(unheldBy(['codex', 'exec', '--json'], policy), ['read']);
  assert.deepEqual(unheldBy(['codex', 'exec', '--json'], { edit: 'allow', move: 'ask' }), ['move']);
  assert.deepEqual(unheldBy(['codex', 'exec'], policy), ['edit', 'delete', 'read', 'execute'], 'nobody reads that');
  assert.deepEqual(unheldBy(['./Codex.CMD', 'exec', '--json'], policy), ['read']);
  assert.deepEqual(unheldBy(['claude', '-p', '--output-format', 'stream-json'], policy), []);
});

test('whoever turned the log off that refusals stand in has it for these alone', () => {
  const command = ['codex', 'exec', '--json'];
  const asked = { permissions: {}, model: undefined, resume: undefined, env: { RUST_LOG: 'mine=debug' } };
  assert.deepEqual(dialectOf(command).tell(command.slice(1), asked).env, {
    RUST_LOG: 'mine=debug,codex_core::tools::router=error',
  });
});
