import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../src/adapters/programs.ts';
import { createTracker, openTracker } from '../../src/adapters/tracker/open.ts';
import type { Result } from '../../src/base/result.ts';
import type { IssueStore } from '../../src/issues/store.ts';

const execute = promisify(execFile);

/** A tracker of its own with prefix `nova`, opened; removed with `close`. */
export type TestTracker = {
  readonly store: IssueStore;
  /** A second store on the same tracker, as another process of ours would have it. */
  again(): Promise<IssueStore>;
  /** Another program comments on an issue, knowing nothing of us. */
  outsideComment(id: string, text: string): Promise<void>;
  /** Another program only looks. */
  outsideRead(): Promise<void>;
  close(): Promise<void>;
};

export type TestStore = {
  readonly name: string;
  /** Why its cases cannot run here. */
  readonly skip: string | undefined;
  make(): Promise<TestTracker>;
};

export const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

async function makeWith(
  program: string | undefined,
  outside: (folder: string) => Pick<TestTracker, 'outsideComment' | 'outsideRead'>,
  server?: string,
): Promise<TestTracker> {
  const folder = await mkdtemp(path.join(tmpdir(), 'phaseline-tracker-'));
  await execute('git', ['init', '-q'], { cwd: folder });
  const init = ['init', '--server', '-p', 'nova', '--non-interactive', '--skip-agents', '--skip-hooks', '-q'];
  if (server !== undefined) await execute(server, init, { cwd: folder });
  const options = { actor: 'ann', findProgram: (): string | undefined => program };
  const store = value(await createTracker(folder, 'nova', options));
  const open = [store];
  return {
    store,
    ...outside(folder),
    again: async () => {
      const other = value(await openTracker(folder, options));
      open.push(other);
      return other;
    },
    close: async () => {
      for (const one of open) one.dispose();
      if (server !== undefined) await execute(server, ['dolt', 'stop'], { cwd: folder });
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const jsonl: TestStore = {
  name: 'embedded issues.jsonl',
  skip: undefined,
  make: () =>
    makeWith(undefined, (folder) => {
      const file = path.join(folder, '.beads', 'issues.jsonl');
      return {
        outsideRead: async () => void (await readFile(file)),
        outsideComment: async (id, text) => {
          const lines = (await readFile(file, 'utf8')).split('\n').map((line) => {
            const record = line === '' ? undefined : JSON.parse(line);
            if (record?.id !== id) return line;
            return JSON.stringify({
              ...record,
              comments: [...(record.comments ?? []), { id: 7, author: 'eve', text }],
            });
          });
          await writeFile(file, lines.join('\n'));
        },
      };
    }),
};

const withBd = (program: string, server?: string): Promise<TestTracker> =>
  makeWith(
    program,
    (folder) => {
      // Without an export: under a server bd 1.0.3 imports the exported file again at every call and so undoes what came after it.
      const options = { cwd: folder, env: { ...process.env, BD_EXPORT_AUTO: 'false' } };
      return {
        outsideRead: async () => void (await execute(program, ['list', '--json'], options)),
        outsideComment: async (id, text) => void (await execute(program, ['comment', id, text], options)),
      };
    },
    server,
  );

/** A file that starts the double, as a `bd` on PATH would be found. */
async function installDouble(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'phaseline-bd-double-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const script = path.resolve(import.meta.dirname, 'bd-double-program.ts');
  const file = path.join(folder, 'bd');
  await writeFile(
    file,
    `#!/bin/sh\nexec "${process.execPath}" --disable-warning=ExperimentalWarning "${script}" "$@"\n`,
  );
  await chmod(file, 0o755);
  return file;
}

let installed: Promise<string> | undefined;
const double: TestStore = {
  name: 'a double of bd, checked against recordings',
  skip: process.platform === 'win32' ? 'the double is started by a shell script' : undefined,
  make: async () => {
    installed ??= installDouble();
    return withBd(await installed);
  },
};

const found = findProgram('bd', { cwd: process.cwd() });
const embedded: TestStore = {
  name: 'a real bd, embedded Dolt',
  skip: found === undefined ? 'bd is not on PATH' : undefined,
  make: () => withBd(found ?? 'bd'),
};

const dolt = findProgram('dolt', { cwd: process.cwd() });
const server: TestStore = {
  name: 'a real bd, Dolt server',
  skip: found === undefined || dolt === undefined ? 'bd and dolt are not both on PATH' : undefined,
  make: () => withBd(found ?? 'bd', found),
};

export const testStores: readonly TestStore[] = [jsonl, double, embedded, server];
