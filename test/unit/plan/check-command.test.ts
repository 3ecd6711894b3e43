import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { Facts } from '../../../src/plan/model/knowledge.ts';
import { checkWith } from '../../../src/runner/cli/check.ts';

const good = 'version: 1\nname: x\nphases:\n  one:\n    tasks:\n      t: { agent: coder }\n';
const bad = good.replace('agent: coder', 'agnet: coder');

async function run(
  words: readonly string[],
  input: string,
  facts: Facts = {},
  cwd = os.tmpdir(),
): Promise<{ code: number; out: string; err: string; asked: boolean[] }> {
  let [out, err] = ['', ''];
  const asked: boolean[] = [];
  const command = checkWith(async (_folder, { issues }) => {
    asked.push(issues);
    return facts;
  });
  const code = await command.run(words, {
    cwd,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    readStandardInput: async () => input,
    onInterrupt: () => ({ dispose: () => undefined }),
    color: false,
    quiet: false,
    verbose: false,
  });
  return { code, out, err, asked };
}

test('json is an array of places, codes, messages and fixes, zero-based', async () => {
  const { code, out } = await run(['-', '--format', 'json'], bad);
  assert.equal(code, 1);
  const told: unknown = JSON.parse(out);
  assert.ok(Array.isArray(told));
  assert.deepEqual(
    told.find((one) => one.code === 'unknown-key'),
    {
      file: '-',
      range: { start: { line: 5, character: 11 }, end: { line: 5, character: 16 } },
      severity: 'error',
      code: 'unknown-key',
      message: '"agnet" is not a key of this task. Did you mean "agent"?',
      fixes: ['Change to "agent"', 'Remove "agnet"'],
    },
  );
});

test('exit codes: 0 without errors, 1 with, 2 for wrong words and files that are not there', async () => {
  assert.equal((await run(['-'], good)).code, 0);
  assert.equal((await run(['-', '--format', 'json'], good)).out, '[]');
  assert.equal((await run([], good)).code, 2);
  assert.equal((await run(['-', '--format', 'xml'], good)).code, 2);
  assert.equal((await run(['-', '--issues', 'all'], good)).code, 2);
  assert.equal((await run(['nowhere.phaseplan.yaml'], good)).code, 2);
});

test('the tracker is asked unless --issues none, and decides what is unknown', async () => {
  const plan = good
    .replace('agent: coder', 'agent: coder, issue: a-9')
    .replace('    tasks', '    issues: [a-9]\n    tasks');
  const facts = { issues: [{ id: 'a-1', title: 'A', status: 'open', priority: 2, type: 'task' }] };
  const auto = await run(['-'], plan, facts);
  assert.deepEqual([auto.code, auto.asked], [1, [true]]);
  assert.match(auto.out, /issue-unknown/);
  assert.deepEqual((await run(['-', '--issues', 'none'], plan)).asked, [false]);
});

test('a byte order mark is no column, in a file or on standard input', async () => {
  const { out } = await run(['-', '--format', 'json'], '\uFEFFfoo: 1\n');
  const told: readonly { code: string; range: { start: { character: number } } }[] = JSON.parse(out);
  assert.equal(told.find(({ code }) => code === 'unknown-key')?.range.start.character, 0);
});

test('what a plan holds moves no cursor and fills no terminal', async () => {
  const { code, out } = await run(['-'], `version: 1\nname: "\\e]0;x\\a\\e[2J ${'x'.repeat(9000)}"\n`);
  assert.equal(code, 1);
  assert.doesNotMatch(out, /(?!\n)\p{Cc}/u);
  for (const line of out.split('\n')) assert.ok(line.length < 700, `${line.length} letters`);
});

test('several files, for GitHub and as SARIF', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'check-'));
  try {
    writeFileSync(path.join(folder, 'a.yaml'), good);
    writeFileSync(path.join(folder, 'b.yaml'), bad);
    const github = await run(['a.yaml', 'b.yaml', '--format', 'github'], '', {}, folder);
    assert.match(github.out, /^::error file=b\.yaml,line=6,col=12,/);
    const sarif = await run(['a.yaml', 'b.yaml', '--format', 'sarif'], '', {}, folder);
    const report = JSON.parse(sarif.out);
    assert.equal(report.version, '2.1.0');
    assert.deepEqual(
      report.runs[0].results.map((one: { ruleId: string }) => one.ruleId),
      ['unknown-key'],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
