// Hooks of the settings follow agents as they follow the person, in the real runner, for as long as they are set.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRunner, type RunnerConnection } from '../../src/adapters/ipc/client.ts';
import type { HookSetting } from '../../src/protocol/settings.ts';
import { Example } from './example.ts';

const hooks: readonly HookSetting[] = [
  { on: 'session-start', name: 'begin', run: 'node --version' },
  { on: 'post-edit', files: ['*.md'], name: 'note', run: 'node --version' },
  { on: 'post-task', name: 'after', run: 'node --version' },
  { on: 'post-phase', name: 'never', run: 'node --version' },
];

/** Launches an agent that edits README.md, and gives the hooks that ran until its run was over. */
async function hooksOfLaunch(runner: RunnerConnection, isolation: 'worktree' | 'none'): Promise<readonly string[]> {
  const ran: string[] = [];
  let own = '';
  const over = new Promise<void>((resolve) => {
    runner.onEvent((event) => {
      if (event.kind === 'hook.started' && event.run === own) ran.push(event.title);
      if (event.kind === 'run.started') own = event.run;
      if (event.kind === 'run.finished' && event.run === own) resolve();
    });
  });
  const prompt = 'Improve `README.md`.';
  const launched = await runner.request('agent.launch', { agent: 'demo', prompt, isolation });
  assert.ok(launched.ok, JSON.stringify(launched));
  await over;
  return ran;
}

test('hooks of the settings follow an agent that was launched by hand, until they are taken out of the settings', async () => {
  await using example = new Example();
  example.editPlan('\nhooks:\n', '\nhooks: []\nformer-hooks:\n');
  const settings = { maxLoad: 1000, minFreeMemory: 0 };
  const connected = await connectRunner({
    workspace: example.folder,
    client: 'window',
    settings: { ...settings, hooks },
    cli: example.cli,
  });
  assert.ok(connected.ok, JSON.stringify(connected));
  const runner = connected.value;
  await runner.request('subscribe', { after: {} });
  for (const isolation of ['worktree', 'none'] as const)
    assert.deepEqual(await hooksOfLaunch(runner, isolation), ['begin', 'note', 'after'], isolation);
  await runner.request('configure', { settings: { hooks: [] } });
  assert.deepEqual(await hooksOfLaunch(runner, 'worktree'), []);
  runner.dispose();
});
