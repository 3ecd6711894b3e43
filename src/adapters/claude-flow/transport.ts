import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { RunningProgram } from '../processes.ts';

/** Time that a server gets to end by itself once its input is closed. */
const politeMilliseconds = 2000;
/** Kept of what it writes to standard error, for the sentence about its end. */
const mostSaid = 4000;

/** MCP over the standard streams of a program that runs in a group of its own, so that closing it leaves nothing behind. */
export class ProgramTransport implements Transport {
  readonly #program: RunningProgram;
  readonly #buffer = new ReadBuffer();
  #said = '';
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;

  constructor(program: RunningProgram) {
    this.#program = program;
  }

  /** The end of what it wrote to standard error. */
  get said(): string {
    return this.#said;
  }

  start(): Promise<void> {
    this.#program.stdout.on('data', (chunk: Buffer) => {
      this.#buffer.append(chunk);
      this.#deliver();
    });
    this.#program.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString('utf8')).slice(-mostSaid);
    });
    void this.#program.ended.then(() => this.onclose?.());
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    return new Promise((resolve) => {
      if (this.#program.stdin.write(serializeMessage(message))) resolve();
      else this.#program.stdin.once('drain', resolve);
    });
  }

  async close(): Promise<void> {
    this.#program.stdin.end();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, politeMilliseconds);
    });
    await Promise.race([this.#program.ended, patience]);
    clearTimeout(timer);
    await this.#program.end();
  }

  /** A line that is no message (a banner on standard output) is told as an error and skipped. */
  #deliver(): void {
    for (;;) {
      try {
        const message = this.#buffer.readMessage();
        if (message === null) return;
        this.onmessage?.(message);
      } catch (error) {
        this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}
