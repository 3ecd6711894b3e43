import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../base/disposable.ts';
import { endLeftover } from './processes.ts';

/**
 * The programs that a runner has at work, each an empty file named by its number and the time, so that the next runner can end what a killed
 * one left. It guards against kills, not against a machine that dies: after a reboot nothing is left anyway, so nothing waits for the disk.
 * Who is killed between the start of a program and its taking down, some milliseconds on a busy machine, leaves one that nobody knows of.
 */
export class ProgramLedger {
  readonly #folder: string;
  /** Resolves once everything is gone that was at work when this was made; until then nothing should be started that it may be a part of. */
  readonly swept: Promise<void>;

  /** Begins to end what an earlier runner left. A folder that cannot be read holds nothing. */
  constructor(folder: string) {
    this.#folder = folder;
    this.swept = Promise.all(namesIn(folder).map((name) => this.#endLeft(name))).then(() => undefined);
  }

  /** Takes down a program that has just started; dispose when it and all that it started are gone. Where the disk refuses, it is not taken down. */
  atWork(pid: number): Disposable {
    const file = path.join(this.#folder, `${pid}-${Date.now()}`);
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(file, '');
    } catch {
      return { dispose: () => {} };
    }
    return { dispose: () => rmSync(file, { force: true }) };
  }

  async #endLeft(name: string): Promise<void> {
    const [, pid, seenAt] = /^(\d+)-(\d+)$/.exec(name) ?? [];
    if (pid === undefined) return;
    await endLeftover(Number(pid), Number(seenAt));
    rmSync(path.join(this.#folder, name), { force: true });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
