import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { record } from '../../src/adapters/acp/wire.ts';
import type { AgentUpdate } from '../../src/agents/agent.ts';
import { judge } from '../../src/agents/verdict.ts';
import { prompted, scripted } from './scripted-agent.ts';

const textBlock = (text: string): unknown => ({ type: 'text', text });
const said = (updates: readonly AgentUpdate[]): string =>
  updates.map((update) => (update.kind === 'message' ? update.text : '')).join('');
const good = { stop: 'end_turn', detail: '', denied: [] };

test('every kind of update is told, known or not', async () => {
  const { peer, updates, conversation, finish } = await prompted();
  const sent = new Set<string>();
  const content = [
    { type: 'content', content: textBlock('seen') },
    { type: 'diff', path: '/place/b.txt', oldText: 'a\n', newText: 'b\n' },
    { type: 'terminal', terminalId: 't' },
  ];
  for (const update of [
    { sessionUpdate: 'user_message_chunk', content: textBlock('played back') },
    { sessionUpdate: 'agent_message_chunk', content: textBlock('hello') },
    { sessionUpdate: 'agent_message_chunk', content: { type: 'image', data: 'xx', mimeType: 'image/png' } },
    { sessionUpdate: 'agent_thought_chunk', content: textBlock('hm') },
    {
      sessionUpdate: 'tool_call',
      toolCallId: 'c1',
      title: 'Edit b',
      kind: 'edit',
      status: 'pending',
      locations: [{ path: '/place/a.txt', line: 3 }],
    },
    { sessionUpdate: 'tool_call_update', toolCallId: 'c1', status: 'completed', content },
    { sessionUpdate: 'plan', entries: [{ content: 'look', priority: 'high', status: 'in_progress' }] },
    {
      sessionUpdate: 'available_commands_update',
      availableCommands: [
        { name: 'init', description: 'x' },
        { name: 'help', description: 'x' },
      ],
    },
    { sessionUpdate: 'current_mode_update', currentModeId: 'plan' },
    {
      sessionUpdate: 'config_option_update',
      configOptions: [{ id: 'm', name: 'Model', type: 'select', currentValue: 'big', options: [] }],
    },
    { sessionUpdate: 'session_info_update', title: 'A title' },
    { sessionUpdate: 'session_info_update', updatedAt: '2026-01-01T00:00:00Z' },
    { sessionUpdate: 'usage_update', used: 90, size: 200, cost: { amount: 0.5, currency: 'USD' } },
    { sessionUpdate: 'notice', severity: 'warning', message: 'low on credit' },
    { sessionUpdate: 'compaction_update', compactionId: 'k', status: 'completed' },
    { sessionUpdate: 'compaction_summary_chunk', compactionId: 'k', content: textBlock('in short') },
    { sessionUpdate: 'from_the_future', what: 1 },
  ]) {
    peer.update(update);
    sent.add(update.sessionUpdate);
  }
  finish('end_turn', { usage: { totalTokens: 120 } });
  assert.deepEqual(await conversation.ended, good);
  const call = { kind: 'tool', id: 'c1', title: 'Edit b', tool: 'edit' };
  const [a, b] = [path.resolve('/place/a.txt'), path.resolve('/place/b.txt')];
  const usage = { tokens: 90, cost: 0.5, context: { used: 90, size: 200 } };
  assert.deepEqual(updates, [
    { kind: 'started', pid: 1, session: 's1', name: 'scripted', version: '9' },
    { kind: 'message', text: 'hello' },
    { kind: 'message', text: '[image]' },
    { kind: 'thought', text: 'hm' },
    { ...call, status: 'pending', files: [a], output: '' },
    { ...call, status: 'completed', files: [a, b], output: 'seen\n/place/b.txt\n- a\n+ b' },
    { kind: 'plan', entries: [{ text: 'look', status: 'in_progress' }] },
    { kind: 'other', name: 'available_commands_update', detail: '2 commands' },
    { kind: 'other', name: 'current_mode_update', detail: 'plan' },
    { kind: 'other', name: 'config_option_update', detail: 'Model: big' },
    { kind: 'other', name: 'session_info_update', detail: 'A title' },
    { kind: 'usage', usage },
    { kind: 'other', name: 'notice', detail: 'low on credit' },
    { kind: 'other', name: 'compaction_update', detail: 'completed' },
    { kind: 'other', name: 'compaction_summary_chunk', detail: 'in short' },
    {
      kind: 'other',
      name: 'from_the_future',
      detail: JSON.stringify({ sessionUpdate: 'from_the_future', what: 1 }, null, 2),
    },
    { kind: 'usage', usage: { ...usage, tokens: 120 } },
  ]);
  assert.deepEqual(
    kindsOfTheProtocol().filter((kind) => !sent.has(kind)),
    [],
    'the protocol has kinds that nobody tried',
  );
});

