import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A message as it stands on the wire. */
export type Wire = {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
};

export const serverFile = path.resolve(import.meta.dirname, '../../dist/server.js');

/** One message with its header. */
export function framed(message: object, headers = ''): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`${headers}Content-Length: ${body.length}\r\n\r\n`), body]);
}

/**
 * An editor that shares no line with VS Code's client libraries: it starts the server as a program and writes and reads the bytes of
 * the protocol itself. Everything that comes is kept, in its order.
 */
export class RawClient {
  readonly child: ChildProcess;
  readonly received: Wire[] = [];
  readonly #read = new Frames();
  #waiting: { readonly is: (message: Wire) => boolean; readonly take: (message: Wire) => void }[] = [];
  #nextId = 1;

  constructor(args: readonly string[] = ['--stdio']) {
    this.child = spawn(process.execPath, [serverFile, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      for (const message of this.#read.take(chunk)) {
        this.received.push(message);
        for (const { take } of this.#waiting.filter(({ is }) => is(message))) take(message);
        this.#waiting = this.#waiting.filter(({ is }) => !is(message));
      }
    });
  }

  write(bytes: Buffer | string): void {
    this.child.stdin?.write(bytes);
  }

  notify(method: string, params: object): void {
    this.write(framed({ jsonrpc: '2.0', method, params }));
  }

  /** Sends a request; resolves with its answer, an error too. */
  ask(method: string, params?: object): Promise<Wire> {
    const id = this.#nextId;
    this.#nextId += 1;
    const answer = this.hear((message) => message.id === id && message.method === undefined);
    this.write(framed({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) }));
    return answer;
  }

  answer(id: Wire['id'], result: unknown): void {
    this.write(framed({ jsonrpc: '2.0', id, result }));
  }

  /** The next message of a kind. */
  hear(is: (message: Wire) => boolean): Promise<Wire> {
    return new Promise((take) => this.#waiting.push({ is, take }));
  }

  /** The next diagnostics that are pushed. */
  async diagnostics(): Promise<
    readonly { readonly code: string; readonly severity: number; readonly range: object }[]
  > {
    const { params } = await this.hear(({ method }) => method === 'textDocument/publishDiagnostics');
    return JSON.parse(JSON.stringify(params)).diagnostics;
  }

  async initialize(capabilities: object, more: object = {}): Promise<Wire> {
    const answer = await this.ask('initialize', { processId: process.pid, rootUri: null, capabilities, ...more });
    this.notify('initialized', {});
    return answer;
  }

  open(uri: string, text: string): void {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'phaseplan', version: 1, text } });
  }

  /** What the server asked of us. */
  get asked(): readonly (string | undefined)[] {
    return this.received
      .filter(({ id, method }) => id !== undefined && method !== undefined)
      .map(({ method }) => method);
  }

  /** The exit code, when the process has ended. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  /** As editors end a server. */
  async end(): Promise<number | null> {
    await this.ask('shutdown');
    this.notify('exit', {});
    return this.ended();
  }
}

/** Messages out of a stream of bytes, however it is cut. */
class Frames {
  #rest = Buffer.alloc(0);

  *take(chunk: Buffer): Generator<Wire> {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const head = this.#rest.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/^Content-Length: (\d+)$/im.exec(this.#rest.toString('latin1', 0, head))?.[1]);
      const end = head + 4 + length;
      if (this.#rest.length < end) return;
      yield JSON.parse(this.#rest.toString('utf8', head + 4, end));
      this.#rest = this.#rest.subarray(end);
    }
  }
}
