import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelChange, labelShares } from '../../../src/issues/labels.ts';
import { issue } from './issues.ts';

const both = [issue('a', { labels: ['api', 'old'] }), issue('b', { labels: ['old', 'ui'] })];

test('of several issues each label says how many have it', () => {
  assert.deepEqual(labelShares(both, ['docs', 'ui']), [
    { label: 'api', on: 1 },
    { label: 'docs', on: 0 },
    { label: 'old', on: 2 },
    { label: 'ui', on: 1 },
  ]);
});

test('labels that only some have stay where they are, unless they are chosen for all', () => {
  assert.deepEqual(labelChange(both, new Set(['old'])), { add_labels: [], remove_labels: [] });
  assert.deepEqual(labelChange(both, new Set(['old', 'ui', 'new'])), { add_labels: ['ui', 'new'], remove_labels: [] });
  assert.deepEqual(labelChange(both, new Set()), { add_labels: [], remove_labels: ['old'] });
});
