import assert from 'node:assert/strict';
import os from 'node:os';
import { test } from 'node:test';
import { createLauncher } from '../../../src/adapters/agents/launch.ts';

test('an agent that is not wanted any more while it opens its session is ended, not waited for', async () => {
  const cancel = new AbortController();
  const launching = createLauncher('0')(
    {
      id: 'r/p/t#1',
      title: 'Silent',
      command: [process.execPath, '-e', 'process.stdin.resume()'],
      speaks: 'acp',
      env: {},
      cwd: os.tmpdir(),
      prompt: 'hello',
      model: undefined,
      permissions: {},
      resume: undefined,
      cancelled: cancel.signal,
    },
    () => undefined,
  );
  cancel.abort();
  const launched = await Promise.race([
    launching,
    new Promise((resolve) => setTimeout(resolve, 20_000, 'late').unref()),
  ]);
  assert.deepEqual(launched, {
    ok: false,
    error: { kind: 'agent-failed', agent: 'Silent', detail: 'it was ended by a signal' },
  });
});
