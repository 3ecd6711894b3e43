import path from 'node:path';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { findProgram } from '../programs.ts';
import { DoltFiles } from './dolt-files.ts';
import { findTracker, hasDoltStore, marks, readMetadata, trackerFolders } from './find.ts';
import { LastingWatch } from './lasting-watch.ts';

/** Where a program of this name is; undefined when it is nowhere. */
export type FindProgram = (name: string) => string | undefined;

export const lookup = (folder: string, find: FindProgram | undefined): FindProgram =>
  find ?? ((name) => findProgram(name, { cwd: folder }));

/** The tracker that a folder belongs to, and the store that suits it. */
export type TrackerSite =
  | { readonly kind: 'jsonl' | 'read-only'; readonly beads: string }
  | {
      readonly kind: 'bd';
      readonly beads: string;
      readonly program: string;
      /** Where embedded Dolt has its data, once it is there; a server has them anywhere. */
      readonly data: string | undefined;
    };

/** What there is to open now; found by looking at a few files. */
export async function findSite(folder: string, find?: FindProgram): Promise<TrackerSite | undefined> {
  const beads = await findTracker(folder);
  if (beads === undefined) return undefined;
  if (!(await hasDoltStore(beads))) return { kind: 'jsonl', beads };
  const program = lookup(folder, find)('bd');
  if (program === undefined) return { kind: 'read-only', beads };
  const server = (await readMetadata(beads)).dolt_mode === 'server';
  return { kind: 'bd', beads, program, data: server ? undefined : (await DoltFiles.of(beads))?.file };
}

/** Milliseconds without an event after which what came or went is taken to be there, or gone, as a whole. */
const settleMilliseconds = 100;

/** Tells that something came or went where the folder's tracker is, or where one could come; `findSite` says what that means. */
export function watchSite(folder: string, heard: () => void): Disposable {
  const watches = new DisposableStore();
  let timer: NodeJS.Timeout | undefined;
  const onEntry = (name?: string): void => {
    if (name !== undefined && !marks.includes(name)) return;
    clearTimeout(timer);
    timer = setTimeout(heard, settleMilliseconds);
    timer.unref();
  };
  void trackerFolders(folder).then((places) => {
    for (const place of places) watches.add(new LastingWatch({ folder: place, top: path.dirname(place), onEntry }));
    // What happened until now.
    onEntry();
    watches.add({ dispose: () => clearTimeout(timer) });
  });
  return watches;
}
