import { codexPolicy, sandboxOptions } from './codex-policy.ts';
import { CodexStream, refusalLog } from './codex-stream.ts';
import type { Asked, Dialect, Told } from './dialect.ts';
import { option, without } from './options.ts';
import { patience } from './own-tools.ts';

/** `codex exec --json`, as measured with 0.166. */
export const codex: Dialect = {
  isSpokenBy: (program, args) => program === 'codex' && args.some(isExec) && args.includes('--json'),
  tell,
  reader: (cwd) => new CodexStream(cwd),
};

const isExec = (word: string): boolean => word === 'exec' || word === 'e';

function tell(given: readonly string[], { model, resume, permissions, env, tools }: Asked): Told {
  const { words, notes, unheld } = codexPolicy(permissions, given);
  const kept = without(
    without(given, { valued: model === undefined ? [] : ['--model', '-m'] }),
    words.includes('--sandbox') ? sandboxOptions : { valued: [] },
  );
  return {
    args: [
      ...withOptions(kept, [...option('--model', model), ...words, ...serverWords(tools)]),
      ...session(given, resume),
    ],
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

/** Values are TOML, which takes the texts and lists of JSON. Its usual minute for a call is too short for a question to a person; in seconds. */
function serverWords(tools: Asked['tools']): readonly string[] {
  if (tools === undefined) return [];
  const [command, ...args] = tools.command;
  const env = Object.entries(tools.env).map(([name, value]) => `${JSON.stringify(name)}=${JSON.stringify(value)}`);
  const settings = {
    command: JSON.stringify(command),
    args: JSON.stringify(args),
    env: `{${env.join(',')}}`,
    startup_timeout_sec: 60,
    tool_timeout_sec: patience / 1000,
  };
  return Object.entries(settings).flatMap(([key, value]) => ['-c', `mcp_servers.${tools.name}.${key}=${value}`]);
}

/** It tells of refusals in its log alone, and whoever writes Rust may have turned that off. */
function logOf({ RUST_LOG = process.env['RUST_LOG'] }: Asked['env']): Readonly<Record<string, string>> {
  return RUST_LOG === undefined ? {} : { RUST_LOG: `${RUST_LOG},${refusalLog}=error` };
}
