import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from '../../../src/plan/features/edit.ts';
import { format } from '../../../src/plan/features/format.ts';
import { formatNewLine } from '../../../src/plan/features/format-newline.ts';
import { readPlan } from '../../../src/plan/model/read.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';

const formatted = (text: string): string => applyEdits(text, format(new Snapshot(text)));

const messy = `# what it is
version: 1   
name: x
agents:
    coder:
        prompt: |
              First.
                 Deeper.  

              Last.
phases:
   # the first
   one:
      title: "over
        two lines"

      issues:
      -   a-1
      - a-2
      tasks:
            # what it does
            build:
             agent: coder
             files: [
               "a/**",
               b ]
             verify:
               -    run: >-
                       one
                       two
                    timeout: 5m  # soon
               -
                    run: three


   two: {}
`;

const tidy = `# what it is
version: 1
name: x
agents:
  coder:
    prompt: |
          First.
             Deeper.  

          Last.
phases:
  # the first
  one:
    title: "over
      two lines"

    issues:
    - a-1
    - a-2
    tasks:
      # what it does
      build:
        agent: coder
        files: [
          "a/**",
          b ]
        verify:
          - run: >-
               one
               two
            timeout: 5m  # soon
          -
            run: three


  two: {}
`;

test('two spaces a level, with comments, blocks and blank lines as they are', () => {
  assert.equal(formatted(messy), tidy);
  assert.deepEqual(format(new Snapshot(tidy)), []);
});

test('a comment below what it belongs to stays at the level of that, however deep the lines above it were', () => {
  const written = `version: 1
name: x
phases:
    one:
        tasks:
            build:
                agent: coder
                prompt: |
                    First.
                # of the task
               # between task and tasks
            # of the tasks

        # of the phase
    # of the phases
# of the plan
agents: { coder: {} }
`;
  const wanted = `version: 1
name: x
phases:
  one:
    tasks:
      build:
        agent: coder
        prompt: |
            First.
        # of the task
         # between task and tasks
      # of the tasks

    # of the phase
  # of the phases
# of the plan
agents: { coder: {} }
`;
  assert.equal(formatted(written), wanted);
});

test('a long plan in which every line is to be moved is formatted in a moment', { timeout: 20_000 }, () => {
  const phases = (indent: string): string => {
    const remarks = `${indent}# why\n`.repeat(20_000);
    const more = (at: number): string => `${indent}p${at}: { manual: true }\n${indent}# then\n`;
    return `version: 1\nname: x\ncriteria:\n${remarks}${Array.from({ length: 10_000 }, (_, at) => more(at)).join('')}`;
  };
  assert.equal(formatted(phases('    ')), phases('  '));
});

test('line ends and a byte order mark stay as they are', () => {
  const windows = `\uFEFF${messy.replaceAll('\n', '\r\n')}`;
  assert.equal(formatted(windows), `\uFEFF${tidy.replaceAll('\n', '\r\n')}`);
});

test('a part is formatted for itself: what lies half outside stays where it is', () => {
  const start = messy.indexOf('            # what it does');
  const span = { start, end: messy.indexOf('   two: {}') };
  const text = applyEdits(messy, format(new Snapshot(messy), span));
  assert.equal(text.slice(0, start), messy.slice(0, start));
  assert.deepEqual(readPlan(text).plan, readPlan(messy).plan);
  assert.match(text, /^ {8}build:\n {10}agent: coder\n/m);
});

test('what cannot be read is left alone', () => {
  for (const text of ['a:\n\tb: 1\n', 'a: "x\nb: 1  \n', '<<<<<<< a\nb: 1  \n=======\nb: 2\n>>>>>>> b\n'])
    assert.deepEqual(format(new Snapshot(text)), []);
});

const root = path.resolve(import.meta.dirname, '../../..');
const plans = ['test/corpus', 'test/corpus/valid', 'test/unit/markdown/golden']
  .flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => path.join(root, folder, name)))
  .filter((file) => file.endsWith('.phaseplan.yaml'))
  .map((file) => readFileSync(file, 'utf8'));

test('every plan that can be read means the same formatted, and formatting it again changes nothing', () => {
  for (const text of plans) {
    const once = formatted(text);
    assert.equal(formatted(once), once);
    assert.deepEqual(readPlan(once).plan, readPlan(text).plan);
  }
});

/** The same plan as a careless hand would write it: every level by its own width, blanks at line ends, comments and empty lines between. */
function carelessly(text: string, widths: readonly number[], noise: readonly number[]): string {
  const stack: { readonly from: number; readonly to: number }[] = [];
  const out = text.split('\n').map((line, index) => {
    if (line.trim() === '') return line;
    const from = /^ */.exec(line)?.[0].length ?? 0;
    while ((stack.at(-1)?.from ?? -1) > from) stack.pop();
    const top = stack.at(-1);
    if (top?.from !== from) {
      const width = top === undefined ? 0 : (widths[stack.length % widths.length] ?? 2);
      stack.push({ from, to: (top?.to ?? 0) + width });
    }
    const to = stack.at(-1)?.to ?? from;
    // What follows a dash on its line stands two further in, however the dash is indented.
    if (/^ *- /.test(line)) stack.push({ from: from + 2, to: to + 2 });
    const moved = `${' '.repeat(to)}${line.slice(from)}`;
    return noise[index % noise.length] === 1 ? moved.replace(/\r?$/, '  $&') : moved;
  });
  return out.join('\n');
}

test('however a plan is indented, formatting keeps its meaning and settles at once', () => {
  const readable = plans.filter((text) => readPlan(text).plan !== undefined);
  assert.ok(readable.length > 3);
  const widths = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
  const noise = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(fc.constantFrom(...readable), widths, noise, (plan, width, blanks) => {
      const text = carelessly(plan, width, blanks);
      assert.deepEqual(new Snapshot(text).tree.mistakes, []);
      const once = formatted(text);
      assert.match(once, /^phases:[^\n]*\n(?: *(?:#.*)?\n)* {2}\S/m);
      assert.deepEqual(readPlan(once).plan, readPlan(text).plan);
      assert.deepEqual(
        readPlan(once).problems.map(({ message }) => message),
        readPlan(text).problems.map(({ message }) => message),
      );
      assert.equal(formatted(once), once);
    }),
    { numRuns: 60 },
  );
});

test('a new line goes into what the line above opens, and takes the blanks off it', () => {
  const typed = (text: string): string => {
    const offset = text.indexOf('$');
    const plain = text.replace('$', '');
    return applyEdits(plain, formatNewLine(new Snapshot(plain), offset));
  };
  assert.equal(typed('phases:\n  one:  \n  $'), 'phases:\n  one:\n    ');
  assert.equal(typed('phases:\n$x: 1'), 'phases:\n  x: 1');
  assert.equal(typed('phases:\n  one:\n    needs:\n    $- a'), 'phases:\n  one:\n    needs:\n    - a');
  assert.equal(typed('a: 1 \n$'), 'a: 1\n');
  assert.equal(typed('a: |\n  text  \n  $'), 'a: |\n  text  \n  ');
  assert.equal(typed('      - name: x\n        with:\n$'), '      - name: x\n        with:\n          ');
});
