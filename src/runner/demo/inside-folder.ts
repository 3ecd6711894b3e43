import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** The real absolute path of `wanted`, which need not exist yet; undefined where links or dots lead out of the folder, or into its `.git`. */
export async function insideFolder(folder: string, wanted: string): Promise<string | undefined> {
  if (wanted === '') return undefined;
  const root = await realpath(folder);
  const real = await nearestReal(path.resolve(root, wanted));
  const relative = path.relative(root, real);
  const outside = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return outside || relative.split(path.sep)[0]?.toLowerCase() === '.git' ? undefined : real;
}

/** A file that is not there yet lies where its nearest existing parent really is. */
async function nearestReal(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(await nearestReal(parent), path.basename(file));
  }
}
