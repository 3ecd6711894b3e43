import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { prefixFrom } from '../../issues/prefix.ts';
import type { IssueStore } from '../../issues/store.ts';
import { fileFailure } from '../files.ts';
import { runProgram } from '../processes.ts';
import { resolveActor } from './actor.ts';
import { bdStore } from './bd.ts';
import { findTracker } from './find.ts';
import { jsonlStore } from './jsonl.ts';
import { type FindProgram, findSite, lookup, watchSite } from './site.ts';

export type TrackerOptions = {
  /** Whose name changes carry; without it as Beads finds it (`resolveActor`). */
  readonly actor?: string;
  /** Default: on PATH. */
  readonly findProgram?: FindProgram;
};

/**
 * Opens the tracker that a folder belongs to (see `findTracker`) through the store that suits it: `bd` for a Dolt store, the embedded store
 * for a lone `issues.jsonl`, and only reading where the truth is in Dolt but there is no `bd`. Fails with `no-tracker`.
 * Nothing is run or watched before it is needed, but Git once, where no actor is given.
 */
export async function openTracker(folder: string, options: TrackerOptions = {}): Promise<Result<IssueStore>> {
  const site = await findSite(folder, options.findProgram);
  if (site === undefined) return fail({ kind: 'no-tracker', folder });
  if (site.kind === 'bd') {
    return ok(await bdStore({ folder: site.beads, program: site.program, actor: options.actor }));
  }
  const readOnly =
    site.kind === 'read-only'
      ? 'its issues are in a Dolt database and bd is not on PATH; issues.jsonl may be older'
      : undefined;
  const actor = options.actor ?? (readOnly === undefined ? await resolveActor(folder) : '');
  return ok(jsonlStore({ folder: site.beads, actor, readOnly }));
}

/** What a folder's tracker is opened, made and watched for with, by who keeps it open. */
export const trackerPlace = (folder: string, options: TrackerOptions = {}) => ({
  folder,
  site: async () => JSON.stringify((await findSite(folder, options.findProgram)) ?? null),
  watch: (heard: () => void) => watchSite(folder, heard),
  open: () => openTracker(folder, options),
  create: (prefix: string) => createTracker(folder, prefix, options),
});

/**
 * Makes a tracker in a folder that has none and opens it. With `bd` on PATH through `bd init`, which also commits to Git
 * ("bd init: initialize beads issue tracking", measured with bd 1.0.3): tell the person beforehand. Else an `issues.jsonl` that
 * `bd init --from-jsonl` takes over later; nothing is committed then. An existing tracker is opened, not touched.
 */
export async function createTracker(
  folder: string,
  prefix: string | undefined,
  options: TrackerOptions = {},
): Promise<Result<IssueStore>> {
  if ((await findTracker(folder)) !== undefined) return openTracker(folder, options);
  const word = prefix || prefixFrom(path.basename(path.resolve(folder)));
  const bd = lookup(folder, options.findProgram)('bd');
  const made = bd === undefined ? await createFiles(folder, word) : await initialise(bd, folder, word);
  return made.ok ? openTracker(folder, options) : made;
}

async function initialise(bd: string, folder: string, prefix: string): Promise<Result<void>> {
  const args = ['init', '-p', prefix, '--non-interactive', '--skip-agents', '--skip-hooks', '-q'];
  const ran = await runProgram({ program: bd, args, cwd: folder, timeoutMilliseconds: 120_000, rest: 'leave' });
  if (!ran.ok) return ran;
  const { exit, stdout, stderr } = ran.value;
  if (exit === 0) return ok(undefined);
  return fail({ kind: 'bd-failed', command: 'bd init', detail: (stderr || stdout).trim() });
}

async function createFiles(folder: string, prefix: string): Promise<Result<void>> {
  const beads = path.join(folder, '.beads');
  const files: readonly (readonly [string, string])[] = [
    ['.gitignore', '*.lock\n*.lock.*\n.issues.jsonl.*.tmp\n'],
    ['config.yaml', `# What the ids of this tracker begin with.\nissue-prefix: ${JSON.stringify(prefix)}\n`],
    ['issues.jsonl', ''],
  ];
  try {
    await mkdir(beads, { recursive: true });
    for (const [name, text] of files) await writeFile(path.join(beads, name), text, { flag: 'wx' });
  } catch (error) {
    return fail(fileFailure('create', beads, error));
  }
  return ok(undefined);
}
