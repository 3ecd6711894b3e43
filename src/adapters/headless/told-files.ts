import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Disposable } from '../../base/disposable.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { fileFailure } from '../files.ts';
import type { Told } from './dialect.ts';

/** The words of a command, with the files that they name lying there until this is disposed of. */
export type ToldWords = Disposable & { readonly args: readonly string[] };

export function withFiles({ args, files = [] }: Told): Result<ToldWords> {
  if (files.length === 0) return ok({ args, dispose: () => {} });
  let folder = '';
  const dispose = (): void => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  };
  const words = [...args];
  try {
    folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-agent-'));
    for (const { option, name, text } of files) {
      const where = path.join(folder, name);
      writeFileSync(where, text, { mode: 0o600 });
      words.push(option, where);
    }
    return ok({ args: words, dispose });
  } catch (thrown) {
    dispose();
    return fail(fileFailure('write', files.map(({ name }) => name).join(', '), thrown));
  }
}