/** Every `sessionUpdate` in the schema that the protocol's own package carries. */
function kindsOfTheProtocol(): readonly string[] {
  const file = path.resolve(import.meta.dirname, '../../node_modules/@agentclientprotocol/sdk/schema/v1/schema.json');
  const { $defs }: { $defs: Record<string, { oneOf?: { properties: { sessionUpdate?: { const: string } } }[] }> } =
    JSON.parse(readFileSync(file, 'utf8'));
  return ($defs['SessionUpdate']?.oneOf ?? []).map(({ properties }) => properties.sessionUpdate?.const ?? '');
}

test('a change to a call that was never told is a call', async () => {
  const { peer, updates, conversation, finish } = await prompted();
  peer.update({
    sessionUpdate: 'tool_call_update',
    toolCallId: 'late',
    status: 'failed',
    content: [{ type: 'content', content: textBlock('no such file') }],
  });
  peer.update({ sessionUpdate: 'tool_call', toolCallId: 'late', title: 'Read x', kind: 'read' });
  finish();
  await conversation.ended;
  const expected = { kind: 'tool', id: 'late', status: 'failed', files: [], output: 'no such file' };
  assert.deepEqual(updates.slice(1), [
    { ...expected, title: 'tool call', tool: 'other' },
    { ...expected, title: 'Read x', tool: 'read' },
  ]);
});

test('what a tool of a server answers is its output, also where it stands in the raw output alone', async () => {
  const { peer, updates, finish, conversation } = await prompted();
  const content = [textBlock('roof-1'), textBlock('P1')];
  const tell = (toolCallId: string, rawOutput: unknown): void =>
    peer.update({ sessionUpdate: 'tool_call_update', toolCallId, status: 'completed', rawOutput });
  tell('a', { result: { content, structuredContent: null }, error: null });
  tell('b', { result: null, error: { message: 'it is away' } });
  tell('c', { formatted_output: 'another form', result: 'none' });
  finish('end_turn');
  await conversation.ended;
  assert.deepEqual(
    updates.flatMap((update) => (update.kind === 'tool' ? [update.output] : [])),
    ['roof-1\nP1', 'it is away', ''],
  );
});

test('what a terminal prints beside a call is its output, told at once at first, then as it doubles, and whole at the end', async () => {
  const { peer, updates, conversation, finish } = await prompted();
  const call = { sessionUpdate: 'tool_call_update', toolCallId: 'c' };
  const prints = (data: string, more: object = {}): void =>
    peer.update({ ...call, _meta: { terminal_output_delta: { data, terminal_id: 'c' }, ...more } });
  const content = [{ type: 'terminal', terminalId: 'c' }];
  peer.update({ ...call, sessionUpdate: 'tool_call', title: 'make', kind: 'execute', status: 'in_progress', content });
  for (const data of ['one\n', 'two\n', 'three\n']) prints(data);
  peer.update({
    ...call,
    status: 'failed',
    _meta: { terminal_exit: { exit_code: 2, signal: null, terminal_id: 'c' } },
  });
  finish();
  await conversation.ended;
  const outputs = updates.flatMap((update) => (update.kind === 'tool' ? [update.output] : []));
  assert.deepEqual(outputs, ['', 'one\n', 'one\ntwo\n', 'one\ntwo\nthree\nexit code 2\n']);
});

