import {
  ErrorCodes,
  LSPErrorCodes,
  type Message,
  type MessageStrategy,
  type MessageWriter,
  type ResponseMessage,
} from 'vscode-languageserver-protocol';

/**
 * What the protocol allows when: nothing before `initialize`, which comes once, and nothing but `exit` after `shutdown`. Requests out of
 * their time are answered with the error that the specification names, notifications are dropped.
 */
export class Lifecycle {
  readonly #writer: MessageWriter;
  #stage: 'new' | 'serving' | 'shut down' = 'new';

  constructor(writer: MessageWriter) {
    this.#writer = writer;
  }

  get shutDown(): boolean {
    return this.#stage === 'shut down';
  }

  readonly messages: MessageStrategy = {
    handleMessage: (message, next) => {
      const refused = this.#take(message);
      if (refused === undefined) return next(message);
      const id = idOf(message);
      if (id !== undefined) void this.#writer.write(errorAnswer(id, refused.code, refused.says)).catch(() => undefined);
    },
  };

  /** Goes on to the next stage, or says why a message has no place in this one. */
  #take(message: Message): { readonly code: number; readonly says: string } | undefined {
    const method = 'method' in message ? message.method : undefined;
    // Answers to our own requests are welcome at any time.
    if (method === undefined || method === 'exit') return undefined;
    if (this.#stage === 'shut down')
      return { code: ErrorCodes.InvalidRequest, says: 'The server is shut down; only exit may follow.' };
    if (method === 'initialize') {
      if (this.#stage === 'serving') return { code: ErrorCodes.InvalidRequest, says: 'The server is initialized.' };
      this.#stage = 'serving';
    } else if (this.#stage === 'new')
      return { code: ErrorCodes.ServerNotInitialized, says: `${String(method)} comes before initialize.` };
    else if (method === 'shutdown') this.#stage = 'shut down';
    return undefined;
  }
}

type Id = number | string;

/** Undefined for what wants no answer. */
const idOf = (message: Message): Id | undefined =>
  'id' in message && (typeof message.id === 'number' || typeof message.id === 'string') ? message.id : undefined;

const errorAnswer = (id: Id | null, code: number, message: string): ResponseMessage => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});

/** A request that is cancelled before its turn is answered without being carried out. */
export function cancelUndispatched(message: Message): ResponseMessage | undefined {
  const id = idOf(message);
  return id === undefined ? undefined : errorAnswer(id, LSPErrorCodes.RequestCancelled, 'cancelled');
}

/** For a message that is no JSON: nobody can tell which request it was. */
export const unreadable = (error: Error): ResponseMessage => errorAnswer(null, ErrorCodes.ParseError, error.message);
