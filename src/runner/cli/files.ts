import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileFailure } from '../../adapters/files.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Io } from './command.ts';

/** The text of a file that a command names; `-` is standard input. A byte order mark is no part of it: editors do not count it as a column either. */
export async function readText(file: string, io: Io): Promise<Result<string>> {
  try {
    const text = file === '-' ? await io.readStandardInput() : await readFile(path.resolve(io.cwd, file), 'utf8');
    return ok(text.replace(/^\uFEFF/, ''));
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
