import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import {
  endLeftover,
  endTree,
  executeProgram,
  isAlive,
  runProgram,
  spawnProgram,
} from '../../../src/adapters/processes.ts';

const node = process.execPath;
const cwd = os.tmpdir();
const posix = process.platform === 'win32' ? 'process groups are POSIX' : false;

const script = (text: string): readonly string[] => ['-e', text];

/** A program that starts a child in its group, prints the child's number, and waits; `deaf`: neither listens to SIGTERM. */
const family = (deaf: boolean): readonly string[] =>
  script(`
    ${deaf ? "process.on('SIGTERM', () => {});" : ''}
    const wait = ${JSON.stringify(`${deaf ? "process.on('SIGTERM', () => {});" : ''}process.send('up');setInterval(() => {}, 1000)`)};
    const child = require('node:child_process').spawn(process.execPath, ['-e', wait], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.on('message', () => console.log(child.pid));
    setInterval(() => {}, 1000);
  `);

const firstLine = (stream: NodeJS.ReadableStream): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.trim());
    });
  });

test('a program gets its words as they are, its input, its folder and its environment', async () => {
  const print =
    "let t='';process.stdin.on('data',c=>t+=c).on('end',()=>{console.log(JSON.stringify([process.argv.slice(1),t,process.cwd(),process.env.GREETING]))})";
  const words = ['a b', '$HOME', '; ls', '"', '*', ''];
  const done = await runProgram({
    program: node,
    args: ['-e', print, ...words],
    cwd: os.homedir(),
    input: 'in',
    env: { GREETING: 'ü' },
  });
  assert.ok(done.ok);
  assert.deepEqual(JSON.parse(done.value.stdout), [words, 'in', os.homedir(), 'ü']);
  assert.equal(done.value.exit, 0);
});

test('an exit code and both streams are told apart; without input standard input is empty', async () => {
  const text =
    "process.stdin.resume().on('end', () => { console.log('out'); console.error('err'); process.exitCode = 3 })";
  const done = await runProgram({ program: node, args: script(text), cwd });
  assert.ok(done.ok);
  assert.deepEqual([done.value.exit, done.value.stdout, done.value.stderr], [3, 'out\n', 'err\n']);
});

test('a missing program is a failure with its name and purpose', async () => {
  const done = await runProgram({ program: 'phaseline-no-such', args: [], cwd, neededFor: 'a test' });
  assert.deepEqual(done, {
    ok: false,
    error: { kind: 'program-missing', program: 'phaseline-no-such', neededFor: 'a test' },
  });
});

test('a folder that is not there is a failure, not a crash', async () => {
  const done = await runProgram({ program: node, args: ['--version'], cwd: path.join(cwd, 'phaseline-no-such') });
  assert.ok(!done.ok && done.error.kind === 'file-failed' && done.error.file.endsWith('phaseline-no-such'));
});

test('words that are too long and a folder that is a file are failures, not crashes', { skip: posix }, async () => {
  const long = await runProgram({ program: node, args: ['-e', 'x'.repeat(4_000_000)], cwd });
  assert.ok(!long.ok && long.error.kind === 'program-failed');
  assert.match(long.error.detail, /longer than this system takes/);
  const file = await runProgram({ program: node, args: [], cwd: import.meta.filename });
  assert.ok(!file.ok && file.error.kind === 'file-failed');
  assert.equal(file.error.code, 'ENOTDIR');
});

test('output beyond the limit keeps its head and its tail', async () => {
  const text = "process.stdout.write('head' + '.'.repeat(5_000_000) + 'tail')";
  const done = await runProgram({ program: node, args: script(text), cwd, maxOutputBytes: 1000 });
  assert.ok(done.ok);
  assert.match(done.value.stdout, /^head\.+\n… 4999008 bytes left out …\n\.+tail$/);
  assert.equal(done.value.truncated, true);
});

test('a time-out ends the whole tree, also one that is deaf to SIGTERM', { skip: posix }, async () => {
  const done = await executeProgram({ program: node, args: family(true), cwd, timeoutMilliseconds: 700 });
  assert.ok(done.ok);
  assert.equal(done.value.cut, 'timed-out');
  assert.equal(done.value.exit, undefined);
  assert.equal(await isAlive(Number(done.value.stdout)), false);
});

test('a cancelled run is over at once and says so', { skip: posix }, async () => {
  const cancel = new AbortController();
  const running = runProgram({ program: node, args: family(false), cwd }, cancel.signal);
  setImmediate(() => cancel.abort());
  const done = await running;
  assert.ok(!done.ok && done.error.kind === 'cancelled');
});

test('what a finished program leaves behind is ended with it', { skip: posix }, async () => {
  const text =
    "const c=require('node:child_process').spawn(process.execPath,['-e','setInterval(()=>{},1000)'],{stdio:'inherit'});console.log(c.pid);c.unref();process.exit(0)";
  const done = await runProgram({ program: node, args: script(text), cwd });
  assert.ok(done.ok);
  assert.equal(done.value.exit, 0);
  assert.equal(await isAlive(Number(done.value.stdout)), false);
});

test('a program that stays is ended with its tree', { skip: posix }, async () => {
  const started = await spawnProgram({ program: node, args: family(false), cwd });
  assert.ok(started.ok);
  const child = Number(await firstLine(started.value.stdout));
  assert.equal(await isAlive(child), true);
  await started.value.end();
  assert.equal(await isAlive(child), false);
  assert.equal(await isAlive(started.value.pid), false);
  await started.value.end();
});

test('a process that left the group but is a descendant is ended too', { skip: posix }, async () => {
  const text =
    "const c=require('node:child_process').spawn(process.execPath,['-e','setInterval(()=>{},1000)'],{detached:true,stdio:'ignore'});console.log(c.pid);setInterval(()=>{},1000)";
  const started = await spawnProgram({ program: node, args: script(text), cwd });
  assert.ok(started.ok);
  const child = Number(await firstLine(started.value.stdout));
  await endTree(started.value.pid);
  assert.equal(await isAlive(child), false);
});

test('a number that was given to a later process does not count as alive', async () => {
  assert.equal(await isAlive(process.pid, Date.now()), true);
  assert.equal(await isAlive(process.pid, Date.now() - 24 * 3600_000), false);
});

test('a relative program is looked for in the folder it runs in', { skip: posix }, async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'phaseline-processes-'));
  try {
    await writeFile(path.join(folder, 'tool'), '#!/bin/sh\necho "$0|$1"\n', { mode: 0o755 });
    const done = await runProgram({ program: './tool', args: ['a b'], cwd: folder });
    assert.ok(done.ok);
    assert.equal(done.value.stdout, `${path.join(folder, 'tool')}|a b\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what a process left behind is ended later, though it is gone itself', { skip: posix }, async () => {
  const program = await spawnProgram({ program: node, args: family(true), cwd });
  assert.ok(program.ok);
  const child = Number(await firstLine(program.value.stdout));
  process.kill(program.value.pid, 'SIGKILL');
  await program.value.ended;
  assert.equal(await isAlive(child), true);
  await endLeftover(program.value.pid, Date.now() - 10 * 365 * 86_400_000);
  assert.equal(await isAlive(child), true, 'a number from before the last start of the machine names nobody');
  await endLeftover(program.value.pid, Date.now());
  assert.equal(await isAlive(child), false);
});
