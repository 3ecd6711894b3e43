// Three writers on one issues.jsonl, two of ours and one that knows nothing of us, killed at random; then what is there is held against a model.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { IssueLines } from '../../src/adapters/tracker/issue-lines.ts';
import type { Issue } from '../../src/issues/issue.ts';
import { temporaryFolder } from './folder.ts';

/** What a writer does; `key` is its own, in the whole soak. */
export type Operation = {
  readonly does: 'create' | 'comment' | 'label' | 'meta';
  readonly id: string;
  readonly key: string;
};

export type Outcome = {
  readonly operations: number;
  readonly acknowledged: number;
  readonly kills: number;
  /** Begun, and never acknowledged because of a kill: may be there or not. */
  readonly inDoubt: number;
  readonly inDoubtThere: number;
  /** Acknowledged and not there. */
  readonly lost: readonly string[];
  /** There, and asked for by nobody, or there twice. */
  readonly strange: readonly string[];
  /** Lines that cannot be read: each the end of a writer in the middle of its line. */
  readonly torn: number;
};

const program = path.resolve(import.meta.dirname, 'soak-writer-program.ts');

/** `operations`: at least so many are acknowledged; every `killEvery`-th acknowledgement or so a writer is killed, and another takes its place. */
export async function soak(operations: number, killEvery: number, seed: number): Promise<Outcome> {
  let outcome: Outcome | undefined;
  await temporaryFolder(async (folder) => {
    const file = path.join(folder, 'issues.jsonl');
    await writeFile(
      file,
      Array.from({ length: 20 }, (_, at) => `${JSON.stringify({ id: `s-${at}`, title: `seed ${at}` })}\n`).join(''),
    );
    const told = await work(folder, operations, killEvery, seed);
    const lines = new IssueLines(file);
    lines.take(await readFile(file));
    const { issues, broken } = lines.end().snapshot;
    outcome = held(told, issues, broken.length);
  });
  if (outcome === undefined) throw new Error('no outcome');
  return outcome;
}

type Told = {
  readonly begun: ReadonlyMap<string, Operation>;
  readonly done: ReadonlySet<string>;
  readonly kills: number;
};

async function work(folder: string, operations: number, killEvery: number, seed: number): Promise<Told> {
  const begun = new Map<string, Operation>();
  const done = new Set<string>();
  let [kills, lives, state] = [0, 0, seed];
  const chance = (): boolean => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648 < 1 / killEvery;
  };
  const live = async (kind: 'ours' | 'outside'): Promise<void> => {
    while (done.size < operations) {
      const name = `${kind}${lives++}`;
      const child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', program, folder, kind, name, String(seed + lives)],
        {
          stdio: ['pipe', 'pipe', 'inherit'],
        },
      );
      await follow(child, (line) => {
        if (line.begins !== undefined) begun.set(line.begins.key, line.begins);
        if (line.done !== undefined) done.add(line.done);
        if (done.size >= operations) child.stdin?.end();
        else if (line.done !== undefined && chance() && child.kill('SIGKILL')) kills += 1;
      });
    }
  };
  await Promise.all([live('ours'), live('ours'), live('outside')]);
  return { begun, done, kills };
}

async function follow(
  child: ChildProcess,
  hear: (line: { readonly begins?: Operation; readonly done?: string }) => void,
): Promise<void> {
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface(child.stdout)) hear(JSON.parse(line));
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

function held({ begun, done, kills }: Told, issues: ReadonlyMap<string, Issue>, torn: number): Outcome {
  const there = [...issues.values()].flatMap(tracesOf);
  const found = new Set(there);
  const doubtful = [...begun.keys()].filter((key) => !done.has(key));
  return {
    operations: begun.size,
    acknowledged: done.size,
    kills,
    inDoubt: doubtful.length,
    inDoubtThere: doubtful.filter((key) => found.has(key)).length,
    lost: [...done].filter((key) => !found.has(key)),
    strange: [
      ...there.filter((key) => !begun.has(key)),
      ...(there.length === found.size ? [] : ['something is there twice']),
    ],
    torn,
  };
}

/** Keys of the operations that an issue bears the marks of. */
function tracesOf({ id, title, labels, comments, metadata }: Issue): readonly string[] {
  const created = id.startsWith('x-') ? [title] : [];
  const set = typeof metadata === 'object' && metadata !== null ? Object.keys(metadata) : [];
  return [...created, ...labels, ...comments.map(({ text }) => text), ...set];
}
