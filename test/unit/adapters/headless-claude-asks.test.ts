import assert from 'node:assert/strict';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { claudeTalk } from '../../../src/adapters/headless/claude-talk.ts';
import { dialectOf } from '../../../src/adapters/headless/dialects.ts';
import { Dialogue } from '../../../src/adapters/headless/dialogue.ts';
import type { AgentUpdate, Permissions } from '../../../src/agents/agent.ts';

const cwd = path.resolve('/place');

/** A turn of Claude's, as far as it is spoken to: what it says goes in as lines, what it is told comes out as messages. */
function talk(permissions: Permissions = {}) {
  const input = new PassThrough();
  const updates: AgentUpdate[] = [];
  const launch = {
    id: 'x',
    title: 'Claude',
    command: ['claude'],
    speaks: 'command',
    env: {},
    prompt: '',
    cwd,
  } as const;
  const whole = { ...launch, model: undefined, resume: undefined, permissions };
  const dialogue = new Dialogue(claudeTalk, whole, input, (update) => updates.push(update));
  const asks = (name: string, tool: string, about: unknown, more: object = {}): void =>
    dialogue.hear(
      JSON.stringify({
        type: 'control_request',
        request_id: name,
        request: { subtype: 'can_use_tool', tool_name: tool, input: about, ...more },
      }),
    );
  /** Once everything that was decided has been said. */
  const told = async (): Promise<readonly Told[]> => {
    await new Promise((resolve) => setImmediate(resolve));
    const lines = String(input.read() ?? '').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
  };
  const waiting = () =>
    updates.flatMap((update) => (update.kind === 'permission' && update.waits ? [update.request] : []));
  return { dialogue, input, updates, asks, told, waiting };
}

type Told = { readonly type: string; readonly response?: { request_id: string; response?: { behavior: string } } };

const behaviors = (told: readonly Told[]): readonly string[] =>
  told.map(({ response }) => `${response?.request_id} ${response?.response?.behavior}`);

const write = { file_path: path.join(cwd, 'a.txt'), content: 'x\n' };

test('the prompt is a message of its own, and the end of the turn ends what Claude is told', async () => {
  const { dialogue, input, told } = talk();
  dialogue.begin('Do "this"\nand that');
  const content = [{ type: 'text', text: 'Do "this"\nand that' }];
  assert.deepEqual(await told(), [{ type: 'user', message: { role: 'user', content } }]);
  assert.ok(input.writable);
  dialogue.hear(JSON.stringify({ type: 'result', subtype: 'success' }));
  assert.ok(!input.writable);
});

test('what the policy decides is answered at once, by patterns too, and what it denies is known', async () => {
  const execute = { allow: ['npm test'], ask: [], deny: ['rm *'], otherwise: 'ask' } as const;
  const { asks, told, dialogue, waiting } = talk({ execute, fetch: 'deny' });
  asks('1', 'Write', write);
  asks('2', 'Bash', { command: 'npm test' });
  asks('3', 'Bash', { command: 'npm test && rm -rf x' });
  asks('4', 'WebFetch', { url: 'https://a.b/c' });
  assert.deepEqual(behaviors(await told()), ['1 allow', '2 allow', '3 deny', '4 deny']);
  assert.deepEqual(waiting(), []);
  assert.deepEqual(dialogue.denied, ['Bash npm test && rm -rf x', 'WebFetch https://a.b/c']);
});

test('what is to be asked waits for the person, with what would be done in sight', async () => {
  const { asks, told, dialogue, waiting } = talk({ edit: 'ask' });
  asks('1', 'Edit', { file_path: write.file_path, old_string: 'old', new_string: 'new' });
  asks('2', 'Bash', { command: 'make' });
  asks('3', 'Read', { file_path: '/etc/hosts' }, { blocked_path: '/etc/hosts' });
  assert.deepEqual(await told(), []);
  const [edit, command, read] = waiting();
  assert.deepEqual([edit?.title, edit?.tool, edit?.files], ['Edit a.txt', 'edit', [write.file_path]]);
  assert.match(edit?.detail ?? '', /- old\n\+ new/);
  assert.deepEqual([command?.subject, command?.detail], ['make', 'make']);
  assert.equal(read?.tool, 'read');
  dialogue.answer(edit?.id ?? '', 'reject');
  dialogue.answer(command?.id ?? '', 'allow');
  dialogue.answer(read?.id ?? '', 'nothing that it offers');
  assert.deepEqual(behaviors(await told()), ['1 deny', '2 allow']);
  dialogue.permit({ read: 'allow' });
  assert.deepEqual(behaviors(await told()), ['3 allow'], 'what is permitted meanwhile answers it');
});

