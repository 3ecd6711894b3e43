import path from 'node:path';
import type { Json } from '../../base/json.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Comment, Issue } from '../../issues/issue.ts';
import { readComment, readIssue } from '../../issues/read.ts';
import { type IssueRecord, isRecord } from '../../issues/record.ts';
import { runProgram } from '../processes.ts';
import { bdFailure, readOutput, recordsIn } from './bd-output.ts';
import type { BdCall } from './bd-words.ts';
import { Queue, type Urgency } from './queue.ts';

export type BdProgramOptions = {
  /** The `.beads` folder. */
  readonly folder: string;
  /** The `bd` to run. */
  readonly program: string;
  /** Whose name changes carry; without it `bd` finds it itself. */
  readonly actor?: string | undefined;
  readonly timeoutMilliseconds?: number;
  /** The database is behind a Dolt server. */
  readonly server?: boolean;
};

/** `bd` prints a megabyte for a thousand issues. */
const mostOutput = 1024 ** 3;

/**
 * Reading must not write: without this, `bd list` may export `issues.jsonl` and `git add` it. Under a Dolt server writes must not export either:
 * bd 1.0.3 then imports that file at every call and so undoes what was written since (both measured).
 */
const quietly = { BD_EXPORT_AUTO: 'false' };

/**
 * The `bd` command line of one tracker, one call at a time: embedded Dolt has a single writer, and some versions fail under concurrent reads. What a
 * person waits for goes before readings of everything.
 */
export class BdProgram {
  readonly #options: BdProgramOptions;
  readonly #queue = new Queue();
  /**
   * Flags that not every `bd` knows. Without the first it hides gates, which would make what they hold back look ready; without the second the comments
   * of what is ephemeral.
   */
  readonly #newFlags = new Map([
    ['list', '--include-gates'],
    ['export', '--all'],
  ]);

  constructor(options: BdProgramOptions) {
    this.#options = options;
  }

  /** All issues, closed ones too, with edges and without comments. */
  async list(): Promise<Result<readonly IssueRecord[]>> {
    const listed = await this.#readAll('list', ['--json', '--all', '-n', '0']);
    return listed.ok ? recordsOf(listed.value) : listed;
  }

  /** All issues with their comments. */
  async export(): Promise<Result<readonly IssueRecord[]>> {
    const exported = await this.#readAll('export', []);
    if (!exported.ok) return exported;
    return ok(
      exported.value.split('\n').flatMap((line) => recordsIn(line.startsWith('{') ? readOutput(line) : undefined)),
    );
  }

  /** One issue, whole. `bd` also takes a part of an id for the whole; this does not, so that nothing else is changed by mistake. */
  async show(id: string): Promise<Result<Issue>> {
    if (id === '' || id.startsWith('-')) return fail({ kind: 'issue-unknown', id });
    const shown = await this.#read(['show', id, '--json'], id);
    if (!shown.ok) return shown;
    const issue = readIssue(recordsIn(readOutput(shown.value))[0]);
    return issue.ok && issue.value.id === id ? issue : fail({ kind: 'issue-unknown', id });
  }

  /**
   * The comments of one issue. Asked so they come in two thirds of the time that `show` takes (measured, bd 1.0.3), and `bd` does not take the issue
   * for the one that was worked on last.
   */
  async comments(id: string): Promise<Result<readonly Comment[]>> {
    if (id.startsWith('-')) return fail({ kind: 'issue-unknown', id });
    const asked = await this.#read(['comments', id, '--json'], id, 'whenever');
    if (!asked.ok) return asked;
    const own = recordsIn(readOutput(asked.value)).filter(({ issue_id = id }) => issue_id === id);
    return ok(own.map(readComment).filter((comment) => comment !== undefined));
  }

  /** A call that writes, and the JSON it answered. `id`: the issue that it is about, for what is said of a refusal. */
  async json(call: BdCall, id?: string): Promise<Result<Json | undefined>> {
    const { actor, server } = this.#options;
    const named = actor === undefined || call.args.some((word) => word.startsWith('--actor='));
    const { args } = call;
    const done = await this.#run(
      { ...call, args: named ? args : [`--actor=${actor}`, ...args] },
      id,
      server ? quietly : {},
    );
    if (!done.ok) return done;
    const json = readOutput(done.value);
    // Some refusals leave with exit code 0.
    return isRecord(json) && typeof json['error'] === 'string'
      ? fail({ kind: 'bd-failed', command: commandOf(args), detail: json['error'] })
      : ok(json);
  }

  /** Asks a `bd` that does not know the newer flag once more without it, and from then on so. */
  async #readAll(verb: string, args: readonly string[]): Promise<Result<string>> {
    const flag = this.#newFlags.get(verb);
    const read = await this.#read([verb, ...args, ...(flag === undefined ? [] : [flag])], undefined, 'whenever');
    const isOld = !read.ok && read.error.kind === 'bd-failed' && /unknown flag/.test(read.error.detail);
    if (!isOld || flag === undefined) return read;
    this.#newFlags.delete(verb);
    return this.#readAll(verb, args);
  }

  #read(args: readonly string[], id?: string, urgency?: Urgency): Promise<Result<string>> {
    return this.#run({ args }, id, quietly, urgency);
  }

  #run(
    call: BdCall,
    id: string | undefined,
    env: Readonly<Record<string, string>>,
    urgency?: Urgency,
  ): Promise<Result<string>> {
    const { folder, program, timeoutMilliseconds = 120_000 } = this.#options;
    return this.#queue.run(async () => {
      const ran = await runProgram({
        program,
        args: call.args,
        // The folder of the tracker: in others `bd` may narrow lists to labels configured for them.
        cwd: path.dirname(folder),
        env: { ...env, BEADS_DIR: folder },
        timeoutMilliseconds,
        maxOutputBytes: mostOutput,
        // `bd` may start the Dolt server that it shares with others.
        rest: 'leave',
        neededFor: 'this tracker',
        ...(call.input === undefined ? {} : { input: call.input }),
      });
      if (!ran.ok) return ran;
      return ran.value.exit === 0 ? ok(ran.value.stdout) : fail(bdFailure(commandOf(call.args), ran.value, id));
    }, urgency);
  }
}

/** Go writes an empty list as `null`. What is no list at all must not pass for an empty tracker. */
function recordsOf(stdout: string): Result<readonly IssueRecord[]> {
  const json = stdout.trim() === 'null' ? [] : readOutput(stdout);
  return Array.isArray(json)
    ? ok(recordsIn(json))
    : fail({
        kind: 'bd-failed',
        command: 'bd list',
        detail: `it printed no JSON list but "${stdout.trim().slice(0, 80)}"`,
      });
}

/** What is said of a call: its verb, not the texts in it. */
const commandOf = (args: readonly string[]): string =>
  ['bd', ...args.filter((word) => !word.startsWith('-')).slice(0, args.includes('dep') ? 2 : 1)].join(' ');
