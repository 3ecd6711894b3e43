import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { claudePolicy } from '../../../src/adapters/headless/claude-policy.ts';
import { ClaudeStream } from '../../../src/adapters/headless/claude-stream.ts';
import { launchCommand } from '../../../src/adapters/headless/launch.ts';
import { LineSplitter } from '../../../src/adapters/headless/line-splitter.ts';
import type { AgentLaunch, AgentUpdate, Permissions, ToolRule } from '../../../src/agents/agent.ts';

const lines = {
  init: { type: 'system', subtype: 'init', session_id: 's1', model: 'm', claude_code_version: '2.1.0' },
  says: {
    type: 'assistant',
    message: {
      content: [
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text: 'I write' },
      ],
    },
  },
  uses: {
    type: 'assistant',
    message: {
      content: [{ type: 'tool_use', id: 't1', name: 'Write', input: { file_path: '/w/a.txt', content: 'x' } }],
    },
  },
  used: { type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't1', content: 'written' }] } },
  result: {
    type: 'result',
    subtype: 'success',
    is_error: false,
    result: 'Done',
    total_cost_usd: 0.25,
    usage: { input_tokens: 10, output_tokens: 5 },
    modelUsage: { m: { contextWindow: 200 } },
  },
};

function read(...messages: readonly unknown[]) {
  const stream = new ClaudeStream('/w');
  const updates = messages.flatMap((message) =>
    stream.read(typeof message === 'string' ? message : JSON.stringify(message)),
  );
  return { stream, updates };
}

test("Claude's lines become updates", () => {
  const { stream, updates } = read(lines.init, lines.says, lines.uses, lines.used, lines.result);
  assert.deepEqual(updates, [
    { kind: 'started', name: 'Claude Code', version: '2.1.0', session: 's1', pid: undefined },
    { kind: 'thought', text: 'hm\n' },
    { kind: 'message', text: 'I write\n\n' },
    {
      kind: 'tool',
      id: 't1',
      title: 'Write a.txt',
      tool: 'edit',
      status: 'in_progress',
      files: [path.resolve('/w/a.txt')],
      output: '',
    },
    {
      kind: 'tool',
      id: 't1',
      title: 'Write a.txt',
      tool: 'edit',
      status: 'completed',
      files: [path.resolve('/w/a.txt')],
      output: 'written',
    },
    { kind: 'usage', usage: { tokens: 15, cost: 0.25, context: { used: 15, size: 200 } } },
  ]);
  assert.deepEqual(stream.end(0, ''), { stop: 'end_turn', detail: '', denied: [] });
});

test('a success that was denied something, or is an error, is none', () => {
  const denial = { tool_name: 'Bash', tool_input: { command: 'rm -rf x' } };
  assert.deepEqual(read({ ...lines.result, permission_denials: [denial] }).stream.end(0, ''), {
    stop: 'end_turn',
    detail: '',
    denied: ['Bash rm -rf x'],
  });
  assert.deepEqual(read({ ...lines.result, is_error: true, result: 'API down' }).stream.end(0, ''), {
    stop: 'failed',
    detail: 'API down',
    denied: [],
  });
  assert.equal(
    read({ ...lines.result, subtype: 'error_max_turns', is_error: true }).stream.end(1, '').stop,
    'max_turn_requests',
  );
  assert.equal(read(lines.result).stream.end(1, 'late trouble').stop, 'failed');
  const errors = ['No conversation found with session ID: s0'];
  const unknown = { type: 'result', subtype: 'error_during_execution', is_error: true, errors };
  assert.equal(read(unknown).stream.end(1, '').detail, errors[0]);
});

test('no result means that it died, whatever it said and however it exited', () => {
  assert.deepEqual(read(lines.init, 'Segmentation fault').stream.end(0, 'boom'), {
    stop: 'died',
    detail: 'it ended with exit code 0: boom',
    denied: [],
  });
});

