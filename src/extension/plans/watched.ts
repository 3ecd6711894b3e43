/**
 * What must be watched so that a file that fits a glob is not missed: its folders too, since of one that comes with a file in it a watcher may tell the
 * folder alone. Globs relative to the root, the file's own last.
 */
export function watched(glob: string): readonly string[] {
  const parts = glob.split('/');
  const literal = parts.findIndex((part) => /[*?[\]{}]/.test(part));
  const folders = literal === -1 ? parts.length - 1 : literal;
  return [...Array.from({ length: folders }, (_, at) => parts.slice(0, at + 1).join('/')), glob];
}
