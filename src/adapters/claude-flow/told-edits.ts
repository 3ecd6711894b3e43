import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';

/** Where the hooks that `claude-flow init` sets up in Claude Code note each edit (3.43): a JSON line with type, file and timestamp. */
const insights = ['.claude-flow', 'data', 'pending-insights.jsonl'];
/** Read from the end of that file; each line is some 120 bytes. */
const mostBytes = 64 * 1024;
/** A note is of the edit at hand when it is not older than this. */
const mostAge = 60_000;

/** Knows which edits Claude Code's own hooks have told claude-flow of, so that none is told twice. */
export class ToldEdits {
  readonly #workspace: string;
  readonly #clock: Clock;
  /** Time of the note that was used up last, by file: each stands for one edit. */
  readonly #used = new Map<string, number>();

  constructor(workspace: string, clock: Clock) {
    this.#workspace = workspace;
    this.#clock = clock;
  }

  /** Whether there is a note of an edit of this file that stands for no other edit yet; it then stands for this one. */
  take(file: string): boolean {
    const wanted = path.resolve(this.#workspace, file);
    const after = Math.max(this.#used.get(wanted) ?? 0, this.#clock.now() - mostAge);
    const note = this.#notes().find(
      (one) => one.timestamp > after && path.resolve(this.#workspace, one.file) === wanted,
    );
    if (note !== undefined) this.#used.set(wanted, note.timestamp);
    return note !== undefined;
  }

  #notes(): readonly Note[] {
    const text = tail(path.join(this.#workspace, ...insights));
    return text.split('\n').flatMap((line) => {
      const note = readNote(line);
      return note === undefined ? [] : [note];
    });
  }
}

type Note = { readonly file: string; readonly timestamp: number };

/** The first line may be cut in two. */
function readNote(line: string): Note | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'edit') return undefined;
    if (!('file' in value) || typeof value.file !== 'string') return undefined;
    if (!('timestamp' in value) || typeof value.timestamp !== 'number') return undefined;
    return { file: value.file, timestamp: value.timestamp };
  } catch {
    return undefined;
  }
}

/** Empty where there is no such file, as in most workspaces. */
function tail(file: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, mostBytes));
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8');
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
