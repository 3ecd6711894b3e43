import { codexPolicy, sandboxOptions } from './codex-policy.ts';
import { CodexStream, refusalLog } from './codex-stream.ts';
import type { Asked, Dialect, ToldPolicy } from './dialect.ts';
import { without } from './options.ts';

/** `codex exec --json`, as measured with 0.166. */
export const codex: Dialect = {
  isSpokenBy: (program, args) => program === 'codex' && args.some(isExec) && args.includes('--json'),
  words,
  policy: codexPolicy,
  environment: ({ RUST_LOG = process.env['RUST_LOG'] }) =>
    // It tells of refusals in its log alone, and whoever writes Rust may have turned that off.
    RUST_LOG === undefined ? {} : { RUST_LOG: `${RUST_LOG},${refusalLog}=error` },
  reader: (cwd) => new CodexStream(cwd),
};

const isExec = (word: string): boolean => word === 'exec' || word === 'e';

/** Options right behind `exec`, since its own subcommands take fewer; a session that goes on is one of these, and `-` reads the prompt. */
function words(given: readonly string[], { model, resume }: Asked, policy: ToldPolicy): readonly string[] {
  const isOwn = given.some((word) => ['resume', 'fork', 'review'].includes(word));
  const kept = without(
    without(given, model === undefined ? { valued: [] } : { valued: ['--model', '-m'] }),
    sandboxed(policy),
  );
  const at = kept.findIndex(isExec) + 1;
  return [
    ...kept.slice(0, at),
    ...(model === undefined ? [] : ['--model', model]),
    ...policy.words,
    ...kept.slice(at),
    ...(resume === undefined || resume === '' || isOwn ? [] : ['resume', resume, '-']),
  ];
}

const sandboxed = ({ words: told }: ToldPolicy) => (told.includes('--sandbox') ? sandboxOptions : { valued: [] });
