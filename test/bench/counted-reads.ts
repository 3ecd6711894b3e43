import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** The files that this process opens, reads, lists or asks about by promise while something goes on, in that order. */
export async function readsOfFiles(action: () => Promise<void>): Promise<readonly string[]> {
  const read: string[] = [];
  const { open, readFile, stat, readdir } = fs.promises;
  const noting =
    <A extends [unknown, ...unknown[]], R>(call: (...words: A) => R) =>
    (...words: A): R => {
      read.push(String(words[0]));
      return call(...words);
    };
  // Modules that named these functions in an import get the ones of this moment.
  Object.assign(fs.promises, {
    open: noting(open),
    readFile: noting(readFile),
    stat: noting(stat),
    readdir: noting(readdir),
  });
  syncBuiltinESMExports();
  try {
    await action();
  } finally {
    Object.assign(fs.promises, { open, readFile, stat, readdir });
    syncBuiltinESMExports();
  }
  return read;
}
