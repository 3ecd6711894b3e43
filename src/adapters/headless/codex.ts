import { codexPolicy, sandboxOptions } from './codex-policy.ts';
import { CodexStream, refusalLog } from './codex-stream.ts';
import type { Asked, Dialect, Told } from './dialect.ts';
import { option, without } from './options.ts';

/** `codex exec --json`, as measured with 0.166. */
export const codex: Dialect = {
  isSpokenBy: (program, args) => program === 'codex' && args.some(isExec) && args.includes('--json'),
  tell,
  reader: (cwd) => new CodexStream(cwd),
};

const isExec = (word: string): boolean => word === 'exec' || word === 'e';

function tell(given: readonly string[], { model, resume, permissions, env }: Asked): Told {
  const { words, notes, unheld } = codexPolicy(permissions, given);
  const kept = without(
    without(given, { valued: model === undefined ? [] : ['--model', '-m'] }),
    words.includes('--sandbox') ? sandboxOptions : { valued: [] },
  );
  return {
    args: [...withOptions(kept, [...option('--model', model), ...words]), ...session(given, resume)],
    env: logOf(env),
    notes,
    unheld,
  };
}

/** Right behind `exec`, since its own subcommands take fewer options. */
function withOptions(given: readonly string[], options: readonly string[]): readonly string[] {
  const at = given.findIndex(isExec) + 1;
  return [...given.slice(0, at), ...options, ...given.slice(at)];
}

/** A session is taken up by a subcommand, where none was given; `-` makes it read the prompt. */
function session(given: readonly string[], resume: string | undefined): readonly string[] {
  const isOwn = given.some((word) => ['resume', 'fork', 'review'].includes(word));
  return isOwn || resume === undefined || resume === '' ? [] : ['resume', resume, '-'];
}

/** It tells of refusals in its log alone, and whoever writes Rust may have turned that off. */
function logOf({ RUST_LOG = process.env['RUST_LOG'] }: Asked['env']): Readonly<Record<string, string>> {
  return RUST_LOG === undefined ? {} : { RUST_LOG: `${RUST_LOG},${refusalLog}=error` };
}
