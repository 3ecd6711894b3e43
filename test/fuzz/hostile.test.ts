import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { Editor } from './editor.ts';
import { requests } from './requests.ts';
import { Session } from './session.ts';

const head = 'version: 1\nname: x\n';
const lines = (count: number, line: (at: number) => string): string =>
  `${Array.from({ length: count }, (_, at) => line(at)).join('\n')}\n`;

/** Ten references to the level below at each of thirty levels. */
const bomb = lines(
  30,
  (at) =>
    `x-${at}: &a${at} [${Array(10)
      .fill(at === 0 ? 'x' : `*a${at - 1}`)
      .join(', ')}]`,
);
const tooDeep = /nested too deeply/;
const tooLong = /longer than five million characters/;

/** Texts that are made to break a reader, and what a person is told of each; nothing where nothing is wrong. */
const hostile: Readonly<Record<string, readonly [text: string, told: RegExp | undefined]>> = {
  'aliases of aliases of aliases': [`${head}${bomb}phases: { p: { tasks: { t: { agent: coder } } } }\n`, undefined],
  'an alias bomb in a place that counts': [`${head}${bomb}phases: *a29\n`, /must be a map|not a list/],
  '20,000 keys of a plan': [lines(20_000, (at) => `k${at}: v`), /"k0" is not a key of a plan/],
  '20,000 tasks of a phase': [
    `${head}phases:\n  p:\n    tasks:\n${lines(20_000, (at) => `      t-${at}: { agent: coder, issue: a-1, files: [x] }`)}`,
    /"t-0" (?:may run at the same time|works on "a-1" too)/,
  ],
  '20,000 phases': [
    `${head}phases:\n${lines(20_000, (at) => `  p-${at}: { tasks: { t: { agent: coder } } }`)}`,
    undefined,
  ],
  '20,000 times the same key': [`${head}phases:\n${lines(20_000, () => '  p: { tasks: {} }')}`, /"p" is written twice/],
  '5,000 levels of a block': [`${head}phases:\n${lines(5000, (at) => `${' '.repeat(at + 2)}a:`)}`, tooLong],
  '2,000 levels of a block': [`${head}phases:\n${lines(2000, (at) => `${' '.repeat(at + 2)}a:`)}`, tooDeep],
  '5,000 levels of brackets': [`${head}phases: ${'{ a: '.repeat(5000)}1${' }'.repeat(5000)}\n`, tooDeep],
  '5,000 dashes in a row': [`${head}x-a:\n  ${'- '.repeat(5000)}x\n`, tooDeep],
  'a megabyte of open brackets': [`${head}phases: ${'['.repeat(1e6)}`, tooDeep],
  'a megabyte of open brackets, a line each': [`${head}phases: ${'[\n'.repeat(5e5)}`, tooDeep],
  'ten megabytes on a line': [`${head}description: ${'word '.repeat(2e6)}\n`, tooLong],
  'ten megabytes of a list on a line': [`${head}phases: { p: { needs: [${'a, '.repeat(3_400_000)}] } }\n`, tooLong],
  'a quote over the whole text': [
    `${head}title: "\n${'  it goes on, and on\n'.repeat(50_000)}`,
    /quote " is never closed/,
  ],
  'a quote open on every line': [`a: "\n`.repeat(20_000), /"a" is written twice|never closed/],
  'nothing but NULs': ['\0'.repeat(1e6), /map of keys/],
  'nothing but halves of characters': ['\uD800'.repeat(1e6), /map of keys/],
  'names that are halves of characters': [
    `${head}phases:\n${lines(2000, (at) => `  \uDC00${at}: { tasks: { \uD83D: { agent: coder } } }`)}`,
    undefined,
  ],
  'nothing but tabs': ['\t'.repeat(1e5), /This plan is empty/],
  'nothing but conflict markers': ['<<<<<<< a\n'.repeat(50_000), /Git merge/],
};

/** Half a gigabyte for objects: a reader whose memory is not bounded dies of it. */
const server = ['--max-old-space-size=512', path.resolve(import.meta.dirname, '../../dist/server.js'), '--stdio'];

for (const [name, [text, told]] of Object.entries(hostile)) {
  test(`${name}: every question is answered, and the problem is named`, async () => {
    await using session = await Session.start({ server, pulls: true, patience: 600_000 });
    const editor = new Editor(session, session);
    await editor.open(text);
    const problems = await editor.diagnostics();
    const messages = problems.map(({ message }) => (typeof message === 'string' ? message : message.value));
    if (told !== undefined)
      assert.ok(
        messages.some((one) => told.test(one)),
        messages.slice(0, 3).join('\n').slice(0, 500),
      );
    else assert.deepEqual(messages, []);
    for (const { code, codeDescription } of problems)
      assert.ok(code && codeDescription?.href, 'a problem without a page');
    // Edited in the middle, it still answers all.
    const middle = editor.text.between(text.length >> 1);
    await editor.change([{ start: middle, end: middle, put: 'a' }]);
    for (const { capability, ask } of requests)
      if (session.capabilities[capability] !== undefined) await ask(session, editor.cursor(0.5, 0.1));
    assert.equal(session.complaint, '');
    assert.ok(await session.end());
  });
}
