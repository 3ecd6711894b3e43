import { runProgram } from '../../adapters/processes.ts';
import { ownNode } from '../../adapters/programs.ts';
import type { Result } from '../../base/result.ts';
import type { Home } from '../home.ts';

export type CliEnd = { readonly exit: number | undefined; readonly stdout: string; readonly stderr: string };

/** Runs our own command line under VS Code's own Node, in the home folder. */
export function runCli(home: Home, words: readonly string[]): Promise<Result<CliEnd>> {
  const { program, env } = ownNode();
  return runProgram({
    program,
    args: [home.asset('dist/cli.js'), ...words],
    cwd: home.root,
    env: { ...env, NO_COLOR: '1' },
    timeoutMilliseconds: 60_000,
    neededFor: 'the command line of Phaseline',
  });
}
