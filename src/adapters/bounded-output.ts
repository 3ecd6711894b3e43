/** Collects what a program prints and keeps its head and its tail once it is more than the limit, so that memory stays bounded. */
export class BoundedOutput {
  readonly #half: number;
  readonly #head: Buffer[] = [];
  readonly #tail: Buffer[] = [];
  #headBytes = 0;
  #tailBytes = 0;
  #dropped = 0;

  /** `limit`: most bytes kept. */
  constructor(limit: number) {
    this.#half = Math.max(1, Math.floor(limit / 2));
  }

  get truncated(): boolean {
    return this.#dropped > 0;
  }

  add(chunk: Buffer): void {
    const room = this.#half - this.#headBytes;
    if (room > 0) {
      this.#head.push(chunk.subarray(0, room));
      this.#headBytes += Math.min(room, chunk.length);
    }
    if (chunk.length > room) this.#addTail(chunk.subarray(Math.max(0, room)));
  }

  #addTail(chunk: Buffer): void {
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    for (let first = this.#tail[0]; first !== undefined && this.#tailBytes > this.#half; first = this.#tail[0]) {
      const excess = this.#tailBytes - this.#half;
      const drop = Math.min(excess, first.length);
      if (drop === first.length) this.#tail.shift();
      else this.#tail[0] = first.subarray(drop);
      this.#tailBytes -= drop;
      this.#dropped += drop;
    }
  }

  /** Everything kept, as UTF-8; a character cut in two at the gap is left out. */
  text(): string {
    if (this.#dropped === 0) return Buffer.concat([...this.#head, ...this.#tail]).toString('utf8');
    const head = Buffer.concat(this.#head)
      .toString('utf8')
      .replace(/\uFFFD$/, '');
    const tail = Buffer.concat(this.#tail)
      .toString('utf8')
      .replace(/^\uFFFD+/, '');
    return `${head}\n… ${this.#dropped} bytes left out …\n${tail}`;
  }
}
