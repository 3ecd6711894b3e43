import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import {
  type CancellationToken,
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  LogMessageNotification,
  LSPErrorCodes,
  type ProtocolConnection,
  type ProtocolNotificationType,
  type ProtocolRequestType,
  PublishDiagnosticsNotification,
  ResponseError,
  type ServerCapabilities,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

const ourServer = [path.resolve(import.meta.dirname, '../../dist/server.js'), '--stdio'];

export type SessionOptions = {
  /** A script for this Node with its arguments; our own server where it is left out. */
  readonly server?: readonly string[];
  /** Whether the client asks for diagnostics; one that does not is told. */
  readonly pulls: boolean;
  /** How long an answer may take, in milliseconds, before the server counts as hung. */
  readonly patience: number;
};

/** What a client was told of a version without asking. */
export type Published = { readonly version: number | undefined; readonly diagnostics: readonly Diagnostic[] };

/** The server as users run it, a program that speaks over its standard streams, and a client that waits for each answer only so long. */
export class Session {
  readonly published = new Map<string, Published>();
  /** How many requests of each method were answered. */
  readonly answered = new Map<string, number>();
  capabilities: ServerCapabilities = {};
  readonly #child: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #patience: number;
  readonly #ended: Promise<number | null>;
  #complaint = '';

  private constructor(child: ChildProcess, connection: ProtocolConnection, patience: number) {
    this.#child = child;
    this.#connection = connection;
    this.#patience = patience;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-4000);
    });
    this.#ended = new Promise((resolve) => child.once('close', resolve));
    // Whoever waits for an answer then hears that there will be none.
    void this.#ended.then(() => connection.dispose());
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
      this.published.set(uri, { version, diagnostics });
    });
    connection.onNotification(LogMessageNotification.type, ({ message }) => {
      this.#complaint = (this.#complaint + message).slice(-4000);
    });
    connection.listen();
  }

  static async start({ server = ourServer, pulls, patience }: SessionOptions): Promise<Session> {
    const child = spawn(process.execPath, server, { stdio: ['pipe', 'pipe', 'pipe'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const session = new Session(child, connection, patience);
    try {
      await session.#begin(pulls);
      return session;
    } catch (thrown) {
      await session[Symbol.asyncDispose]();
      throw thrown;
    }
  }

  /** However little patience there is, a program may take its time to start. */
  async #begin(pulls: boolean): Promise<void> {
    const capabilities: ClientCapabilities = {
      workspace: { workspaceEdit: { documentChanges: true } },
      textDocument: pulls ? { diagnostic: {} } : { publishDiagnostics: { versionSupport: true } },
    };
    const params = { processId: process.pid, rootUri: null, capabilities };
    const answer = await this.#ask(InitializeRequest.type, params, undefined, 120_000);
    this.capabilities = answer.capabilities;
    await this.tell(InitializedNotification.type, {});
  }

  /** The answer; throws where the server failed, hung or is gone. */
  ask<P, R, PR, E, RO>(type: ProtocolRequestType<P, R, PR, E, RO>, params: P, token?: CancellationToken): Promise<R> {
    return this.#ask(type, params, token, this.#patience);
  }

  async #ask<P, R, PR, E, RO>(
    type: ProtocolRequestType<P, R, PR, E, RO>,
    params: P,
    token: CancellationToken | undefined,
    patience: number,
  ): Promise<R> {
    let timer: NodeJS.Timeout | undefined;
    const hung = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${type.method} hangs: no answer within ${patience} ms`)), patience);
    });
    try {
      const { method } = type;
      const answer =
        token === undefined
          ? this.#connection.sendRequest<R>(method, params)
          : this.#connection.sendRequest<R>(method, params, token);
      return await Promise.race([answer, hung]);
    } catch (thrown) {
      if (thrown instanceof ResponseError && thrown.code === LSPErrorCodes.RequestCancelled && token !== undefined)
        throw thrown;
      const text = thrown instanceof Error ? thrown.message : String(thrown);
      throw new Error(`${type.method}: ${text}\n${this.#complaint}`);
    } finally {
      clearTimeout(timer);
      this.answered.set(type.method, (this.answered.get(type.method) ?? 0) + 1);
    }
  }

  async tell<P, RO>(type: ProtocolNotificationType<P, RO>, params: P): Promise<void> {
    await this.#connection.sendNotification(type.method, params);
  }

  /** What the server complained about so far; nothing, when all is well. */
  get complaint(): string {
    return this.#complaint;
  }

  /** Ends the server as a client does; true when it went by itself and in peace. */
  async end(): Promise<boolean> {
    await this.#connection.sendRequest(ShutdownRequest.type);
    await this.#connection.sendNotification(ExitNotification.type);
    return (await this.#ended) === 0;
  }

  /** Ends the server whatever state it is in. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