/** What Claude's command line says of a policy. */
const inWords = (permissions: Permissions): string => claudePolicy(permissions, { asks: false }).words.join(' ');
const patterns = (given: Partial<Exclude<ToolRule, string>>) => ({
  allow: [],
  ask: [],
  deny: [],
  otherwise: undefined,
  ...given,
});

test("a policy becomes words of Claude's command line; what cannot be asked is not done", () => {
  assert.equal(inWords({}), '');
  assert.equal(inWords({ edit: 'ask' }), '--permission-mode default');
  assert.equal(inWords({ edit: 'deny' }), '--permission-mode default --disallowedTools Edit(//**)');
  assert.equal(
    inWords({ execute: 'allow', fetch: 'deny' }),
    '--allowedTools Bash --disallowedTools WebFetch WebSearch',
  );
  assert.equal(inWords({ read: 'ask' }), '--disallowedTools Read(//**)');
  assert.equal(
    inWords({ execute: patterns({ allow: ['go test *', 'npm test'], ask: ['git *'], deny: ['rm *'] }) }),
    '--allowedTools Bash(go test *) Bash(npm test) --disallowedTools Bash(git *) Bash(rm *)',
  );
  assert.equal(
    inWords({ edit: patterns({ allow: ['src/', '/tmp/**'], otherwise: 'deny' }) }),
    '--permission-mode default --allowedTools Edit(/src/**) Edit(//tmp/**)',
  );
  assert.equal(inWords({ edit: patterns({ deny: ['**/*.env'] }) }), '--disallowedTools Edit(/**/*.env)');
  assert.equal(
    inWords({ fetch: patterns({ allow: ['docs.rs/*', 'https://a.b/c'] }) }),
    '--allowedTools WebFetch(domain:docs.rs)',
  );
});

test('where a pattern cannot be said to Claude, its whole kind is denied, and that is told', () => {
  for (const [permissions, words] of [
    [{ execute: patterns({ deny: ['a (b)'], otherwise: 'allow' }) }, '--disallowedTools Bash'],
    [{ edit: patterns({ ask: ['{a,b}/**'] }) }, '--disallowedTools Edit(//**)'],
    [{ read: patterns({ allow: ['src/**'], otherwise: 'deny' }) }, '--disallowedTools Read(//**)'],
    [{ search: patterns({ deny: ['secrets/**'] }) }, '--disallowedTools Glob Grep'],
  ] as const) {
    assert.equal(inWords(permissions), words);
    assert.match(claudePolicy(permissions, { asks: false }).notes.at(-1) ?? '', /denied as a whole/);
  }
});

test('lines are whole however they arrive, in UTF-8, and never grow without end', () => {
  const splitter = new LineSplitter(10);
  const bytes = Buffer.from('grö\r\nße\nrest');
  assert.deepEqual(
    [...bytes].flatMap((byte) => splitter.add(Buffer.from([byte]))),
    ['grö', 'ße'],
  );
  assert.deepEqual(splitter.end(), ['rest']);
  splitter.add(Buffer.from('x'.repeat(100)));
  assert.deepEqual(splitter.end(), ['x'.repeat(10)]);
});

const unix = { skip: process.platform === 'win32' ? 'uses a script with a #! line' : false };

