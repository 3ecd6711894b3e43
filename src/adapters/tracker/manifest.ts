import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readMetadata } from './find.ts';

/**
 * The file in which embedded Dolt names its state: one line, `5:__DOLT__:<lock>:<root>:<gc>:<tables…>` (measured, bd 1.0.3). Every write gives
 * another root; reads rewrite the file with the same one.
 */
export class DoltManifest {
  /** Absolute. */
  readonly file: string;

  private constructor(file: string) {
    this.file = file;
  }

  /** Undefined where the tracker has no embedded database. */
  static async of(beads: string): Promise<DoltManifest | undefined> {
    const { dolt_mode, dolt_database } = await readMetadata(beads);
    if (dolt_mode === 'server') return undefined;
    const base = path.join(beads, 'embeddeddolt');
    const names = await readdir(base).catch(() => []);
    for (const name of dolt_database === undefined ? names : [dolt_database, ...names]) {
      const file = path.join(base, name, '.dolt', 'noms', 'manifest');
      if (
        await stat(file).then(
          (found) => found.isFile(),
          () => false,
        )
      )
        return new DoltManifest(file);
    }
    return undefined;
  }

  /** Undefined while it cannot be read, or is of a form not known here. */
  async root(): Promise<string | undefined> {
    const text = await readFile(this.file, 'utf8').catch(() => '');
    return /^\d+:__DOLT__:[^:]+:([^:]+):/.exec(text)?.[1];
  }
}
