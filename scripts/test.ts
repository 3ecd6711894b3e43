// `npm test`: the static checks, the tests of Node's runner, and the tests in a real VS Code, counted together.
import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { run } from 'node:test';
import { parseArgs } from 'node:util';
import { desktopExecutable } from '../test/harness/desktop.ts';
import { fetchDownload, findDownload } from './caches.ts';
import { checks, root, runCheck, runScript } from './checks.ts';
import { Tally, type TestEvent } from './tally.ts';

const usage = `npm test                       everything
npm test -- unit ui            these parts: checks, or any folder of test/
npm test -- plan/parse         the files whose path holds these words
npm test -- --name 'a cycle'   the tests whose name matches
npm test -- ui --pictures      keeps the pictures in test/host/pictures, for the documentation
npm run test:desktop           the ui tests, in desktop VS Code`;

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    pictures: { type: 'boolean' },
    desktop: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

/** One part of the tests: a folder of test/. */
const partOf = (file: string): string => path.relative(path.join(root, 'test'), file).split(path.sep)[0] ?? '';

async function findTests(): Promise<string[]> {
  const entries = await readdir(path.join(root, 'test'), { recursive: true });
  const files = entries.filter((entry) => entry.endsWith('.test.ts')).map((entry) => path.join(root, 'test', entry));
  const chosen = (file: string): boolean =>
    wanted.length === 0 ||
    wanted.some((word) => word === partOf(file) || path.relative(root, file).split(path.sep).join('/').includes(word));
  return files.filter(chosen).sort();
}

/** Runs each file in a process of its own, `concurrency` of them at a time. */
async function runFiles(tally: Tally, files: readonly string[], concurrency: number): Promise<void> {
  const left = [...files];
  const work = async (): Promise<void> => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) await runFile(tally, file);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

async function runFile(tally: Tally, file: string): Promise<void> {
  const started = performance.now();
  // Ten minutes for a file: what hangs is a failure, not a run without an end.
  const filter = values.name === undefined ? {} : { testNamePatterns: [values.name] };
  const events: TestEvent[] = await run({ files: [file], timeout: 600_000, ...filter }).toArray();
  tally.addFile(file, events, (performance.now() - started) / 1000, values.name !== undefined);
}

/** Parts that open a real VS Code: after the others, in this order, one file at a time. `package` replaces the build. */
const inVSCode = ['ui', 'package'];

async function runInVSCode(tally: Tally, files: readonly string[]): Promise<void> {
  if (files.length === 0) return;
  try {
    await haveVSCode();
  } catch (error) {
    tally.add('a real VS Code to test in', false, 0, error instanceof Error ? error.message : String(error));
    return;
  }
  await runFiles(tally, files, 1);
}

async function haveVSCode(): Promise<void> {
  const server = findDownload('vscode-server');
  if (!values.desktop) {
    if (server) await fetchDownload(server, console.log);
    return;
  }
  try {
    console.log(`Desktop VS Code: ${await desktopExecutable()}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    const instead =
      'PHASELINE_DESKTOP_CODE can name one that is installed; `npm test -- ui` runs the same tests in a browser.';
    throw new Error(`Desktop VS Code cannot be downloaded here (${why}). ${instead}`);
  }
}

async function runAll(): Promise<boolean> {
  const tally = new Tally();
  const built = await runScript('build', [path.join(root, 'scripts', 'build.mjs'), '--quiet']);
  if (!built.ok) tally.add('build', false, built.seconds, built.output);
  if (!values.desktop && !values.name && (wanted.length === 0 || wanted.includes('checks'))) {
    for (const { name, ok, seconds, output } of await Promise.all(checks.map(runCheck)))
      tally.add(name, ok, seconds, output);
  }
  const files = await findTests();
  const of = (part: string): string[] => files.filter((file) => partOf(file) === part);
  if (values.desktop) await runInVSCode(tally, of('ui'));
  else {
    const plain = files.filter((file) => !inVSCode.includes(partOf(file)));
    await runFiles(tally, plain, os.availableParallelism());
    for (const part of inVSCode) await runInVSCode(tally, of(part));
  }
  return tally.close();
}

if (values.help) console.log(usage);
else {
  // A machine that is busy with tests is no reason to hold the agents of a test back; those of the governor say what is busy themselves.
  process.env['PHASELINE_MAX_LOAD'] = '1000';
  if (values.pictures) process.env['PHASELINE_PICTURES'] = path.join('test', 'host', 'pictures');
  if (values.desktop) process.env['PHASELINE_DESKTOP'] = '1';
  process.exitCode = (await runAll()) ? 0 : 1;
}
