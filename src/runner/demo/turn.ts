import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type AgentContext,
  methods,
  type SessionUpdate,
  type StopReason,
  type ToolCallContent,
  type ToolKind,
} from '@agentclientprotocol/sdk';
import { record } from '../../adapters/acp/wire.ts';
import { errorText } from '../../adapters/files.ts';
import { bothSides, commentFor, mentionedFiles } from '../../agents/demo-edit.ts';
import { type Instruction, parseScript } from '../../agents/script.ts';
import { filesIn, meantFiles } from './files.ts';
import { insideFolder } from './inside-folder.ts';

export type TurnOptions = {
  readonly client: AgentContext;
  readonly session: string;
  /** Absolute. */
  readonly cwd: string;
  readonly prompt: string;
  /** What the comments that it leaves name. */
  readonly task: string;
  readonly cancelled: AbortSignal;
};

/** Enough for a person to see that something is going on. */
const pauseMilliseconds = 150;

type Edit = Extract<Instruction, { do: 'write' | 'append' | 'replace' | 'delete' }>;

/** One turn of the demo agent: what the script in the prompt says, or a comment in each file that the prompt names. */
export async function takeTurn(options: TurnOptions): Promise<StopReason> {
  const turn = new Turn(options);
  const script = parseScript(options.prompt);
  if (script === undefined) return turn.carryOut(await withoutScript(options));
  if (script.ok) return turn.carryOut(script.value.instructions);
  const problems = script.error.map(({ line, detail }) => `line ${line}: ${detail}`);
  return turn.carryOut([{ do: 'fail', reason: `The demo script cannot be read: ${problems.join('; ')}` }]);
}

const pause: Instruction = { do: 'wait', milliseconds: pauseMilliseconds };

async function withoutScript({ cwd, prompt, task }: TurnOptions): Promise<readonly Instruction[]> {
  const files = meantFiles(mentionedFiles(prompt), await filesIn(cwd));
  const resolved = await resolutions(cwd, files);
  if (resolved.length > 0)
    return [...resolved, { do: 'say', text: 'Done: of each conflict, both sides are kept, one after the other.' }];
  const text = `Phaseline's demo agent was here for ${task}.`;
  const edits = files.flatMap((file): Instruction[] => {
    const comment = commentFor(file, text);
    return comment === undefined ? [] : [pause, { do: 'append', path: file, text: comment }];
  });
  const said =
    edits.length === 0
      ? 'The prompt names no file here that can carry a comment, so nothing was changed.'
      : 'Done: each of these files has a comment now.';
  return [
    { do: 'say', text: 'I am the demo agent: no model, only a comment in each file that the prompt names.' },
    ...edits,
    { do: 'say', text: said },
  ];
}

/** Where conflicts are marked in the files that it was pointed at, it was asked to resolve them, and nothing else. */
async function resolutions(cwd: string, files: readonly string[]): Promise<readonly Instruction[]> {
  const read = await Promise.all(
    files.map(async (file): Promise<Instruction[]> => {
      const content = bothSides(await readFile(path.join(cwd, file), 'utf8').catch(() => ''));
      return content === undefined ? [] : [pause, { do: 'write', path: file, content }];
    }),
  );
  return read.flat();
}

class Turn {
  readonly #options: TurnOptions;

  constructor(options: TurnOptions) {
    this.#options = options;
  }