test('a headless program is given the prompt, heard and judged, and can be cancelled', unix, async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-headless-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const start = async (
    name: string,
    source: string,
    args: readonly string[],
    onUpdate: (update: AgentUpdate) => void = () => {},
    permissions: AgentLaunch['permissions'] = {},
  ) => {
    const file = path.join(folder, name);
    writeFileSync(file, `#!${process.execPath}\n${source}`);
    chmodSync(file, 0o755);
    const launch: AgentLaunch = {
      id: 'x',
      title: 'Script',
      command: [file, ...args],
      speaks: 'command',
      env: {},
      cwd: folder,
      prompt: 'the prompt',
      model: 'big',
      permissions,
      resume: 's0',
    };
    const started = await launchCommand(launch, {}, onUpdate);
    if (!started.ok) assert.fail(JSON.stringify(started.error));
    return started.value;
  };
  const echo = `const fs = require('node:fs'); fs.writeFileSync('got.txt', process.argv.slice(2).join(' ') + '|' + fs.readFileSync(0, 'utf8') + '|' + process.env.PWD);`;
  const updates: AgentUpdate[] = [];
  const say = Object.values(lines).map((line) => `console.log(${JSON.stringify(JSON.stringify(line))});`);
  const unasked = ['-p', '--output-format', 'stream-json', '--permission-prompts', 'none'];
  const claude = await start('claude', [echo, ...say].join('\n'), unasked, (update) => updates.push(update));
  assert.deepEqual(await claude.ended, { stop: 'end_turn', detail: '', denied: [], exit: 0 });
  assert.equal(
    readFileSync(path.join(folder, 'got.txt'), 'utf8'),
    `${unasked.join(' ')} --model big --resume s0|the prompt|${folder}`,
  );
  assert.deepEqual(updates[0], { kind: 'spawned', pid: claude.pid });
  assert.ok(updates[1]?.kind === 'other' && updates[1].detail.startsWith('it asks nobody'));
  const third = updates[2];
  assert.ok(third?.kind === 'started' && third.pid === claude.pid);
  const call = updates.find(({ kind }) => kind === 'tool');
  assert.equal(call?.kind === 'tool' && call.id, `${claude.pid}/t1`, 'no call of another attempt has this id');

  const begun = [echo, say[0]].join('\n');
  const noWrites = await start('claude', begun, unasked, undefined, { edit: 'deny' });
  await noWrites.ended;
  assert.match(
    readFileSync(path.join(folder, 'got.txt'), 'utf8'),
    /--resume s0 --permission-mode default --disallowedTools Edit\(\/\/\*\*\)\|/,
  );

  const copy = `const fs = require('node:fs'); const where = process.argv.at(-1); console.log(JSON.stringify({ type: 'message', content: where }));`;
  const said: AgentUpdate[] = [];
  const reads = `${copy} fs.copyFileSync(where, 'policy.txt');`;
  const gemini = await start('gemini', reads, ['-o', 'stream-json'], (update) => said.push(update), { edit: 'deny' });
  await gemini.ended;
  assert.match(readFileSync(path.join(folder, 'policy.txt'), 'utf8'), /toolName = "write_file"/);
  const where = said.find(({ kind }) => kind === 'message');
  assert.ok(where?.kind === 'message' && where.text !== '' && !existsSync(where.text), 'nothing of it is left');

  const anew: AgentUpdate[] = [];
  const forgets = `if (process.argv.includes('resume')) { console.error('no such session'); process.exit(1); }
    console.log('{"type":"thread.started","thread_id":"s9"}'); console.log('{"type":"turn.completed"}');`;
  const codex = await start('codex', forgets, ['exec', '--json'], (update) => anew.push(update));
  const before = codex.pid;
  assert.equal((await codex.ended).stop, 'end_turn');
  assert.notEqual(codex.pid, before);
  assert.deepEqual(
    anew.flatMap((update) => (update.kind === 'spawned' ? [update.pid] : [])),
    [before, codex.pid],
    'both are known, so that both can be ended',
  );
  assert.ok(anew.some((update) => update.kind === 'other' && /no such session; it starts anew/.test(update.detail)));

  const told: AgentUpdate[] = [];
  const unheld = await start('other', '', [], (update) => told.push(update), { edit: 'deny' });
  await unheld.ended;
  assert.ok(told[1]?.kind === 'other' && /cannot be held to its policy/.test(told[1].detail));

  const plain = await start('other', `console.log('hi'); console.error('bad'); process.exitCode = 3;`, []);
  assert.deepEqual(await plain.ended, {
    stop: 'failed',
    detail: 'it ended with exit code 3: bad',
    denied: [],
    exit: 3,
  });

  const endless = await start('endless', `setInterval(() => {}, 1000);`, []);
  await endless.cancel();
  assert.equal((await endless.ended).stop, 'cancelled');
});
