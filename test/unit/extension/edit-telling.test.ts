import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../../../src/base/emitter.ts';
import { fail, ok } from '../../../src/base/result.ts';
import { EditTelling, type EditTellingOptions } from '../../../src/extension/edit-telling.ts';
import type { EditReport } from '../../../src/protocol/requests.ts';

const edit = (path: string, hash: string): EditReport => ({ path, change: 'changed', hash });

test('edits that no runner could be told of are told when one can be reached, the latest of each file', async () => {
  const told: string[] = [];
  const warned: string[] = [];
  const connected = new Emitter<void>();
  let isThere = false;
  const report: EditTellingOptions['report'] = async (edits) => {
    if (!isThere) return fail({ kind: 'runner-unreachable', folder: 'shop', detail: 'the disk is full' });
    told.push(edits.map(({ path, hash }) => `${path}=${hash}`).join(' '));
    return ok({ held: [] });
  };
  const telling = new EditTelling({
    report,
    onConnected: connected.listen,
    held: () => assert.fail('nothing is held'),
    warn: (text) => warned.push(text),
  });
  await telling.tell([edit('a.ts', '1'), edit('b.ts', '1')]);
  await telling.tell([edit('a.ts', '2')]);
  assert.equal(warned.length, 2);
  assert.match(warned[0] ?? '', /the disk is full/);
  isThere = true;
  connected.emit();
  await telling.tell([edit('c.ts', '1')]);
  assert.deepEqual(told, ['a.ts=2 b.ts=1', 'c.ts=1'], 'in the order in which they were made');
  connected.emit();
  await telling.tell([edit('d.ts', '1')]);
  assert.deepEqual(told.slice(2), ['d.ts=1'], 'once');
  telling.dispose();
});