  async carryOut(instructions: readonly Instruction[]): Promise<StopReason> {
    for (const instruction of instructions) {
      if (this.#options.cancelled.aborted) return 'cancelled';
      const stop = await this.#do(instruction);
      if (stop !== undefined) return stop;
    }
    return this.#options.cancelled.aborted ? 'cancelled' : 'end_turn';
  }

  async #do(instruction: Instruction): Promise<StopReason | undefined> {
    switch (instruction.do) {
      case 'say':
        return this.#say(instruction.text);
      case 'think':
        return this.#tell({
          sessionUpdate: 'agent_thought_chunk',
          content: { type: 'text', text: `${instruction.text}\n` },
        });
      case 'wait':
        return this.#wait(instruction.milliseconds);
      case 'ask':
        return this.#ask(instruction.tool, instruction.title);
      case 'fail':
        await this.#say(instruction.reason);
        return 'refusal';
      case 'crash':
        process.stderr.write('demo agent: the script says to crash\n');
        process.exit(70);
        break;
      case 'hang':
        await this.#wait(undefined);
        return 'cancelled';
      default:
        return this.#edit(instruction);
    }
  }

  async #tell(update: SessionUpdate): Promise<undefined> {
    await this.#options.client.notify(methods.client.session.update, { sessionId: this.#options.session, update });
  }

  /** In pieces, as a model would. */
  async #say(text: string): Promise<undefined> {
    for (const piece of `${text}\n\n`.match(/[\s\S]{1,40}/g) ?? []) {
      await this.#tell({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: piece } });
    }
  }

  /** Ends early when the turn is cancelled; undefined waits for nothing else. */
  #wait(milliseconds: number | undefined): Promise<undefined> {
    const { cancelled } = this.#options;
    return new Promise((resolve) => {
      if (cancelled.aborted) return resolve(undefined);
      const done = (): void => {
        clearTimeout(timer);
        cancelled.removeEventListener('abort', done);
        resolve(undefined);
      };
      const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds);
      cancelled.addEventListener('abort', done);
    });
  }

  async #ask(kind: ToolKind, title: string): Promise<StopReason | undefined> {
    const { client, session } = this.#options;
    const call = { toolCallId: randomUUID(), title, kind } as const;
    await this.#tell({ sessionUpdate: 'tool_call', ...call, status: 'pending' });
    const answer = await client.request(methods.client.session.requestPermission, {
      sessionId: session,
      toolCall: call,
      options: [
        { optionId: 'allow', name: 'Allow', kind: 'allow_once' },
        { optionId: 'reject', name: 'Reject', kind: 'reject_once' },
      ],
    });
    const outcome = record(record(answer)['outcome']);
    const allowed = outcome['optionId'] === 'allow';
    await this.#tell({
      sessionUpdate: 'tool_call_update',
      toolCallId: call.toolCallId,
      status: allowed ? 'completed' : 'failed',
    });
    if (allowed) return undefined;
    if (outcome['outcome'] === 'cancelled') return 'cancelled';
    await this.#say(`I stop here: "${title}" was refused.`);
    return 'end_turn';
  }

  async #edit(edit: Edit): Promise<undefined> {
    const toolCallId = randomUUID();
    const file = await insideFolder(this.#options.cwd, edit.path);
    const kind = edit.do === 'delete' ? 'delete' : 'edit';
    const locations = file === undefined ? [] : [{ path: file }];
    await this.#tell({
      sessionUpdate: 'tool_call',
      toolCallId,
      title: `${titles[edit.do]} ${edit.path}`,
      kind,
      status: 'in_progress',
      locations,
    });
    const done = file === undefined ? 'it lies outside the folder of this session' : await changeFile(file, edit);
    const content: ToolCallContent[] =
      typeof done === 'string' ? [{ type: 'content', content: { type: 'text', text: done } }] : [done];
    await this.#tell({
      sessionUpdate: 'tool_call_update',
      toolCallId,
      status: typeof done === 'string' ? 'failed' : 'completed',
      content,
    });
    if (typeof done === 'string') await this.#say(`${titles[edit.do]} ${edit.path} did not work: ${done}.`);
  }
}

const titles: Readonly<Record<Edit['do'], string>> = {
  write: 'Write',
  append: 'Append to',
  replace: 'Edit',
  delete: 'Delete',
};

/** The change as a diff, or why it could not be made. */
async function changeFile(file: string, edit: Edit): Promise<ToolCallContent | string> {
  try {
    const before = await readFile(file, 'utf8').catch(() => undefined);
    const after = contentAfter(before, edit);
    if (after.problem !== undefined) return after.problem;
    if (after.content === undefined) await rm(file);
    else {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, after.content);
    }
    return { type: 'diff', path: file, oldText: before ?? null, newText: after.content ?? '' };
  } catch (thrown) {
    return errorText(thrown);
  }
}

function contentAfter(
  before: string | undefined,
  edit: Edit,
): { readonly content?: string; readonly problem?: string } {
  switch (edit.do) {
    case 'write':
      return { content: edit.content };
    case 'append':
      return {
        content: `${before === undefined || before === '' || before.endsWith('\n') ? (before ?? '') : `${before}\n`}${edit.text}\n`,
      };
    case 'replace': {
      if (before === undefined) return { problem: 'there is no such file' };
      const at = before.indexOf(edit.old);
      return at < 0
        ? { problem: 'the text to replace is not there' }
        : { content: before.slice(0, at) + edit.new + before.slice(at + edit.old.length) };
    }
    case 'delete':
      return before === undefined ? { problem: 'there is no such file' } : {};
  }
}
