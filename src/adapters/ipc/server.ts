import { timingSafeEqual } from 'node:crypto';
import { rmSync } from 'node:fs';
import net from 'node:net';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Failure } from '../../base/failure.ts';
import type { Result } from '../../base/result.ts';
import {
  type Answer,
  type Hello,
  type Notifications,
  type Params,
  protocolVersion,
  type RequestName,
  type Requests,
} from '../../protocol/requests.ts';
import { errorText } from '../files.ts';

/** One connected client as request handlers see it. */
export type Peer = {
  readonly id: number;
  notify<N extends keyof Notifications>(name: N, value: Notifications[N]): void;
  /** The same; resolves to true once it is on its way, to false when the client is gone. */
  send<N extends keyof Notifications>(name: N, value: Notifications[N]): Promise<boolean>;
  /** Let go of when the client leaves. */
  own(item: Disposable): void;
};

/** One handler a request: the table is complete by its type. */
export type Handlers = {
  readonly [N in RequestName]: (params: Params<N>, peer: Peer) => Promise<Result<Requests[N]['result']>>;
};

export type ServerOptions = {
  readonly socket: string;
  readonly token: string;
  readonly handlers: Handlers;
  /** How many clients are connected now, told at each change. */
  onClients(count: number): void;
  /** What to answer when a handler throws: it must not end the runner. */
  failureOf(thrown: unknown): Failure;
  log(text: string): void;
};

/** Serves the request table on a local socket. A client that does not say hello with the token first is answered nothing else. */
export async function serve(options: ServerOptions): Promise<Disposable> {
  const sockets = new Set<net.Socket>();
  let peers = 0;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    options.onClients(sockets.size);
    peers += 1;
    attend(socket, peers, options);
    socket.once('close', () => {
      sockets.delete(socket);
      options.onClients(sockets.size);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.socket, resolve);
  });
  // A connection that could not be taken (too many open files, say) is that client's trouble only.
  server.on('error', (error) => options.log(error.message));
  return {
    dispose: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      if (process.platform !== 'win32') rmSync(options.socket, { force: true });
    },
  };
}

function attend(socket: net.Socket, id: number, options: ServerOptions): void {
  const reader = new SocketMessageReader(socket);
  reader.partialMessageTimeout = 0;
  const rpc = createMessageConnection(reader, new SocketMessageWriter(socket));
  const owned = new DisposableStore();
  /** Whoever tells something must not suffer from a client that has just gone: then this throws at once. */
  const send = async <N extends keyof Notifications>(name: N, value: Notifications[N]): Promise<boolean> => {
    try {
      await rpc.sendNotification(name, value);
      return true;
    } catch (thrown) {
      options.log(errorText(thrown));
      return false;
    }
  };
  const peer: Peer = {
    id,
    notify: (name, value) => void send(name, value),
    send,
    own: (item) => void owned.add(item),
  };
  let known = false;
  socket.on('error', (error) => options.log(error.message));
  rpc.onError(([error]) => options.log(error.message));
  rpc.onClose(() => {
    owned.dispose();
    rpc.dispose();
  });
  const answer = async <N extends RequestName>(name: N, params: Params<N>): Promise<Answer<N>> => {
    if (!known) return { failure: { kind: 'runner-unreachable', folder: '', detail: 'say hello first' } };
    try {
      const result = await options.handlers[name](params, peer);
      return result.ok ? { value: result.value } : { failure: result.error };
    } catch (thrown) {
      return { failure: options.failureOf(thrown) };
    }
  };
  for (const name of requestNames(options.handlers))
    rpc.onRequest<Answer<typeof name>, void>(name, (params: Params<typeof name>) => answer(name, params));
  rpc.onRequest<Answer<'hello'>, void>('hello', (hello: Hello) => {
    known = hello.protocol === protocolVersion && sameToken(hello.token, options.token);
    return answer('hello', hello);
  });
  rpc.listen();
}

function requestNames(handlers: Handlers): readonly RequestName[] {
  return Object.keys(handlers).filter((name): name is RequestName => name in handlers);
}

function sameToken(given: unknown, token: string): boolean {
  if (typeof given !== 'string' || given.length !== token.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(token));
}
