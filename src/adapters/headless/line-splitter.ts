import { StringDecoder } from 'node:string_decoder';

/** Cuts a byte stream into lines; a line that grows beyond the limit is cut off, so that a flood without line ends stays bounded. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #most: number;
  #rest = '';

  constructor(most: number) {
    this.#most = most;
  }

  /** The lines that are whole now. */
  add(chunk: Buffer): readonly string[] {
    const lines = (this.#rest + this.#decoder.write(chunk)).split(/\r?\n/);
    this.#rest = (lines.pop() ?? '').slice(0, this.#most);
    return lines;
  }

  /** What stood behind the last line end. */
  end(): readonly string[] {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    return rest === '' ? [] : [rest];
  }
}
