import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchOf, programCandidates } from '../../../src/adapters/programs.ts';

const windows = { windows: true, PATH: 'C:\\bin;"D:\\with space"', PATHEXT: '.EXE;.CMD', cwd: 'C:\\work' };
const posix = { windows: false, PATH: '/usr/bin:/bin', PATHEXT: '', cwd: '/place' };

test('on POSIX a bare name comes from PATH and a path from the folder', () => {
  assert.deepEqual(programCandidates('git', posix), ['/usr/bin/git', '/bin/git']);
  assert.deepEqual(programCandidates('./tool', posix), ['/place/tool']);
  assert.deepEqual(programCandidates('/opt/tool', posix), ['/opt/tool']);
});

test('on Windows every ending of PATHEXT is tried in order, never the current folder', () => {
  assert.deepEqual(programCandidates('npm', windows), [
    'C:\\bin\\npm.EXE',
    'C:\\bin\\npm.CMD',
    'D:\\with space\\npm.EXE',
    'D:\\with space\\npm.CMD',
  ]);
  assert.deepEqual(programCandidates('git.exe', windows), ['C:\\bin\\git.exe', 'D:\\with space\\git.exe']);
  assert.deepEqual(programCandidates('tools\\run', windows), ['C:\\work\\tools\\run.EXE', 'C:\\work\\tools\\run.CMD']);
  assert.deepEqual(programCandidates('node.js-tool', { ...windows, PATH: 'C:\\bin' })[0], 'C:\\bin\\node.js-tool.EXE');
});

test('an npm shim is run by Node, so that cmd.exe never reads the words', () => {
  const shim =
    'endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & "%_prog%"  "%dp0%\\node_modules\\tool\\bin\\cli.js" %*\r\n';
  const launch = launchOf('C:\\bin\\tool.cmd', ['a & b'], () => shim);
  assert.ok(launch.ok);
  assert.equal(launch.value.file, process.execPath);
  assert.deepEqual(launch.value.args, ['C:\\bin\\node_modules\\tool\\bin\\cli.js', 'a & b']);
});

test('another batch file takes harmless words only', () => {
  const harmless = launchOf('C:\\bin\\build.bat', ['all', 'two words'], () => '@echo off');
  assert.ok(harmless.ok);
  assert.deepEqual(harmless.value.args, ['/d', '/s', '/c', '""C:\\bin\\build.bat" "all" "two words""']);
  assert.equal(harmless.value.verbatim, true);
  for (const word of ['a & b', '%PATH%', '"', 'x|y', '^', 'a\nb']) {
    const refused = launchOf('C:\\bin\\build.bat', [word], () => '@echo off');
    assert.ok(!refused.ok && refused.error.kind === 'words-broken');
  }
});
