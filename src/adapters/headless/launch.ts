import type { Readable } from 'node:stream';
import type { AgentHandle, AgentLaunch, AgentUpdate } from '../../agents/agent.ts';
import type { Disposable } from '../../base/disposable.ts';
import { ok, type Result } from '../../base/result.ts';
import { BoundedOutput } from '../bounded-output.ts';
import { type RunningProgram, spawnProgram } from '../processes.ts';
import { orAnew, type Tell, type Turn } from './anew.ts';
import type { Reader, Told } from './dialect.ts';
import { dialectOf } from './dialects.ts';
import { Dialogue } from './dialogue.ts';
import { LineSplitter } from './line-splitter.ts';
import { withFiles } from './told-files.ts';

const mostLine = 8 * 1024 * 1024;
const mostComplaint = 16_384;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Starts a headless agent: the prompt goes to its standard input, what it does comes from its standard output. One that is known
 * is told the policy on its command line, as far as it takes rules, and is answered where it can ask; any other command does what it does.
 */
export async function launchCommand(
  launch: AgentLaunch,
  env: Environment,
  onUpdate: Tell,
): Promise<Result<AgentHandle>> {
  const first = await startTurn(launch, env, onUpdate);
  if (!first.ok || !first.value.resumes) return first;
  return ok(orAnew(first.value, () => startTurn({ ...launch, resume: undefined }, env, onUpdate), onUpdate));
}

async function startTurn(launch: AgentLaunch, env: Environment, onUpdate: Tell): Promise<Result<Turn>> {
  const { cwd, title, resume = '' } = launch;
  const dialect = dialectOf(launch.command);
  const told = dialect.tell(launch.command.slice(1), launch);
  const started = await startTold(launch, told, env);
  if (!started.ok) return started;
  const { process, dispose } = started.value;
  onUpdate({ kind: 'spawned', pid: process.pid });
  for (const detail of told.notes) onUpdate({ kind: 'other', name: 'permissions', detail });
  const reader = dialect.reader(cwd, title);
  const dialogue = new Dialogue(told.talk, launch, process.stdin, onUpdate);
  let wasHeard = false;
  const heard = hear(process, reader, dialogue, (update) => {
    wasHeard ||= update.kind === 'started';
    onUpdate(update);
  });
  dialogue.begin(launch.prompt);
  let cancelled = false;
  const ended = (async () => {
    const { exit } = await process.ended;
    dialogue.close();
    // Ends what it left behind, and with that the pipes.
    await process.end();
    dispose();
    const judged = reader.end(exit, await heard);
    const denied = [...new Set([...judged.denied, ...dialogue.denied])];
    const end = { ...judged, denied, ...(exit === undefined ? {} : { exit }) };
    return cancelled ? { ...end, stop: 'cancelled' as const, detail: '' } : end;
  })();
  return ok({
    pid: process.pid,
    ended,
    answer: (request, option) => dialogue.answer(request, option),
    permit: (permissions) => dialogue.permit(permissions),
    async cancel() {
      cancelled = true;
      dialogue.close();
      await process.end();
    },
    end: () => process.end(),
    dispose: () => process.dispose(),
    resumes: resume !== '' && told.args.includes(resume),
    wasHeard: () => wasHeard,
  });
}

type StartedAgent = { readonly process: RunningProgram } & Disposable;

/** What it was told in a file stays until this is disposed of. */
async function startTold(
  { command: [program = ''], cwd, title: neededFor }: AgentLaunch,
  told: Told,
  env: Environment,
): Promise<Result<StartedAgent>> {
  const words = withFiles(told);
  if (!words.ok) return words;
  const { args, dispose } = words.value;
  // As a shell would say it: OpenCode believes this variable, and it would be the folder that we were started in.
  const started = await spawnProgram({ program, args, cwd, env: { ...env, PWD: cwd, ...told.env }, neededFor });
  if (started.ok) return ok({ process: started.value, dispose });
  dispose();
  return started;
}

/** Reads both of its streams to their ends; resolves with head and tail of its standard error. */
async function hear(process: RunningProgram, reader: Reader, dialogue: Dialogue, onUpdate: Tell): Promise<string> {
  const stderr = new BoundedOutput(mostComplaint);
  process.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
  const tell = (updates: readonly AgentUpdate[]): void => {
    for (const update of updates) onUpdate(ofProcess(process.pid, update));
  };
  await Promise.all([
    eachLine(process.stdout, mostLine, (line) => {
      tell(reader.read(line));
      dialogue.hear(line);
    }),
    eachLine(process.stderr, mostComplaint, (line) => tell(reader.complain?.(line) ?? [])),
  ]);
  return stderr.text();
}

/** Some number their tool calls from 0 in every process, and all attempts at a task share one transcript. */
function ofProcess(pid: number, update: AgentUpdate): AgentUpdate {
  if (update.kind === 'started') return { ...update, pid };
  return update.kind === 'tool' ? { ...update, id: `${pid}/${update.id}` } : update;
}

/** Resolves when the stream is closed and its last line was taken. */
async function eachLine(stream: Readable, most: number, take: (line: string) => void): Promise<void> {
  const lines = new LineSplitter(most);
  stream.on('data', (chunk: Buffer) => lines.add(chunk).forEach(take));
  await new Promise<void>((resolve) => stream.once('close', () => resolve()));
  lines.end().forEach(take);
}
