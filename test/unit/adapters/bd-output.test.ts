import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bdFailure } from '../../../src/adapters/tracker/bd-output.ts';
import { sentence } from '../../../src/protocol/explain.ts';

/** What bd 1.0.3 prints with `--json` and exits with 1. */
const said = (error: string): string =>
  sentence(
    bdFailure(
      'bd create',
      { exit: 1, stdout: JSON.stringify({ error, schema_version: 1 }, undefined, 2), stderr: '' },
      undefined,
    ),
  );

test('an id that bd does not take: what ids must be, and what to do', () => {
  assert.equal(
    said(
      "invalid ID format 'cart' (expected format: prefix-hash or prefix-hash.number, e.g., 'bd-a3f8e9' or 'bd-a3f8e9.1')",
    ),
    'bd takes no issue with the id cart: an id is a prefix, a dash and a name. Call it PREFIX-cart, with the prefix of the other issues.',
  );
  assert.equal(
    said("prefix mismatch: database uses 'shop-' but ID 'web-cart-1' doesn't match (use --force to override)"),
    'bd takes no issue with the id web-cart-1: ids of this tracker begin with shop-. Call it shop-cart-1, or let bd take its prefix, too: bd config set allowed_prefixes web.',
  );
  assert.match(
    said(
      "prefix mismatch: database uses 'shop-' (allowed: app) but ID 'web-1' doesn't match any allowed prefix (use --force to override)",
    ),
    /ids of this tracker begin with shop-\. Call it shop-1,/,
  );
});
