import { type AnyMessage, client, methods, type Stream } from '@agentclientprotocol/sdk';
import type { AgentEnd, AgentLaunch, AgentUpdate } from '../../agents/agent.ts';
import { openSession, wordsOf } from './open-session.ts';
import { PermissionDesk } from './permissions.ts';
import { servedFiles } from './served-files.ts';
import { UpdateReader } from './updates.ts';
import { bounded, oneOf, record, text } from './wire.ts';

/** What a conversation is held with. */
export type Partner = {
  readonly stream: Stream;
  readonly pid: number | undefined;
  /** Our own version, told to the agent. */
  readonly version: string;
  /** Milliseconds within which it must open a session. */
  readonly openWithin: number;
  /** Asked once the connection is gone: what is known of why. */
  died(): Promise<string>;
};

/** One prompt and everything until its turn is over. */
export type Conversation = {
  readonly ended: Promise<AgentEnd>;
  answer(request: string, option: string): void;
  /** Asks the agent to stop; `ended` tells when it did. */
  cancel(): void;
  close(): void;
};

const stops = ['end_turn', 'max_tokens', 'max_turn_requests', 'refusal', 'cancelled'] as const;
const mostDetail = 1000;

/** Opens a session over the stream and sends the prompt; rejects with an Error that says why it could not. */
export async function converse(
  partner: Partner,
  launch: AgentLaunch,
  onUpdate: (update: AgentUpdate) => void,
): Promise<Conversation> {
  const reader = new UpdateReader(launch.cwd);
  const desk = new PermissionDesk(launch.permissions, reader.toolCalls, onUpdate);
  const files = servedFiles(launch.cwd, launch.permissions.edit !== 'deny');
  let said = '';
  let listening = false;
  const hear = (params: unknown): void => {
    // Until the session is open this is history played back.
    const update = listening ? reader.read(params) : undefined;
    if (update === undefined) return;
    if (update.kind === 'message') said = (said + update.text).slice(-mostDetail);
    else if (update.kind === 'tool') said = '';
    onUpdate(update);
  };
  const connection = client({ name: 'phaseline' })
    .onRequest(methods.client.session.requestPermission, asIs, ({ params, signal }) => desk.decide(params, signal))
    .onRequest(methods.client.fs.readTextFile, asIs, ({ params }) => files.read(params))
    .onRequest(methods.client.fs.writeTextFile, asIs, ({ params }) => files.write(params))
    .connect(tapped(partner.stream, hear));
  const close = (): void => {
    desk.close();
    connection.close();
  };
  const opened = await within(
    openSession(connection.agent, launch, partner.version, onUpdate),
    partner.openWithin,
  ).catch(async (thrown: unknown) => {
    const gone = connection.signal.aborted;
    close();
    throw new Error(gone ? await partner.died() : wordsOf(thrown));
  });
  onUpdate({ kind: 'started', pid: partner.pid, ...opened });
  listening = true;
  let cancelled = false;
  const answered = connection.agent.request(methods.agent.session.prompt, {
    sessionId: opened.session,
    prompt: [{ type: 'text', text: launch.prompt }],
  });
  const ended = answered.then(
    (response): AgentEnd => {
      const usage = reader.readEnd(response);
      if (usage !== undefined) onUpdate(usage);
      return endOf(response, said, desk.denied);
    },
    async (thrown: unknown): Promise<AgentEnd> => {
      desk.close();
      if (cancelled) return { stop: 'cancelled', detail: '', denied: desk.denied };
      if (connection.signal.aborted)
        return { stop: 'died', detail: bounded(await partner.died(), mostDetail), denied: desk.denied };
      return { stop: 'failed', detail: bounded(wordsOf(thrown), mostDetail), denied: desk.denied };
    },
  );
  return {
    ended,
    answer: (request, option) => desk.answer(request, option),
    cancel: () => {
      cancelled = true;
      desk.close();
      connection.agent.notify(methods.agent.session.cancel, { sessionId: opened.session }).catch(() => {});
    },
    close,
  };
}

/** Agents differ from the schema in small things; what they send is read with care instead of refused. */
const asIs = (params: unknown): unknown => params;

function endOf(response: unknown, said: string, denied: readonly string[]): AgentEnd {
  const told = record(response)['stopReason'];
  const stop = oneOf(told, stops);
  if (stop === undefined)
    return { stop: 'failed', detail: `it ended for a reason that is not known: ${text(told)}`, denied };
  return { stop, detail: stop === 'refusal' ? said.trim() : '', denied };
}

/**
 * Takes the updates out of the stream and hands them over in the order in which they came, the end of the turn after the last of them. The
 * SDK's own dispatch would deliver them later than the answer behind them, and refuse kinds that it does not know.
 */
function tapped(stream: Stream, hear: (params: unknown) => void): Stream {
  const tap = new TransformStream<AnyMessage, AnyMessage>({
    transform(message, controller) {
      if ('method' in message && message.method === methods.client.session.update && !('id' in message))
        hear(message.params);
      else controller.enqueue(message);
    },
  });
  return { writable: stream.writable, readable: stream.readable.pipeThrough(tap) };
}

async function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`it did not open a session within ${Math.round(milliseconds / 1000)} s`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
