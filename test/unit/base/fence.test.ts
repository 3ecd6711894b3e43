import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeFence, fence } from '../../../src/base/fence.ts';

test('no text can leave its fence', () => {
  assert.equal(fence('make\n', 'sh'), '```sh\nmake\n```');
  const fenced = fence('a\n```\nb');
  assert.ok(fenced.startsWith('````\n') && fenced.endsWith('\n````'));
});

test('a fence that was cut or never closed is closed, and no other', () => {
  for (const whole of ['', 'a\n```js\nb\n```\nc', '~~~\n```\n~~~', 'say ``` here', '``` not a fence `']) {
    assert.equal(closeFence(whole), whole);
  }
  assert.equal(closeFence('a\n```js\nb…'), 'a\n```js\nb…\n```');
  assert.equal(closeFence('````\n```\nb'), '````\n```\nb\n````');
  assert.equal(closeFence('```\na\n```\n~~~\nb\n``…'), '```\na\n```\n~~~\nb\n``…\n~~~');
  assert.equal(closeFence('- item\n  ```\n  a'), '- item\n  ```\n  a\n  ```');
});
