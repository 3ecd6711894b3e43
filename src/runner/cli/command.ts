import type { Disposable } from '../../base/disposable.ts';

/** What a command may use of the world, so that tests can hand it another. */
export type Io = {
  /** Folder that relative paths mean (`-C` applied). */
  readonly cwd: string;
  /** The result, and nothing else. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
  readStandardInput(): Promise<string>;
  /** Called at the first Ctrl-C, which ends the process where nobody asked to be called; the second always does. */
  onInterrupt(stop: () => void): Disposable;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
};

export const exitCode = { ok: 0, failed: 1, usage: 2, stopped: 130 } as const;

/** One command of the command line. `run` gets the words after its name and resolves to the exit code. */
export type Command = {
  readonly name: string;
  /** Shown by `--help`: the words after `phaseline`. */
  readonly usage: string;
  readonly summary: string;
  run(words: readonly string[], io: Io): Promise<number>;
};
