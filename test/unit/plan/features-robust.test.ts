import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Span } from '../../../src/base/span.ts';
import { safeFixes } from '../../../src/plan/features/fix-all.ts';
import { format } from '../../../src/plan/features/format.ts';
import { formatNewLine } from '../../../src/plan/features/format-newline.ts';
import { links } from '../../../src/plan/features/links.ts';
import { selectionsAt } from '../../../src/plan/features/selection.ts';
import { findSymbols, symbols } from '../../../src/plan/features/symbols.ts';
import { tokens } from '../../../src/plan/features/tokens.ts';
import { nothingKnown } from '../../../src/plan/model/knowledge.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import { check } from '../../../src/plan/rules/check.ts';
import { shown } from '../../../src/plan/rules/shown.ts';

const folder = path.resolve(import.meta.dirname, '../../corpus');
const plans = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(path.join(folder, name), 'utf8'));

const scraps = [
  '',
  '\n',
  '  ',
  '\t',
  ': ',
  '- ',
  '{',
  '}',
  '[',
  '"',
  "'",
  '|\n',
  '&a ',
  '*a',
  '<<: *a',
  '# ',
  '\r\n',
  '😀',
  '${{ ',
];

/** A plan in the middle of being written: something taken out, something put in its place. */
const halfWritten = fc
  .record({
    plan: fc.constantFrom(...plans),
    cuts: fc.array(fc.tuple(fc.nat(5000), fc.nat(40), fc.constantFrom(...scraps)), { maxLength: 4 }),
  })
  .map(({ plan, cuts }) =>
    cuts.reduce((text, [at, length, by]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + by + text.slice(from + length);
    }, plan),
  );

test('whatever is half-written, every answer comes, lies within the text, and no edits overlap', () => {
  fc.assert(
    fc.property(halfWritten, fc.nat(5000), (text, anywhere) => {
      const offset = anywhere % (text.length + 1);
      const snapshot = new Snapshot(text);
      const problems = shown(snapshot, check(snapshot, nothingKnown));
      const inside = ({ span }: { readonly span: Span }): void =>
        assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
      const apart = (edits: readonly { readonly span: Span }[]): void => {
        edits.forEach(inside);
        const ordered = [...edits].sort((a, b) => a.span.start - b.span.start);
        for (const [index, { span }] of ordered.entries())
          assert.ok(index === 0 || (ordered[index - 1]?.span.end ?? 0) <= span.start);
      };
      for (const span of selectionsAt(snapshot, offset)) inside({ span });
      links(snapshot, nothingKnown).forEach(inside);
      for (const { symbol } of findSymbols(symbols(snapshot), '')) inside(symbol);
      apart(tokens(snapshot));
      apart(format(snapshot));
      apart(format(snapshot, { start: offset, end: Math.min(text.length, offset + 200) }));
      apart(formatNewLine(snapshot, offset));
      apart(safeFixes(snapshot, problems));
    }),
    { numRuns: 300 },
  );
});
