import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cachedCommand } from '../../scripts/caches.ts';
import { createLauncher } from '../../src/adapters/agents/launch.ts';
import { createWorktrees } from '../../src/adapters/git/worktrees.ts';
import type { AgentUpdate } from '../../src/agents/agent.ts';
import { transcriptOf } from '../../src/agents/transcript.ts';
import { judge } from '../../src/agents/verdict.ts';
import { prepareAgent } from '../harness-models/agent-settings.ts';
import { startModelServer } from '../harness-models/model-server.ts';

/** A repository with one commit, a home for the agent, and a worktree made as a run makes it; all gone afterwards. */
async function place(t: { after(call: () => void): void }) {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-real-')));
  t.after(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const [home, workspace] = [path.join(root, 'home'), path.join(root, 'work')];
  for (const folder of [home, workspace]) mkdirSync(folder);
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t.invalid', ...words], {
      cwd: workspace,
      encoding: 'utf8',
    });
  git('init', '-q');
  writeFileSync(path.join(workspace, 'README.md'), '# Try\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  const worktrees = createWorktrees(workspace);
  const base = await worktrees.head();
  assert.ok(base.ok);
  const folder = path.join(workspace, '.phaseline', 'worktrees', 'r1', 'p', 't');
  assert.ok((await worktrees.ensure(folder, 'phaseline/plan/p/t', base.value)).ok);
  return { home, folder, worktrees };
}

for (const [name, prepare] of Object.entries(prepareAgent)) {
  const command = cachedCommand(name);
  const skip = command === undefined && `not fetched: npm run fetch -- ${name}`;
  test(`${name} does a task offline, in its own worktree, through our launcher`, {
    skip,
    timeout: 180_000,
  }, async (t) => {
    const { home, folder, worktrees } = await place(t);
    const server = await startModelServer();
    t.after(() => server.close());
    const { env, args } = prepare(home, server.url);
    const updates: AgentUpdate[] = [];
    const launched = await createLauncher('0.0.0')(
      {
        id: 'r1/p/t#1',
        title: name,
        command: [...(command ?? []), ...args],
        speaks: 'acp',
        env,
        cwd: folder,
        prompt: `Write a file: WRITEFILE path=${path.join(folder, 'hello.txt')} content=fromtheagent`,
        model: undefined,
        permissions: { execute: 'allow', other: 'allow' },
        resume: undefined,
      },
      (update) => updates.push(update),
    );
    const told = (): string => `${transcriptOf(updates)}\n${server.asked.join('\n')}`;
    if (!launched.ok) assert.fail(`${JSON.stringify(launched.error)}\n${told()}`);
    t.after(() => launched.value.dispose());
    const end = await launched.value.ended;
    assert.deepEqual(judge(end), { ok: true }, `${JSON.stringify(end)}\n${told()}`);
    const changed = await worktrees.changed(folder);
    assert.deepEqual(changed, { ok: true, value: ['hello.txt'] }, told());
    assert.equal(readFileSync(path.join(folder, 'hello.txt'), 'utf8').trim(), 'fromtheagent');
    const started = updates.find((update) => update.kind === 'started');
    assert.ok(started?.kind === 'started' && started.session !== '');
    assert.match(transcriptOf(updates), /Finished/);
    t.diagnostic(`${started.name} ${started.version}`);
  });
}
