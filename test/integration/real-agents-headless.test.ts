import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cachedEntry } from '../../scripts/caches.ts';
import { createLauncher } from '../../src/adapters/agents/launch.ts';
import type { AgentUpdate } from '../../src/agents/agent.ts';
import { transcriptOf } from '../../src/agents/transcript.ts';
import { judge } from '../../src/agents/verdict.ts';
import { prepareAgent } from '../harness-models/agent-settings.ts';
import { startModelServer } from '../harness-models/model-server.ts';

/** Claude Code itself, which its ACP adapter carries along as a package of its platform. */
function claude(): string | undefined {
  const entry = cachedEntry('claude');
  if (entry === undefined) return undefined;
  const modules = entry.slice(0, entry.indexOf('node_modules') + 'node_modules'.length);
  const file = path.join(
    modules,
    '@anthropic-ai',
    `claude-agent-sdk-${process.platform}-${process.arch}`,
    process.platform === 'win32' ? 'claude.exe' : 'claude',
  );
  return existsSync(file) ? file : undefined;
}

const program = claude();
const skip = program === undefined && 'not fetched: npm run fetch -- claude';

for (const [mode, permissions, writes] of [
  ['acceptEdits', {}, true],
  ['default', {}, false],
  ['acceptEdits', { edit: 'deny' }, false],
  ['acceptEdits', { edit: { allow: [], ask: [], deny: ['*.txt'], otherwise: undefined } }, false],
  ['acceptEdits', { edit: { allow: ['hello.*'], ask: [], deny: [], otherwise: 'deny' } }, true],
] as const) {
  test(`claude -p in mode ${mode} with ${JSON.stringify(permissions)} ${writes ? 'does a task' : 'is not believed when a write was denied'}`, {
    skip,
    timeout: 60_000,
  }, async (t) => {
    const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-headless-')));
    t.after(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
    const [home, cwd] = [path.join(root, 'home'), path.join(root, 'work')];
    for (const folder of [home, cwd]) mkdirSync(folder);
    const server = await startModelServer();
    t.after(() => server.close());
    const updates: AgentUpdate[] = [];
    const launched = await createLauncher('0.0.0')(
      {
        id: 'r1/p/t#1',
        title: 'claude',
        command: [program ?? '', '-p', '--output-format', 'stream-json', '--verbose', '--permission-mode', mode],
        speaks: 'command',
        env: prepareAgent['claude']?.(home, server.url).env ?? {},
        cwd,
        prompt: `WRITEFILE path=${path.join(cwd, 'hello.txt')} content=headless`,
        model: undefined,
        permissions,
        resume: undefined,
      },
      (update) => updates.push(update),
    );
    if (!launched.ok) assert.fail(JSON.stringify(launched.error));
    const end = await launched.value.ended;
    const told = `${JSON.stringify(end)}\n${transcriptOf(updates)}`;
    assert.equal(judge(end).ok, writes, told);
    assert.deepEqual(end.denied, writes ? [] : ['Write hello.txt'], told);
    assert.equal(existsSync(path.join(cwd, 'hello.txt')), writes);
    if (writes) assert.equal(readFileSync(path.join(cwd, 'hello.txt'), 'utf8').trim(), 'headless');
    const started = updates.find((update) => update.kind === 'started');
    assert.ok(started?.kind === 'started' && started.session !== '', told);
    assert.ok(
      updates.some((update) => update.kind === 'usage' && update.usage.tokens > 0),
      told,
    );
    t.diagnostic(`${started.name} ${started.version}`);
  });
}
