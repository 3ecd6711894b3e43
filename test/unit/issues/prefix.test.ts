import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commonPrefix, prefixFrom, sharedPrefix } from '../../../src/issues/prefix.ts';

test('what all ids begin with, so that a tracker takes each of them', () => {
  assert.equal(sharedPrefix(['shop-cart', 'shop-cart-1']), 'shop');
  assert.equal(sharedPrefix(['novacron-DIST-001', 'novacron-DIST-101']), 'novacron-DIST');
  assert.equal(sharedPrefix(['novacron-DIST-001', 'novacron-NET-001']), 'novacron');
  assert.equal(sharedPrefix(['shop-cart', 'web-cart']), undefined);
  assert.equal(sharedPrefix(['shop-cart', 'cart']), undefined);
  assert.equal(sharedPrefix([]), undefined);
});

test('what most ids begin with, and a word made of a name', () => {
  assert.equal(commonPrefix(['a-1', 'b-1', 'b-2', 'alone']), 'b');
  assert.equal(commonPrefix(['alone']), undefined);
  assert.equal(prefixFrom('My Shop (2)'), 'my-shop-2');
  assert.equal(prefixFrom('…'), 'issue');
});