test('paths in the folder of the agent are shown from there, in titles, questions and changes', async () => {
  const cwd = path.resolve('/place/t');
  const [file, other] = [path.join(cwd, 'deep', 'a.txt'), path.resolve('/place/b.txt')];
  const { peer, updates, heard, conversation, finish } = await prompted({}, { cwd, permissions: { edit: 'ask' } });
  const content = [{ type: 'diff', path: file, oldText: null, newText: 'new\n' }];
  const call = { toolCallId: 'c', title: `Copy ${other} to ${file}`, kind: 'edit', content };
  peer.update({ sessionUpdate: 'tool_call', ...call });
  const options = [{ optionId: 'y', name: 'Yes', kind: 'allow_once' }];
  peer.send({
    id: 'q1',
    method: 'session/request_permission',
    params: { sessionId: 's1', toolCall: { ...call, title: file }, options },
  });
  const asked = await heard('permission');
  conversation.answer('ask-1', 'y');
  finish();
  await conversation.ended;
  const short = path.join('deep', 'a.txt');
  const told = updates.find((update) => update.kind === 'tool');
  assert.ok(told?.kind === 'tool' && asked.kind === 'permission');
  assert.deepEqual([told.title, told.output], [`Copy ${other} to ${short}`, `${short}\n+ new`]);
  assert.deepEqual([asked.request.title, asked.request.detail], [short, `${short}\n+ new`]);
  assert.deepEqual([told.files, asked.request.files], [[file], [file]], 'files stay whole: policies decide by them');
});

test('what comes out of order changes nothing that is over: neither a call that ended nor the turn', async () => {
  const { peer, updates, conversation, prompt, finish } = await prompted();
  const call = { sessionUpdate: 'tool_call_update', toolCallId: 'c' };
  peer.update({ ...call, title: 'Read x', kind: 'read', status: 'completed' });
  peer.update({ ...call, status: 'in_progress' });
  peer.send({ id: 'nobody asked', result: { stopReason: 'refusal' } });
  finish();
  assert.deepEqual(await conversation.ended, good);
  peer.send({ id: prompt['id'], result: { stopReason: 'refusal' } });
  peer.update({ sessionUpdate: 'agent_message_chunk', content: textBlock('one more thing') });
  await peer.flushed();
  assert.deepEqual(await conversation.ended, good);
  const states = updates.flatMap((update) => (update.kind === 'tool' ? [update.status] : []));
  assert.deepEqual(states, ['completed', 'completed']);
});

test('what is malformed is survived, and nothing of it is taken for something else', async () => {
  const { peer, updates, conversation, finish } = await prompted();
  for (const line of [
    'Loading model…',
    '[]',
    '42',
    'null',
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"2.0","id":77,"result":{}}',
    '{"broken":',
    '',
    '\u0000\u0001',
  ])
    peer.raw(`${line}\n`);
  peer.send({ method: 'session/update' });
  peer.send({ method: 'session/update', params: { sessionId: 's1', update: null } });
  peer.update({ sessionUpdate: 'agent_message_chunk' });
  peer.update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 7 } });
  peer.update({
    sessionUpdate: 'tool_call',
    toolCallId: 5,
    title: null,
    locations: 'x',
    content: [null, 3],
    status: 'dancing',
    kind: 'magic',
  });
  peer.update({ sessionUpdate: 'plan', entries: 'none' });
  peer.update({ sessionUpdate: 'usage_update', used: 'many' });
  peer.update({ sessionUpdate: 'agent_message_chunk', content: textBlock('still here') });
  finish();
  assert.deepEqual(await conversation.ended, good);
  assert.equal(said(updates), 'still here');
});

test('an unknown request is refused, not ignored', async () => {
  const { peer, conversation, finish } = await prompted();
  peer.send({ id: 'x1', method: 'terminal/create', params: { sessionId: 's1', command: 'rm' } });
  const answer = await peer.answerTo('x1');
  assert.equal(JSON.stringify(answer).includes('-32601'), true);
  finish();
  assert.deepEqual(await conversation.ended, good);
});

