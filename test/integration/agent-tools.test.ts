import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { RunEvent } from '../../src/run/events.ts';
import { Example, only } from './example.ts';

const plan = `version: 1
name: tools
title: Tools
runners: { demo: { acp: demo } }
agents: { coder: { runner: demo } }
phases:
  one:
    title: One
    tasks:
      work: { title: Work, agent: coder, issue: novacron-DIST-101, files: ["backend/**"], prompt: "\`\`\`demo\\nsay here\\nhang\\n\`\`\`" }
      later: { title: Later, agent: coder, needs: [work], prompt: "\`\`\`demo\\nsay done\\n\`\`\`" }
`;

/** A run whose agent stays at work, and our tools as that agent has them, or as anybody else has. */
async function atWork(example: Example, scoped: boolean) {
  writeFileSync(path.join(example.folder, 'tools.phaseplan.yaml'), plan);
  example.commit('Plan');
  const events: RunEvent[] = [];
  let heard: () => void = () => undefined;
  let wanted: (event: RunEvent) => boolean = () => false;
  const { end } = example.follow(['run', 'tools.phaseplan.yaml', '--yes', '--json'], (event) => {
    events.push(event);
    if (wanted(event)) heard();
  });
  const until = (fits: (event: RunEvent) => boolean): Promise<void> => {
    if (events.some(fits)) return Promise.resolve();
    wanted = fits;
    return new Promise((resolve) => {
      heard = resolve;
    });
  };
  await Promise.race([
    until((event) => event.kind === 'agent.progress' && event.said === 'here'),
    end.then(({ stderr }) => assert.fail(stderr)),
  ]);
  const run = events[0]?.run ?? '';
  const env = Object.fromEntries(
    Object.entries(example.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const facts: Record<string, string> = scoped ? { PHASELINE_RUN: run, PHASELINE_TASK: 'one/work' } : {};
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [example.cli, 'mcp'],
      cwd: example.folder,
      env: { ...env, ...facts },
    }),
  );
  const call = async (
    name: string,
    input: Readonly<Record<string, unknown>> = {},
  ): Promise<{ text: string; refused: boolean }> => {
    const answer = await client.callTool({ name, arguments: { ...input } });
    const content: unknown = answer['content'];
    const [first]: readonly { text?: string }[] = Array.isArray(content) ? content : [];
    return { text: first?.text ?? '', refused: answer['isError'] === true };
  };
  const over = async (): Promise<void> => {
    await example.run('stop');
    await end;
    await client.close();
  };
  return { client, call, until, over, events };
}

test('an agent sees its task, the plan, the issues and who works where, and writes only to what is its own', async () => {
  await using example = new Example();
  const { client, call, over, events } = await atWork(example, true);
  const { tools } = await client.listTools();
  assert.ok(tools.length >= 9 && tools.every(({ description = '' }) => description.length > 20));
  const task = await call('my_task');
  assert.match(task.text, /# Work[\s\S]*backend\/\*\*[\s\S]*novacron-DIST-101/);
  assert.match(
    (await call('plan')).text,
    /one\/work \(coder, working\): Work ← you\n- one\/later \(coder, not started\)/,
  );
  assert.match((await call('who_works_on', { path: 'backend/config.go' })).text, /one\/work/);
  assert.match((await call('who_works_on', { path: 'frontend' })).text, /Nobody/);
  assert.match((await call('ready_issues', { limit: 1 })).text, /novacron/);
  assert.match((await call('show_issue', { id: 'novacron-DIST-101' })).text, /Status:/);
  assert.equal((await call('comment_issue', { id: 'novacron-DIST-101', text: 'half of it is there' })).refused, false);
  assert.match((await example.run('issues', 'show', 'novacron-DIST-101')).stdout, /half of it is there/);
  const other = await call('comment_issue', { id: 'novacron-DIST-102', text: 'mine?' });
  assert.ok(other.refused && other.text.includes('novacron-DIST-101'), other.text);
  assert.equal((await call('show_issue', { id: '' })).refused, true, 'what does not fit is refused');
  await over();
  const called = only(events, 'agent.called').map(({ tool, ok, task: by }) => `${by} ${tool} ${ok}`);
  assert.ok(
    called.includes('work comment_issue true') && called.includes('work comment_issue false'),
    called.join('\n'),
  );
});

test('a question of an agent waits for the person, and their answer is what the tool gives back', async () => {
  await using example = new Example();
  const { call, until, over, events } = await atWork(example, true);
  const asked = call('ask_person', { question: 'Which database?', answers: ['SQLite', 'Postgres'] });
  await until(({ kind }) => kind === 'agent.waiting');
  const [waiting] = only(events, 'agent.waiting');
  assert.equal(waiting?.request.title, 'Which database?');
  assert.equal((await example.run('answer', 'one/work', 'answer-2')).exit, 0);
  assert.equal((await asked).text, 'Postgres');
  const close = call('request_close', { id: 'novacron-DIST-101', reason: 'it is done' });
  await until((event) => event.kind === 'agent.waiting' && event.request.id === 'question-2');
  await over();
  assert.match((await close).text, /stays open/, 'whoever stops a run agrees to nothing');
  assert.doesNotMatch((await example.run('issues', 'show', 'novacron-DIST-101')).stdout, /closed/i);
});

test('whoever has no task reads what there is, and writes nothing', async () => {
  await using example = new Example();
  const { call, over } = await atWork(example, false);
  assert.match((await call('who_works_on')).text, /one\/work/);
  for (const [tool, input] of [
    ['my_task', {}],
    ['comment_issue', { id: 'novacron-DIST-101', text: 'x' }],
    ['ask_person', { question: 'x', answers: ['a', 'b'] }],
  ] as const)
    assert.equal((await call(tool, input)).refused, true, tool);
  await over();
});

test('an agent whose runner is gone is refused its tools: it starts no runner that would then be its child', async () => {
  await using example = new Example({ PHASELINE_RUN: 'r', PHASELINE_TASK: 'one/work' });
  const { exit, stderr } = await example.run('mcp');
  assert.equal(exit, 1);
  assert.match(stderr, /runner/);
  assert.equal(example.runnerPid, undefined);
});
