// Runs of the demo agent, started and steered over a runner's socket.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { RunnerConnection } from '../../src/adapters/ipc/client.ts';
import type { RunEvent } from '../../src/run/events.ts';
import { withRunner } from './served-runner.ts';

test('what a person says of a type for good answers an agent that waits already, and what it asks later', () =>
  withRunner(async ({ workspace, connect }) => {
    writePlan(workspace, { ask: 'ask execute | Run it\nask fetch | Get it' });
    const client = await connect();
    const heard = hearing(client);
    await client.request('subscribe', { after: {} });
    assert.ok((await client.request('run.start', { plan: 'a.phaseplan.yaml' })).ok);
    assert.equal((await heard('agent.waiting')).request.title, 'Run it');
    await client.request('configure', { settings: { permissions: { coder: { execute: 'allow', fetch: 'deny' } } } });
    const answered = await heard('agent.answered');
    assert.deepEqual([answered.option, answered.by], ['allow', 'policy']);
    const finished = await heard('agent.finished');
    assert.deepEqual(finished.denied, ['Get it'], 'and what it asks later');
    client.dispose();
  }));

test('a task that waits for its turn is stopped alone, and the others go on', () =>
  withRunner(async ({ workspace, connect }) => {
    writePlan(workspace, { first: 'ask execute | Go on', second: 'say never' });
    const client = await connect();
    const heard = hearing(client);
    await client.request('subscribe', { after: {} });
    const started = await client.request('run.start', { plan: 'a.phaseplan.yaml' });
    assert.ok(started.ok);
    const { request } = await heard('agent.waiting');
    const { run } = started.value;
    assert.ok((await client.request('run.stop', { run, phase: 'one', task: 'second' })).ok);
    const stopped = await heard('task.finished');
    assert.deepEqual([stopped.task, stopped.state], ['second', 'stopped']);
    const again = await client.request('run.stop', { run, phase: 'one', task: 'second' });
    assert.ok(!again.ok && again.error.kind === 'no-such');
    await client.request('agent.answer', { run, phase: 'one', task: 'first', request: request.id, option: 'allow' });
    const finished = await heard('run.finished');
    assert.match(finished.reason, /second stopped/);
    assert.doesNotMatch(finished.reason, /first/);
    client.dispose();
  }));

/** The first event of a kind, past or to come. */
function hearing(client: RunnerConnection) {
  const seen: RunEvent[] = [];
  const waiting = new Set<(event: RunEvent) => void>();
  client.onEvent((event) => {
    seen.push(event);
    for (const each of waiting) each(event);
  });
  return <K extends RunEvent['kind']>(kind: K): Promise<Extract<RunEvent, { kind: K }>> =>
    new Promise((resolve) => {
      const hear = (event: RunEvent): void => {
        if (isKind(event, kind)) resolve(event);
      };
      waiting.add(hear);
      seen.forEach(hear);
    });
}

const isKind = <K extends RunEvent['kind']>(event: RunEvent, kind: K): event is Extract<RunEvent, { kind: K }> =>
  event.kind === kind;

/** A repository with a plan of one phase, one agent at once; tasks by their names, with what the demo agent does for each. */
function writePlan(folder: string, scripts: Readonly<Record<string, string>>): void {
  const command = [process.execPath, path.join(import.meta.dirname, 'demo-agent-program.ts')];
  const tasks = Object.entries(scripts).map(([name, script]) => [
    name,
    { title: name, agent: 'coder', prompt: `\`\`\`demo\n${script}\n\`\`\`` },
  ]);
  const plan = {
    version: 1,
    name: 'a',
    limits: { agents: 1 },
    runners: { demo: { acp: { command } } },
    agents: { coder: { runner: 'demo' } },
    phases: { one: { title: 'One', tasks: Object.fromEntries(tasks) } },
  };
  writeFileSync(path.join(folder, 'a.phaseplan.yaml'), JSON.stringify(plan));
  const git = (...words: readonly string[]): void => void execFileSync('git', words, { cwd: folder });
  git('init', '-q');
  git('add', '*.yaml');
  git('-c', 'user.name=T', '-c', 'user.email=t@example.invalid', 'commit', '-q', '-m', 'Start');
}