test('a flood is told whole and in order, the last words before the end', async () => {
  const { peer, updates, conversation, finish } = await prompted();
  const count = 20_000;
  for (let index = 0; index < count; index += 1)
    peer.update({ sessionUpdate: 'agent_message_chunk', content: textBlock(`${index} `) });
  finish();
  await conversation.ended;
  assert.equal(said(updates), Array.from({ length: count }, (_, index) => `${index} `).join(''));
});

test('a message of 50 MB is taken, and kept small', async () => {
  const { peer, updates, conversation, finish } = await prompted();
  peer.update({
    sessionUpdate: 'tool_call',
    toolCallId: 'big',
    title: 'Read big',
    content: [{ type: 'diff', path: '/place/big', oldText: null, newText: 'x'.repeat(50 * 1024 * 1024) }],
  });
  finish();
  assert.deepEqual(await conversation.ended, good);
  const call = updates[1];
  assert.ok(call?.kind === 'tool' && call.output.length < 20_000 && call.output.includes('left out'));
});

test('a message that grows without an end is cut off, and its agent is gone in words', async () => {
  const { peer, conversation } = await prompted();
  for (let megabytes = 0; megabytes < 65; megabytes += 1) peer.raw('x'.repeat(1024 * 1024));
  assert.deepEqual(await conversation.ended, { stop: 'died', detail: 'it is gone', denied: [] });
});

test('an agent that never answers is cancelled; its question is taken back', async () => {
  const { peer, updates, heard, conversation, prompt } = await prompted();
  peer.send({
    id: 'q1',
    method: 'session/request_permission',
    params: {
      sessionId: 's1',
      toolCall: { toolCallId: 'c', title: 'Run', kind: 'execute' },
      options: [{ optionId: 'y', name: 'Yes', kind: 'allow_once' }],
    },
  });
  await heard('permission');
  conversation.cancel();
  assert.deepEqual((await peer.answerTo('q1'))['result'], { outcome: { outcome: 'cancelled' } });
  const cancel = await peer.until(({ method }) => method === 'session/cancel');
  assert.deepEqual(cancel['params'], { sessionId: 's1' });
  peer.send({ id: prompt['id'], result: { stopReason: 'cancelled' } });
  assert.deepEqual(await conversation.ended, { stop: 'cancelled', detail: '', denied: [] });
  assert.deepEqual(updates.at(-1), { kind: 'answered', request: 'ask-1', option: 'cancelled', by: 'cancel' });
});

test('an error in answer to a cancel is still a cancelled turn; another error is a failed one', async () => {
  const first = await prompted();
  first.conversation.cancel();
  first.peer.send({ id: first.prompt['id'], error: { code: -32603, message: 'aborted' } });
  assert.equal((await first.conversation.ended).stop, 'cancelled');
  const second = await prompted();
  second.peer.send({
    id: second.prompt['id'],
    error: { code: -32603, message: 'Internal error', data: { details: 'API down' } },
  });
  assert.deepEqual(await second.conversation.ended, { stop: 'failed', detail: 'Internal error: API down', denied: [] });
});

test('a connection that ends in the middle of a turn is a death', async () => {
  const { peer, conversation } = await prompted();
  peer.raw('{"jsonrpc":"2.0","method":"session/upd');
  peer.close();
  assert.deepEqual(await conversation.ended, { stop: 'died', detail: 'it is gone', denied: [] });
});

