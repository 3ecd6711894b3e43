import path from 'node:path';
import type { AgentHandle, AgentLaunch, AgentUpdate, Permissions } from '../../agents/agent.ts';
import { ok, type Result } from '../../base/result.ts';
import { BoundedOutput } from '../bounded-output.ts';
import { spawnProgram } from '../processes.ts';
import { type ClaudePolicy, claudePolicy } from './claude-policy.ts';
import { ClaudeStream } from './claude-stream.ts';
import { type Dialect, plainText } from './dialect.ts';
import { LineSplitter } from './line-splitter.ts';

const mostLine = 8 * 1024 * 1024;

/**
 * Starts a headless agent: the prompt goes to its standard input, what it does comes from its standard output. It cannot ask: Claude is told
 * the policy on its command line, and denies what is left; any other command does what it does.
 */
export async function launchCommand(
  launch: AgentLaunch,
  env: Readonly<Record<string, string | undefined>>,
  onUpdate: (update: AgentUpdate) => void,
): Promise<Result<AgentHandle>> {
  const [program = '', ...given] = launch.command;
  const { cwd, title } = launch;
  const claude = isClaudeStream(program, given);
  const policy = claude ? claudePolicy(launch.permissions) : unheld(launch.permissions);
  const args = claude ? [...given, ...claudeWords(launch), ...policy.words] : given;
  const started = await spawnProgram({ program, args, cwd, env, neededFor: title });
  if (!started.ok) return started;
  const process = started.value;
  onUpdate({ kind: 'spawned', pid: process.pid });
  for (const detail of policy.notes) onUpdate({ kind: 'other', name: 'permissions', detail });
  const dialect: Dialect = claude ? new ClaudeStream(cwd) : plainText(title);
  const stderr = new BoundedOutput(16_384);
  process.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
  const lines = new LineSplitter(mostLine);
  const hear = (line: string): void => {
    for (const update of dialect.read(line))
      onUpdate(update.kind === 'started' ? { ...update, pid: process.pid } : update);
  };
  process.stdout.on('data', (chunk: Buffer) => lines.add(chunk).forEach(hear));
  const read = new Promise<void>((resolve) => process.stdout.once('close', () => resolve()));
  process.stdin.end(launch.prompt);
  let cancelled = false;
  const ended = (async () => {
    const { exit } = await process.ended;
    // Ends what it left behind, and with that the pipe.
    await process.end();
    await read;
    lines.end().forEach(hear);
    const end = { ...dialect.end(exit, stderr.text()), ...(exit === undefined ? {} : { exit }) };
    return cancelled ? { ...end, stop: 'cancelled' as const, detail: '' } : end;
  })();
  return ok({
    pid: process.pid,
    ended,
    answer: () => {},
    permit: () => {},
    async cancel() {
      cancelled = true;
      await process.end();
    },
    end: () => process.end(),
    dispose: () => process.dispose(),
  });
}

/** Nobody hears what it does before it is done. */
const unheld = (permissions: Permissions): ClaudePolicy => ({
  words: [],
  notes: isStrict(permissions) ? ['it cannot be held to its policy: it asks nobody, and takes no rules'] : [],
});

/** Whether a headless command can be told what its agents may not do. */
export const holdsToPolicy = ([program = '', ...args]: readonly string[], permissions: Permissions): boolean =>
  isClaudeStream(program, args) || !isStrict(permissions);

const isStrict = (permissions: Permissions): boolean => Object.values(permissions).some((rule) => rule !== 'allow');

const isClaudeStream = (program: string, args: readonly string[]): boolean =>
  /^claude(\.(exe|cmd))?$/i.test(path.basename(program)) && args.includes('stream-json');

/** What the launch asks beyond the given words. */
const claudeWords = ({ model, resume }: AgentLaunch): readonly string[] => [
  ...(model === undefined ? [] : ['--model', model]),
  ...(resume === undefined || resume === '' ? [] : ['--resume', resume]),
];