test('a question that Claude takes back, or that nobody can answer any more, is closed', async () => {
  const { asks, told, dialogue, updates } = talk();
  asks('1', 'Bash', { command: 'make' });
  asks('2', 'Bash', { command: 'make all' });
  dialogue.hear(JSON.stringify({ type: 'control_cancel_request', request_id: '1' }));
  dialogue.close();
  assert.deepEqual(behaviors(await told()), ['2 deny']);
  assert.deepEqual(
    updates.flatMap((update) => (update.kind === 'answered' ? [`${update.request} ${update.by}`] : [])),
    ['ask-1 cancel', 'ask-2 cancel'],
  );
  assert.deepEqual(dialogue.denied, [], 'nobody refused it');
});

test('a question of its own is put to the person, whatever the policy says, and its answer goes back', async () => {
  const { asks, told, dialogue, waiting } = talk({ other: 'allow' });
  const options = [{ label: 'Roof', description: 'First' }, { label: 'Cellar' }];
  const one = { question: 'Where to begin?', header: 'Begin', options, multiSelect: false };
  asks('1', 'AskUserQuestion', { questions: [one] });
  const [question] = waiting();
  assert.deepEqual([question?.title, question?.detail], ['Where to begin?', 'Roof: First\nCellar']);
  assert.ok(question?.forPerson);
  dialogue.answer(question.id, 'Cellar');
  const [answer] = await told();
  const updatedInput = { questions: [one], answers: { 'Where to begin?': 'Cellar' } };
  assert.deepEqual(answer?.response?.response, { behavior: 'allow', updatedInput });
  asks('2', 'AskUserQuestion', { questions: [one, one] });
  asks('3', 'AskUserQuestion', { questions: [{ ...one, multiSelect: true }] });
  asks('4', 'AskUserQuestion', {});
  assert.deepEqual(behaviors(await told()), ['2 deny', '3 deny', '4 deny']);
});

test('what is no question, or is torn, does not hold Claude up', async () => {
  const { dialogue, told } = talk();
  for (const line of ['', '{"type":"control_req', '3', '{"type":"control_response"}']) dialogue.hear(line);
  assert.deepEqual(await told(), []);
  dialogue.hear('{"type":"control_request","request_id":"9","request":{"subtype":"from_the_future"}}');
  assert.match(JSON.stringify(await told()), /"subtype":"error","request_id":"9"/);
});

test('Claude is told to ask, unless its command says how it is spoken to; its mode is the one that asks', () => {
  const told = (words: readonly string[], permissions: Permissions = {}) =>
    dialectOf(['claude', ...words]).tell(words, { permissions, model: undefined, resume: undefined, env: {} });
  const usual = ['-p', '--output-format', 'stream-json'];
  const asking = '--input-format stream-json --permission-prompt-tool stdio';
  assert.equal(told(usual).args.join(' '), `${usual.join(' ')} ${asking} --permission-mode default`);
  assert.ok(told(usual).talk);
  const accepts = [...usual, '--permission-mode', 'acceptEdits'];
  assert.equal(told(accepts).args.join(' '), `${accepts.join(' ')} ${asking}`, 'as its command says');
  assert.match(told(accepts, { edit: 'ask' }).args.join(' '), /stdio --permission-mode default$/);
  const { args } = told(usual, {
    execute: 'deny',
    read: { allow: [], ask: [], deny: ['**/*.env'], otherwise: undefined },
  });
  assert.match(
    args.join(' '),
    /default --disallowedTools Read\(\/\*\*\/\*\.env\) Bash$/,
    'what it does unasked, and what is denied whatever else allows it',
  );
  const patterns = { allow: ['src/**'], ask: ['docs/**'], deny: ['*.txt', '{a}'], otherwise: undefined };
  assert.match(told(usual, { edit: patterns }).args.join(' '), /default --disallowedTools Edit\(\/\*\.txt\)$/);
  assert.match(told(accepts, { execute: 'ask' }).args.join(' '), /stdio --permission-mode default$/);
  for (const own of [['--permission-prompts', 'none'], ['--input-format=text'], ['--dangerously-skip-permissions']])
    assert.equal(told([...usual, ...own]).talk, undefined);
});