test('a turn that ends well after a denial is not believed', async () => {
  const { peer, conversation, finish } = await prompted({}, { permissions: { edit: 'deny' } });
  const options = [
    { optionId: 'y', name: 'Yes', kind: 'allow_once' },
    { optionId: 'n', name: 'No', kind: 'reject_once' },
    { optionId: 'z', name: 'Whatever', kind: 'from_the_future' },
  ];
  peer.send({
    id: 'q1',
    method: 'session/request_permission',
    params: { sessionId: 's1', toolCall: { toolCallId: 'c', title: 'Write a.go', kind: 'edit' }, options },
  });
  assert.deepEqual((await peer.answerTo('q1'))['result'], { outcome: { outcome: 'selected', optionId: 'n' } });
  finish();
  const end = await conversation.ended;
  assert.deepEqual(end.denied, ['Write a.go']);
  assert.deepEqual(judge(end), { ok: false, reason: 'it was not allowed to: Write a.go' });
});

test('a permission request takes its kind from the call that it is about, and shows what would be run', async () => {
  const { peer, heard, conversation, finish } = await prompted();
  peer.update({ sessionUpdate: 'tool_call', toolCallId: 'c', title: 'Run tests', kind: 'execute' });
  peer.send({
    id: 'q1',
    method: 'session/request_permission',
    params: {
      sessionId: 's1',
      toolCall: { toolCallId: 'c', rawInput: { command: ['go', 'test'] } },
      options: [{ optionId: 'y', name: 'Yes', kind: 'allow_once' }],
    },
  });
  const asked = await heard('permission');
  assert.ok(asked.kind === 'permission');
  assert.deepEqual(asked.request, {
    id: 'ask-1',
    title: 'Run tests',
    tool: 'execute',
    files: [],
    detail: 'go test',
    subject: 'go test',
    options: [{ id: 'y', name: 'Yes', kind: 'allow_once' }],
  });
  conversation.answer('ask-1', 'y');
  assert.deepEqual((await peer.answerTo('q1'))['result'], { outcome: { outcome: 'selected', optionId: 'y' } });
  finish();
  assert.deepEqual(await conversation.ended, good);
});

test('what is permitted meanwhile answers a question that waits, and leaves one that it does not decide', async () => {
  const { peer, updates, heard, conversation, finish } = await prompted();
  const options = [{ optionId: 'y', name: 'Yes', kind: 'allow_once' }];
  for (const [id, kind] of [
    ['q1', 'execute'],
    ['q2', 'fetch'],
  ] as const) {
    const toolCall = { toolCallId: id, title: id, kind };
    peer.send({ id, method: 'session/request_permission', params: { sessionId: 's1', toolCall, options } });
  }
  await heard('permission');
  await peer.flushed();
  conversation.permit({ execute: 'allow' });
  assert.deepEqual((await peer.answerTo('q1'))['result'], { outcome: { outcome: 'selected', optionId: 'y' } });
  assert.deepEqual(
    updates.filter(({ kind }) => kind === 'answered'),
    [{ kind: 'answered', request: 'ask-1', option: 'y', by: 'policy' }],
  );
  conversation.permit({ fetch: 'allow' });
  await peer.answerTo('q2');
  finish();
  assert.deepEqual(await conversation.ended, good);
});

test('a file outside of the folder is asked of a person, also where the agent names it by the home or by dots', async () => {
  const { peer, heard, conversation, finish } = await prompted();
  peer.send({
    id: 'q1',
    method: 'session/request_permission',
    params: {
      sessionId: 's1',
      toolCall: { toolCallId: 'c', title: 'Read', kind: 'read', locations: [{ path: '~/.netrc' }, { path: '../b' }] },
      options: [{ optionId: 'y', name: 'Yes', kind: 'allow_once' }],
    },
  });
  const asked = await heard('permission');
  assert.ok(asked.kind === 'permission');
  assert.deepEqual([asked.waits, asked.request.files], [true, [path.join(os.homedir(), '.netrc'), '/b']]);
  conversation.answer('ask-1', 'y');
  await peer.answerTo('q1');
  finish();
  assert.deepEqual(await conversation.ended, good);
});

test('an end that gives no reason, or one that is not known, is no success', async () => {
  for (const result of [{ stopReason: 'because' }, { stopReason: ['end_turn'] }, {}, null, 'end_turn']) {
    const { peer, conversation, prompt } = await prompted();
    peer.send({ id: prompt['id'], result });
    assert.equal(judge(await conversation.ended).ok, false, JSON.stringify(result));
  }
});

