import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unsavedIn } from '../../../src/extension/plans/unsaved.ts';

test('a rename is held up by unsaved text that the server does not know, and by that alone', () => {
  const open = [
    { uri: 'file:///notes.md', languageId: 'markdown', isDirty: true },
    { uri: 'file:///saved.md', languageId: 'markdown', isDirty: false },
    { uri: 'file:///a.phaseplan.yaml', languageId: 'phaseplan', isDirty: true },
    { uri: 'file:///other.md', languageId: 'markdown', isDirty: true },
  ];
  const changed = ['file:///notes.md', 'file:///saved.md', 'file:///a.phaseplan.yaml'];
  assert.deepEqual(unsavedIn(changed, open), ['file:///notes.md']);
});
