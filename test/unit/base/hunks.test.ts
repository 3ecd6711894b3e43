import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readHunks, withoutHunks } from '../../../src/base/hunks.ts';

// A text is made of pieces: lines that stay, and changes. What a choice among the changes must give is put together from the pieces, without a diff.

type Piece = { readonly old: readonly string[]; readonly now: readonly string[] };

const line = fc.constantFrom('a\n', 'b\n', '\n', '-- x\n', '++ y\r\n', '@@ -1 +1 @@\n', 'diff --git a b\n');
const kept = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines): Piece => ({ old: lines, now: lines }));
const change = fc
  .record({ old: fc.array(line, { maxLength: 3 }), now: fc.array(line, { maxLength: 3 }) })
  .filter(({ old, now }) => old.length + now.length > 0);

/** Changes with lines that stay between them, and which of them are left out. */
const texts = fc.record({
  first: fc.option(kept, { nil: undefined }),
  pairs: fc.array(fc.record({ change, after: kept, out: fc.boolean() }), { minLength: 1, maxLength: 8 }),
  open: fc.boolean(),
});

const sideOf = (pieces: readonly Piece[], side: 'old' | 'now', open: boolean): string => {
  const text = pieces.flatMap((piece) => piece[side]).join('');
  return open ? text.replace(/\n$/, '') : text;
};

test('what is left out of a text is as it was, and all else as it is, whatever is chosen', () => {
  fc.assert(
    fc.property(texts, ({ first, pairs, open }) => {
      const pieces = [...(first === undefined ? [] : [first]), ...pairs.flatMap((pair) => [pair.change, pair.after])];
      let [oldAt, newAt] = [0, 0];
      const diff: string[] = [];
      for (const piece of pieces) {
        if (piece.old !== piece.now) {
          const side = (at: number, lines: readonly string[]): string =>
            `${lines.length === 0 ? at : at + 1},${lines.length}`;
          diff.push(`@@ -${side(oldAt, piece.old)} +${side(newAt, piece.now)} @@ where`);
          diff.push(
            ...piece.old.map((text) => `-${text.slice(0, -1)}`),
            ...piece.now.map((text) => `+${text.slice(0, -1)}`),
          );
        }
        oldAt += piece.old.length;
        newAt += piece.now.length;
      }
      const hunks = readHunks(`diff --git a/f b/f\n--- a/f\n+++ b/f\n${diff.join('\n')}\n`);
      assert.equal(hunks.length, pairs.length);
      const out = hunks.filter((_, index) => pairs[index]?.out === true);
      const wanted = pieces.map((piece) => {
        const pair = pairs.find((one) => one.change === piece);
        return pair?.out === true ? { old: piece.old, now: piece.old } : piece;
      });
      assert.equal(
        withoutHunks(sideOf(pieces, 'old', open), sideOf(pieces, 'now', open), out),
        sideOf(wanted, 'now', open),
      );
    }),
    { numRuns: Number(process.env['PHASELINE_RUNS'] ?? 2000) },
  );
});

test('the changes that Git finds can be left out one by one, to the last', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-hunks-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join(''));
  const diffOf = (before: string, after: string): string => {
    writeFileSync(path.join(folder, 'before'), before);
    writeFileSync(path.join(folder, 'after'), after);
    try {
      return execFileSync('git', ['diff', '--no-index', '-U0', 'before', 'after'], { cwd: folder, encoding: 'utf8' });
    } catch (thrown) {
      return thrown instanceof Error && 'stdout' in thrown ? String(thrown.stdout) : '';
    }
  };
  fc.assert(
    fc.property(text, text, fc.boolean(), (before, whole, open) => {
      const after = open ? whole.replace(/\n$/, '') : whole;
      const hunks = readHunks(diffOf(before, after));
      assert.equal(withoutHunks(before, after, hunks), before);
      let left = after;
      for (const hunk of hunks.toReversed()) left = withoutHunks(before, left, [hunk]);
      assert.equal(left, before);
    }),
    { numRuns: 60 },
  );
});

test('a diff about something else than lines has no hunks', () => {
  assert.deepEqual(readHunks('diff --git a/x b/x\nold mode 100644\nnew mode 100755\n'), []);
  assert.deepEqual(readHunks('diff --git a/x b/x\nBinary files a/x and b/x differ\n'), []);
});