test('an agent that wants a login, fails, dies or is silent at the start says why', async () => {
  const login = scripted({
    initialize: { protocolVersion: 1, authMethods: [{ id: 'a', name: 'Log in with a browser' }] },
    'session/new': { error: { code: -32000, message: 'Authentication required' } },
  });
  await assert.rejects(login.opened, /log in first \(Log in with a browser\)/);
  await assert.rejects(
    scripted({ initialize: { error: { code: -32603, message: 'Internal error', data: 'no config' } } }).opened,
    /no config/,
  );
  await assert.rejects(scripted({ initialize: undefined }, {}, 50).opened, /did not open a session within/);
  const dying = scripted({ 'session/new': undefined });
  await dying.peer.until(({ method }) => method === 'session/new');
  dying.peer.close();
  await assert.rejects(dying.opened, /it is gone/);
});

test('the mode is the one in which the policy decides, and where there is none that is told', async () => {
  const modes = {
    currentModeId: 'yolo',
    availableModes: [
      { id: 'yolo', name: 'x' },
      { id: 'default', name: 'x' },
    ],
  };
  const byMode = await prompted({ 'session/new': { sessionId: 's1', modes }, 'session/set_mode': {} });
  const set = byMode.peer.received.find(({ method }) => method === 'session/set_mode');
  assert.deepEqual(set?.['params'], { sessionId: 's1', modeId: 'default' });
  const select = (...values: readonly string[]) => ({
    'session/new': {
      sessionId: 's1',
      configOptions: [
        {
          id: 'perm',
          name: 'Mode',
          category: 'mode',
          type: 'select',
          currentValue: 'agent',
          options: [{ group: 'g', name: 'g', options: values.map((value) => ({ value, name: value })) }],
        },
      ],
    },
    'session/set_config_option': { error: { code: -32602, message: 'locked' } },
  });
  for (const [edit, mode] of [
    ['allow', 'workspace-write'],
    ['ask', 'read-only'],
    ['deny', 'read-only'],
  ] as const) {
    const { peer, updates } = await prompted(select('agent', 'read-only', 'workspace-write'), {
      permissions: { edit },
    });
    const chosen = peer.received.find(({ method }) => method === 'session/set_config_option');
    assert.deepEqual(chosen?.['params'], { sessionId: 's1', configId: 'perm', value: mode });
    assert.deepEqual(updates[0], { kind: 'other', name: 'not set', detail: `mode ${mode}: locked` });
  }
  const none = await prompted(select('agent'), { permissions: { edit: 'ask' } });
  assert.deepEqual(none.updates[0], {
    kind: 'other',
    name: 'no fitting mode',
    detail: 'this agent may edit without asking; it offers agent',
  });
});

test('a model is set where it is offered, and its absence is told', async () => {
  const option = {
    id: 'model',
    name: 'Model',
    category: 'model',
    type: 'select',
    currentValue: 'small',
    options: [
      { value: 'small', name: 'S' },
      { value: 'big', name: 'B' },
    ],
  };
  const answers = { 'session/new': { sessionId: 's1', configOptions: [option] }, 'session/set_config_option': {} };
  const offered = await prompted(answers, { model: 'big' });
  assert.deepEqual(offered.updates[0], { kind: 'other', name: 'set', detail: 'model big' });
  const missing = await prompted(answers, { model: 'huge' });
  assert.deepEqual(missing.updates[0], { kind: 'other', name: 'model not set', detail: 'huge: it offers small, big' });
});

