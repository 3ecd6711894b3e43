import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readMetadata } from './find.ts';

/** The name that Dolt gives the journal of a database's chunks. */
const journal = 'v'.repeat(32);

/**
 * What a Dolt database on this machine tells of its state in files, as measured with bd 1.0.3. Embedded, in the manifest: one line,
 * `5:__DOLT__:<lock>:<root>:<gc>:<tables…>`, which gets another root with every write and is rewritten with the same one by reads.
 * Under a server the manifest stays, and the journal beside it grows with every write and not with reads.
 */
export class DoltFiles {
  /** The file to watch, absolute. */
  readonly file: string;
  /** There while Beads' own server serves this database; undefined where Dolt is embedded. */
  readonly #served: string | undefined;

  private constructor(noms: string, served: string | undefined) {
    this.file = path.join(noms, served === undefined ? 'manifest' : journal);
    this.#served = served;
  }

  /** Undefined where the database is not here: not made yet, or behind a server that is not this tracker's own, whose files would tell nothing. */
  static async of(beads: string): Promise<DoltFiles | undefined> {
    const { dolt_mode, dolt_database } = await readMetadata(beads);
    const served = dolt_mode === 'server' ? path.join(beads, 'dolt-server.pid') : undefined;
    if (served !== undefined && !(await isFile(served))) return undefined;
    const base = path.join(beads, served === undefined ? 'embeddeddolt' : 'dolt');
    const names = await readdir(base).catch(() => []);
    for (const name of dolt_database === undefined ? names : [dolt_database]) {
      const noms = path.join(base, name, '.dolt', 'noms');
      if (await isFile(path.join(noms, 'manifest'))) return new DoltFiles(noms, served);
    }
    return undefined;
  }

  /** A text that differs after every write; undefined while it cannot be read, or is of a form not known here. */
  async token(): Promise<string | undefined> {
    const text = await readFile(path.join(path.dirname(this.file), 'manifest'), 'utf8').catch(() => '');
    const root = /^\d+:__DOLT__:[^:]+:([^:]+):/.exec(text)?.[1];
    if (root === undefined || this.#served === undefined) return root;
    if (!(await isFile(this.#served))) return undefined;
    const size = await stat(this.file).then(
      (found) => found.size,
      () => 0,
    );
    return `${root}+${size}`;
  }
}

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
