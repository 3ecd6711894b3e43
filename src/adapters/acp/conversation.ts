import {
  type AnyMessage,
  type ClientConnection,
  client,
  methods,
  type RequestPermissionResponse,
  type Stream,
} from '@agentclientprotocol/sdk';
import type { AgentEnd, AgentLaunch, AgentUpdate, Permissions } from '../../agents/agent.ts';
import { PermissionDesk } from '../permission-desk.ts';
import { openSession, wordsOf } from './open-session.ts';
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
  permit(permissions: Permissions): void;
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
  const talk = new Talk(partner, launch, onUpdate);
  const session = await talk.open();
  return {
    ended: talk.prompt(session),
    answer: (request, option) => talk.answer(request, option),
    permit: (permissions) => talk.permit(permissions),
    cancel: () => talk.cancel(session),
    close: () => talk.close(),
  };
}

class Talk {
  readonly #partner: Partner;
  readonly #launch: AgentLaunch;
  readonly #onUpdate: (update: AgentUpdate) => void;
  readonly #reader: UpdateReader;
  readonly #desk: PermissionDesk;
  readonly #connection: ClientConnection;
  /** Until the session is open, what is heard is history played back. */
  #listening = false;
  #cancelled = false;
  /** The last words since the last tool call: what a refusal gives as its reason. */
  #said = '';

  constructor(partner: Partner, launch: AgentLaunch, onUpdate: (update: AgentUpdate) => void) {
    this.#partner = partner;
    this.#launch = launch;
    this.#onUpdate = onUpdate;
    this.#reader = new UpdateReader(launch.cwd);
    this.#desk = new PermissionDesk(launch.permissions, launch.cwd, onUpdate);
    this.#connection = client({ name: 'phaseline' })
      .onRequest(methods.client.session.requestPermission, asIs, ({ params, signal }) => this.#decide(params, signal))
      .connect(tapped(partner.stream, (params) => this.#hear(params)));
  }

  async #decide(raw: unknown, signal: AbortSignal): Promise<RequestPermissionResponse> {
    const optionId = await this.#desk.decide((id) => this.#reader.toolCalls.request(id, raw), signal);
    return { outcome: optionId === undefined ? { outcome: 'cancelled' } : { outcome: 'selected', optionId } };
  }

  /** The session's id. */
  async open(): Promise<string> {
    const { openWithin, version, pid } = this.#partner;
    const opening = openSession(this.#connection.agent, this.#launch, version, this.#onUpdate);
    try {
      const opened = await within(opening, openWithin);
      this.#onUpdate({ kind: 'started', pid, ...opened });
      this.#listening = true;
      return opened.session;
    } catch (thrown) {
      const gone = this.#connection.signal.aborted;
      this.close();
      throw new Error(gone ? await this.#partner.died() : wordsOf(thrown));
    }
  }

  async prompt(sessionId: string): Promise<AgentEnd> {
    const prompt = [{ type: 'text' as const, text: this.#launch.prompt }];
    try {
      const response = await this.#connection.agent.request(methods.agent.session.prompt, { sessionId, prompt });
      const usage = this.#reader.readEnd(response);
      if (usage !== undefined) this.#onUpdate(usage);
      return endOf(response, this.#said, this.#desk.denied);
    } catch (thrown) {
      this.#desk.close();
      const { denied } = this.#desk;
      if (this.#cancelled) return { stop: 'cancelled', detail: '', denied };
      const died = this.#connection.signal.aborted;
      const detail = bounded(died ? await this.#partner.died() : wordsOf(thrown), mostDetail);
      return { stop: died ? 'died' : 'failed', detail, denied };
    }
  }

  answer(request: string, option: string): void {
    this.#desk.answer(request, option);
  }

  permit(permissions: Permissions): void {
    this.#desk.permit(permissions);
  }

  cancel(sessionId: string): void {
    this.#cancelled = true;
    this.#desk.close();
    this.#connection.agent.notify(methods.agent.session.cancel, { sessionId }).catch(() => {});
  }

  close(): void {
    this.#desk.close();
    this.#connection.close();
  }

  #hear(params: unknown): void {
    const update = this.#listening ? this.#reader.read(params) : undefined;
    if (update === undefined) return;
    if (update.kind === 'message') this.#said = (this.#said + update.text).slice(-mostDetail);
    else if (update.kind === 'tool') this.#said = '';
    this.#onUpdate(update);
  }
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
