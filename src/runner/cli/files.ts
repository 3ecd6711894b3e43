import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileFailure } from '../../adapters/files.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Io } from './command.ts';

/** The text of a file that a command names; `-` is standard input. */
export async function readText(file: string, io: Io): Promise<Result<string>> {
  if (file === '-') return ok(await io.readStandardInput());
  try {
    return ok(await readFile(path.resolve(io.cwd, file), 'utf8'));
  } catch (thrown) {
    return fail(fileFailure('read', file, thrown));
  }
}

/** Writes the file that a command was given for its result. */
export async function writeText(file: string, text: string, io: Io): Promise<Result<null>> {
  try {
    await writeFile(path.resolve(io.cwd, file), text);
    return ok(null);
  } catch (thrown) {
    return fail(fileFailure('write', file, thrown));
  }
}
