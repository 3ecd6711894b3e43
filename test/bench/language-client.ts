import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  CompletionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

type Range = { readonly start: Position; readonly end: Position };
export type Position = { readonly line: number; readonly character: number };

export type Server = { readonly args: readonly string[]; readonly settings: object };

const uri = 'file:///bench/plan.phaseplan.yaml';

/** A client that is told diagnostics (the one way that both servers have) and does one thing at a time. */
export class LanguageClient {
  readonly #child: ChildProcess;
  readonly #connection: ProtocolConnection;
  #version = 1;
  #heard: ((messages: readonly string[]) => void) | undefined;

  private constructor(child: ChildProcess, connection: ProtocolConnection, settings: object) {
    this.#child = child;
    this.#connection = connection;
    connection.onNotification(PublishDiagnosticsNotification.type, ({ diagnostics }) =>
      this.#heard?.(diagnostics.map(({ message }) => (typeof message === 'string' ? message : message.value))),
    );
    connection.onRequest(ConfigurationRequest.type, ({ items }) =>
      items.map(({ section }) => (section === 'yaml' ? settings : null)),
    );
    connection.onRequest(RegistrationRequest.type, () => undefined);
    connection.listen();
  }

  /** Starts a server under this Node; resolves when it has answered `initialize`. */
  static async start({ args, settings }: Server): Promise<LanguageClient> {
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const client = new LanguageClient(child, connection, settings);
    await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: { workspace: { configuration: true }, textDocument: { publishDiagnostics: {} } },
    });
    await connection.sendNotification(InitializedNotification.type, {});
    return client;
  }

  /** Opens the text; resolves with the first diagnostics. */
  async open(text: string): Promise<void> {
    const told = this.#diagnostics(() => true);
    const textDocument = { uri, languageId: 'yaml', version: this.#version, text };
    await this.#connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    await told;
  }

  async change(range: Range, text: string): Promise<void> {
    this.#version += 1;
    await this.#connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: this.#version },
      contentChanges: [{ range, text }],
    });
  }

  /** Changes the text; resolves with diagnostics of which one names `word`, or none does. One server tells no versions: content decides. */
  async changeUntil(range: Range, text: string, word: string, named: boolean): Promise<void> {
    const told = this.#diagnostics((messages) => messages.some((message) => message.includes(word)) === named);
    await this.change(range, text);
    await told;
  }

  /** How many proposals. */
  async complete(position: Position): Promise<number> {
    const answer = await this.#connection.sendRequest(CompletionRequest.type, { textDocument: { uri }, position });
    return answer === null ? 0 : Array.isArray(answer) ? answer.length : answer.items.length;
  }

  async hover(position: Position): Promise<boolean> {
    return (await this.#connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position })) !== null;
  }

  /** Most memory that it ever had in RAM, in MB; undefined where the system does not tell. */
  get peak(): number | undefined {
    if (process.platform !== 'linux') return undefined;
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1000;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.dispose();
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    if (this.#child.exitCode === null && this.#child.kill()) await ended;
  }

  #diagnostics(fit: (messages: readonly string[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#heard = (messages) => {
        if (fit(messages)) resolve();
      };
    });
  }
}