test('a session goes on where the agent can, and starts anew where it cannot', async () => {
  const can = (capabilities: unknown) => ({
    initialize: { protocolVersion: 1, agentCapabilities: capabilities },
    'session/resume': {},
    'session/load': {},
  });
  const started = (updates: readonly AgentUpdate[]): string =>
    updates.map((update) => (update.kind === 'started' ? update.session : '')).join('');
  const resumed = await prompted(can({ sessionCapabilities: { resume: {} } }), { resume: 'old' });
  assert.equal(started(resumed.updates), 'old');
  const loaded = await prompted(can({ loadSession: true }), { resume: 'old' });
  assert.ok(loaded.peer.received.some(({ method }) => method === 'session/load'));
  const fresh = await prompted(can({}), { resume: 'old' });
  assert.equal(started(fresh.updates), 's1');
  const lost = await prompted(
    { ...can({ loadSession: true }), 'session/load': { error: { code: -32002, message: 'no such session' } } },
    { resume: 'old' },
  );
  assert.equal(started(lost.updates), 's1');
  assert.deepEqual(lost.updates[0], { kind: 'other', name: 'not resumed', detail: 'no such session; it starts anew' });
});

test('our own tools are offered to a new session and to one that goes on', async () => {
  const tools = { name: 'phaseline', command: ['node', 'cli.js', 'mcp'], env: { PHASELINE_TASK: 'p/t' } };
  const server = {
    name: 'phaseline',
    command: 'node',
    args: ['cli.js', 'mcp'],
    env: [{ name: 'PHASELINE_TASK', value: 'p/t' }],
  };
  const resumes = { initialize: { protocolVersion: 1, agentCapabilities: { loadSession: true } }, 'session/load': {} };
  for (const [method, answers, more] of [
    ['session/new', {}, {}],
    ['session/load', resumes, { resume: 'old' }],
  ] as const) {
    const { peer } = await prompted(answers, { tools, ...more });
    const opened = record(peer.received.find((message) => message['method'] === method)?.['params']);
    assert.deepEqual(opened['mcpServers'], [server]);
  }
});

test('history that a resumed session plays back is not told again', async () => {
  const { peer, updates, opened } = scripted(
    { initialize: { protocolVersion: 1, agentCapabilities: { loadSession: true } }, 'session/load': undefined },
    { resume: 'old' },
  );
  const load = await peer.until(({ method }) => method === 'session/load');
  peer.update({ sessionUpdate: 'agent_message_chunk', content: textBlock('said before') });
  peer.send({ id: load['id'], result: {} });
  const conversation = await opened;
  const prompt = await peer.until(({ method }) => method === 'session/prompt');
  peer.update({ sessionUpdate: 'agent_message_chunk', content: textBlock('said now') });
  peer.send({ id: prompt['id'], result: { stopReason: 'end_turn' } });
  await conversation.ended;
  assert.equal(said(updates), 'said now');
});

test('no file system is offered, and an agent that asks for one all the same is refused, and goes on', async (t) => {
  const cwd = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-unserved-')));
  t.after(() => rmSync(cwd, { recursive: true, force: true }));
  writeFileSync(path.join(cwd, 'a.txt'), 'one');
  const { peer, conversation, finish } = await prompted({}, { cwd });
  for (const [method, more] of [
    ['read_text_file', {}],
    ['write_text_file', { content: 'two' }],
  ] as const) {
    peer.send({
      id: method,
      method: `fs/${method}`,
      params: { sessionId: 's1', path: path.join(cwd, 'a.txt'), ...more },
    });
    assert.equal(record((await peer.answerTo(method))['error'])['code'], -32601, method);
  }
  assert.equal(readFileSync(path.join(cwd, 'a.txt'), 'utf8'), 'one');
  finish();
  assert.deepEqual(await conversation.ended, good);
});

test('an agent that speaks another version of the protocol is left, with what to do', async () => {
  const newer = scripted({ initialize: { protocolVersion: 2 } });
  await assert.rejects(
    newer.opened,
    /it speaks version 2 .* Phaseline version 1: update Phaseline, or install an earlier/,
  );
  assert.ok(!newer.peer.received.some(({ method }) => method === 'session/new'));
  await assert.rejects(scripted({ initialize: { protocolVersion: 0 } }).opened, /version 0 .*: update the agent/);
  await assert.rejects(
    scripted({ initialize: { protocolVersion: '1.0' } }).opened,
    /version "1\.0" .*: update the agent/,
  );
  await scripted({ initialize: {} }).opened;
});
