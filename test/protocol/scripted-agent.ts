// An agent that says exactly what a test tells it to, byte for byte, well-formed or not.
import { ndJsonStream } from '@agentclientprotocol/sdk';
import { type Conversation, converse } from '../../src/adapters/acp/conversation.ts';
import { record, text } from '../../src/adapters/acp/wire.ts';
import type { AgentLaunch, AgentUpdate } from '../../src/agents/agent.ts';

type Message = Readonly<Record<string, unknown>>;

/** The agent's side of a connection. */
export class Peer {
  readonly #out: WritableStreamDefaultWriter<Uint8Array>;
  readonly #received: Message[] = [];
  #last: Promise<void> = Promise.resolve();
  readonly #waiting: { wanted: (message: Message) => boolean; resolve: (message: Message) => void }[] = [];

  constructor(out: WritableStream<Uint8Array>) {
    this.#out = out.getWriter();
  }

  get received(): readonly Message[] {
    return this.#received;
  }

  /** Bytes as they are. */
  raw(line: string): void {
    this.#last = this.#out.write(new TextEncoder().encode(line)).catch(() => {});
  }

  send(message: Message): void {
    this.raw(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  update(update: unknown): void {
    this.send({ method: 'session/update', params: { sessionId: 's1', update } });
  }

  /** Resolves once all that was sent has been taken. */
  async flushed(): Promise<void> {
    await this.#out.ready;
    await this.#last;
  }

  close(): void {
    this.#out.close().catch(() => {});
  }

  take(message: Message): void {
    this.#received.push(message);
    for (const one of this.#waiting) if (one.wanted(message)) one.resolve(message);
  }

  /** The first message, past or to come, that fits. */
  until(wanted: (message: Message) => boolean): Promise<Message> {
    const seen = this.#received.find(wanted);
    return seen === undefined
      ? new Promise((resolve) => this.#waiting.push({ wanted, resolve }))
      : Promise.resolve(seen);
  }

  /** The answer to a request of the agent. */
  answerTo(id: string): Promise<Message> {
    return this.until((message) => message['id'] === id && message['method'] === undefined);
  }
}

/** What the agent answers to each request of the client, by method: a result, an error (`{ error }`), or nothing. */
export type Answers = Readonly<Record<string, Message | undefined>>;

const usual: Answers = {
  initialize: { protocolVersion: 1, agentInfo: { name: 'scripted', version: '9' }, agentCapabilities: {} },
  'session/new': { sessionId: 's1' },
};

export type Scripted = {
  readonly peer: Peer;
  readonly updates: readonly AgentUpdate[];
  /** The first update of this kind, past or to come. */
  heard(kind: AgentUpdate['kind']): Promise<AgentUpdate>;
  readonly opened: Promise<Conversation>;
};

/** Holds a conversation with a scripted agent; `answers` replace the usual ones. A prompt is left for the test to answer. */
export function scripted(answers: Answers = {}, launch: Partial<AgentLaunch> = {}, openWithin = 5000): Scripted {
  const toAgent = new TransformStream<Uint8Array, Uint8Array>();
  const toClient = new TransformStream<Uint8Array, Uint8Array>(undefined, undefined, { highWaterMark: 1000 });
  const peer = new Peer(toClient.writable);
  const all = { ...usual, ...answers };
  void listen(toAgent.readable, (message) => {
    peer.take(message);
    const answer = all[text(message['method'])];
    if (answer === undefined || message['id'] === undefined) return;
    peer.send({ id: message['id'], ...('error' in answer ? answer : { result: answer }) });
  });
  const updates: AgentUpdate[] = [];
  const stream = ndJsonStream(toAgent.writable, toClient.readable, { maxMessageBytes: 64 * 1024 * 1024 });
  const partner = { stream, pid: 1, version: '0', openWithin, died: () => Promise.resolve('it is gone') };
  const waiting: { kind: AgentUpdate['kind']; resolve: (update: AgentUpdate) => void }[] = [];
  const opened = converse(partner, { ...anyLaunch, ...launch }, (update) => {
    updates.push(update);
    for (const one of waiting) if (one.kind === update.kind) one.resolve(update);
  });
  const heard: Scripted['heard'] = (kind) => {
    const seen = updates.find((update) => update.kind === kind);
    return seen === undefined ? new Promise((resolve) => waiting.push({ kind, resolve })) : Promise.resolve(seen);
  };
  // Tests that expect it to fail look themselves.
  opened.catch(() => {});
  return { peer, updates, heard, opened };
}

const anyLaunch: AgentLaunch = {
  id: 'r/p/t#1',
  title: 'Scripted',
  command: [],
  speaks: 'acp',
  env: {},
  cwd: '/work',
  prompt: 'Do it.',
  model: undefined,
  permissions: {},
  resume: undefined,
};

async function listen(readable: ReadableStream<Uint8Array>, take: (message: Message) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of readable) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(record(JSON.parse(line)));
  }
}

/** A conversation up to its prompt, and the means to end the turn. */
export async function prompted(answers: Answers = {}, launch: Partial<AgentLaunch> = {}) {
  const { peer, updates, heard, opened } = scripted(answers, launch);
  const conversation = await opened;
  const prompt = await peer.until(({ method }) => method === 'session/prompt');
  const finish = (stopReason = 'end_turn', more: Message = {}): void =>
    peer.send({ id: prompt['id'], result: { stopReason, ...more } });
  return { peer, updates, heard, conversation, prompt, finish };
}
