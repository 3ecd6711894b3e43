// The static checks: one record each, run alike by `npm run check` and `npm test`.
import { spawn } from 'node:child_process';
import path from 'node:path';

/** The checkout. */
export const root = path.resolve(import.meta.dirname, '..');

interface Check {
  readonly name: string;
  /** A script of a development dependency and its arguments. */
  readonly words: readonly [script: string, ...args: string[]];
}

export const checks: readonly Check[] = [
  { name: 'types', words: ['typescript-native/bin/tsc', '-p', '.'] },
  { name: 'types of the pages', words: ['typescript-native/bin/tsc', '-p', 'src/extension/board/page'] },
  { name: 'format and lint', words: ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
  {
    name: 'import rules',
    words: ['dependency-cruiser/bin/dependency-cruiser.mjs', '--no-progress', '-c', 'config/dependencies.cjs', 'src'],
  },
  { name: 'unused code and dependencies', words: ['knip/bin/knip.js', '--no-progress'] },
];

/** What one check or script said. */
export interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** Runs one check. */
export const runCheck = ({ name, words: [script, ...args] }: Check): Promise<Outcome> =>
  runScript(name, [path.join(root, 'node_modules', script), ...args]);

/** Runs a script under this Node and keeps what it prints. */
export function runScript(name: string, words: readonly string[]): Promise<Outcome> {
  const started = performance.now();
  const child = spawn(process.execPath, words, { cwd: root });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    const finish = (ok: boolean): void => resolve({ name, ok, output, seconds: (performance.now() - started) / 1000 });
    child.on('error', (error) => {
      output += error.message;
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}
