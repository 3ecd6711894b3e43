import { Readable, Writable } from 'node:stream';
import { ndJsonStream } from '@agentclientprotocol/sdk';
import type { AgentHandle, AgentLaunch, AgentUpdate } from '../../agents/agent.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { BoundedOutput } from '../bounded-output.ts';
import { errorText } from '../files.ts';
import { type RunningProgram, spawnProgram } from '../processes.ts';
import { type Conversation, converse } from './conversation.ts';

/** Most bytes of one message; a file of that size may come as a diff. */
const maxMessageBytes = 64 * 1024 * 1024;

/** How long an agent is waited for, in milliseconds. */
type Patience = {
  /** To open a session: some load a lot before they answer, but one that is silent for so long does not speak ACP. */
  readonly open: number;
  /** To stop after it was asked to. */
  readonly cancel: number;
  /** To end by itself once its input has. */
  readonly quit: number;
};
const usualPatience: Patience = { open: 60_000, cancel: 5000, quit: 500 };

/** How a child's environment differs from ours; undefined takes a variable away. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Starts a program that speaks the Agent Client Protocol on its standard streams, and sends it the prompt. */
export async function launchAcp(
  launch: AgentLaunch,
  env: Environment,
  version: string,
  onUpdate: (update: AgentUpdate) => void,
  patience: Patience = usualPatience,
): Promise<Result<AgentHandle>> {
  const [program = '', ...args] = launch.command;
  const { cwd, title } = launch;
  const started = await spawnProgram({ program, args, cwd, env, neededFor: title });
  if (!started.ok) return started;
  const process = started.value;
  onUpdate({ kind: 'spawned', pid: process.pid });
  const stderr = new BoundedOutput(16_384);
  process.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
  const stream = ndJsonStream(Writable.toWeb(process.stdin), Readable.toWeb(process.stdout), { maxMessageBytes });
  const died = (): Promise<string> => deathOf(process, stderr, patience);
  const partner = { stream, pid: process.pid, version, openWithin: patience.open, died };
  const abandon = (): void => void process.end();
  launch.cancelled?.addEventListener('abort', abandon);
  if (launch.cancelled?.aborted) abandon();
  try {
    const conversation = await converse(partner, launch, onUpdate);
    return ok(handleOf(process, conversation, patience));
  } catch (thrown) {
    await process.end();
    return fail({ kind: 'agent-failed', agent: title, detail: errorText(thrown) });
  } finally {
    launch.cancelled?.removeEventListener('abort', abandon);
  }
}

function handleOf(process: RunningProgram, conversation: Conversation, patience: Patience): AgentHandle {
  let over = false;
  const ended = conversation.ended.finally(() => {
    over = true;
  });
  return {
    pid: process.pid,
    ended,
    answer: conversation.answer,
    permit: conversation.permit,
    async cancel() {
      if (over) return;
      conversation.cancel();
      await soon(ended, patience.cancel);
      if (!over) await process.end();
    },
    end: () => quit(process, conversation, patience),
    dispose: () => void quit(process, conversation, patience),
  };
}

/** An agent ends by itself when its input does; its tree is ended in any case. */
async function quit(process: RunningProgram, conversation: Conversation, patience: Patience): Promise<void> {
  process.stdin.end();
  await soon(process.ended, patience.quit);
  await process.end();
  conversation.close();
}

/** What `work` resolves to, or undefined when it takes longer. */
async function soon<T>(work: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  const first = await Promise.race([work, late]);
  clearTimeout(timer);
  return first;
}

/** How a process ended, with the last that it said; when only its output has ended, the process itself is soon to follow. */
async function deathOf(process: RunningProgram, stderr: BoundedOutput, patience: Patience): Promise<string> {
  const end = await soon(process.ended, patience.quit);
  const how =
    end === undefined
      ? 'it closed its output'
      : end.exit === undefined
        ? 'it was ended by a signal'
        : `it ended with exit code ${end.exit}`;
  const tail = stderr.text().trim().split('\n').slice(-12).join('\n');
  return tail === '' ? how : `${how}: ${tail}`;
}
