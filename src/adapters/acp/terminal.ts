import { BoundedOutput } from '../bounded-output.ts';
import { type Fields, number, record, text } from './wire.ts';

/** What a tool call's terminal has printed. Codex and others tell it piece by piece, beside the protocol, and nowhere else. */
export class Terminal {
  readonly #printed: BoundedOutput;
  #length = 0;
  #told = 0;

  /** `most`: bytes that are kept. */
  constructor(most: number) {
    this.#printed = new BoundedOutput(most);
  }

  add(more: string): void {
    this.#printed.add(Buffer.from(more));
    this.#length += more.length;
  }

  text(): string {
    return this.#printed.text();
  }

  /** True when as much has come as was told before: each telling repeats all of it, so that telling every piece would cost its square. */
  isDue(): boolean {
    if (this.#length < 2 * this.#told) return false;
    this.#told = this.#length;
    return true;
  }
}

/** The piece in an update of a tool call, with the exit code where that says something. */
export function terminalPiece(update: Fields): string {
  const { terminal_output_delta: delta, terminal_output: chunk, terminal_exit: exit } = record(update['_meta']);
  const code = number(record(exit)['exit_code']) ?? 0;
  return `${text(record(delta ?? chunk)['data'])}${code === 0 ? '' : `exit code ${code}\n`}`;
}
