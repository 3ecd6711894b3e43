import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Disposable } from '../../base/disposable.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { fileFailure } from '../files.ts';
import type { Told } from './dialect.ts';

/** The words of a command, with a file that they name lying there until this is disposed of. */
export type ToldWords = Disposable & { readonly args: readonly string[] };

export function withFile({ args, file }: Told): Result<ToldWords> {
  if (file === undefined) return ok({ args, dispose: () => {} });
  try {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-agent-'));
    const where = path.join(folder, file.name);
    writeFileSync(where, file.text, { mode: 0o600 });
    const dispose = (): void => rmSync(folder, { recursive: true, force: true });
    return ok({ args: [...args, file.option, where], dispose });
  } catch (thrown) {
    return fail(fileFailure('write', file.name, thrown));
  }
}
