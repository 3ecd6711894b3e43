import path from 'node:path';
import type { Failure } from '../../base/failure.ts';
import type { Json } from '../../base/json.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Issue } from '../../issues/issue.ts';
import { readIssue } from '../../issues/read.ts';
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
 * Reading must not write: without this, a reading may export `issues.jsonl` and `git add` it. Under a Dolt server writes must not export either:
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
  /** Whether this `bd` can export what is ephemeral; an older one is asked without. */
  #knowsAll = true;

  constructor(options: BdProgramOptions) {
    this.#options = options;
  }

  /**
   * All records, whole: closed, ephemeral and those that `bd` hides too. It takes no longer than `bd list` (measured, bd 1.0.3), which prints no comments.
   */
  async export(): Promise<Result<readonly IssueRecord[]>> {
    const exported = await this.#read(['export', ...(this.#knowsAll ? ['--all'] : [])], undefined, 'whenever');
    const isOld = !exported.ok && exported.error.kind === 'bd-failed' && /unknown flag/.test(exported.error.detail);
    if (!isOld || !this.#knowsAll) return exported.ok ? recordsOf(exported.value) : exported;
    this.#knowsAll = false;
    return this.export();
  }

  /** What is configured under a key; nothing where that cannot be told. */
  async configured(key: string): Promise<string | undefined> {
    const asked = await this.#read(['config', 'get', key, '--json'], undefined, 'whenever');
    const [answer] = asked.ok ? recordsIn(readOutput(asked.value)) : [];
    return typeof answer?.['value'] === 'string' ? answer['value'] : undefined;
  }

  /** One issue, whole. `bd` also takes a part of an id for the whole; this does not, so that nothing else is changed by mistake. */
  async show(id: string): Promise<Result<Issue>> {
    if (id === '' || id.startsWith('-')) return fail({ kind: 'issue-unknown', id });
    const shown = await this.#read(['show', id, '--json'], id);
    if (!shown.ok) return shown;
    const issue = readIssue(recordsIn(readOutput(shown.value))[0]);
    return issue.ok && issue.value.id === id ? issue : fail({ kind: 'issue-unknown', id });
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

/** A record a line, memories beside issues. What is no such line must not pass for a tracker that holds less; only warnings may stand between. */
function recordsOf(stdout: string): Result<readonly IssueRecord[]> {
  const records: IssueRecord[] = [];
  let other: string | undefined;
  for (const line of stdout.split('\n')) {
    const found = recordsIn(readOutput(line));
    if (found.length === 0 && line.startsWith('{')) return fail(noRecord(line));
    if (found.length === 0) other ??= line.trim() || undefined;
    for (const { _type = 'issue', ...record } of found) if (_type === 'issue') records.push(record);
  }
  return records.length === 0 && other !== undefined ? fail(noRecord(other)) : ok(records);
}

const noRecord = (line: string): Failure => ({
  kind: 'bd-failed',
  command: 'bd export',
  detail: `it printed a line that is no JSON record: "${line.slice(0, 80)}"`,
});

/** What is said of a call: its verb, not the texts in it. */
const commandOf = (args: readonly string[]): string =>
  ['bd', ...args.filter((word) => !word.startsWith('-')).slice(0, args.includes('dep') ? 2 : 1)].join(' ');
