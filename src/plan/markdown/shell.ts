/** One command of a shell block, as far as it can be told without a shell. */
export type ShellCommand = {
  readonly line: number;
  readonly endLine: number;
  /** The comment line above it, without `#`; empty: none. */
  readonly comment: string;
  /** As written, continuation lines joined by one space, without comments. */
  readonly text: string;
  readonly words: readonly string[];
  /** True when a word needs a shell: a pipe, a redirection, a variable, a substitution, a chain. */
  readonly needsShell: boolean;
  /** Why it cannot be read; empty: it can. */
  readonly problem: string;
};

/** Reads a block of shell lines: comments are dropped, `\` joins lines, quotes group words. `firstLine` is the number of the text's first line. */
export function readCommands(text: string, firstLine: number): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  const scanner = new Scanner(text, firstLine);
  for (let command = scanner.next(); command !== undefined; command = scanner.next()) commands.push(command);
  return commands;
}

/** The words of one line, or undefined when a quote is not closed or nothing is there. */
export function readCommand(line: string): ShellCommand | undefined {
  const [only, ...more] = readCommands(line, 1);
  return only === undefined || more.length > 0 || only.problem !== '' ? undefined : only;
}

class Scanner {
  readonly #text: string;
  #at = 0;
  #line: number;
  #words: string[] = [];
  #word: string | undefined;
  #needsShell = false;
  #written = '';
  #comment = '';

  constructor(text: string, firstLine: number) {
    this.#text = text;
    this.#line = firstLine;
  }

  next(): ShellCommand | undefined {
    this.#skipToCommand();
    if (this.#at >= this.#text.length) return undefined;
    const [line, start] = [this.#line, this.#at];
    this.#words = [];
    this.#word = undefined;
    this.#needsShell = false;
    this.#written = '';
    const closed = this.#read();
    if (!closed) return this.#broken(line, start);
    this.#endWord();
    const endLine = this.#line;
    this.#newline();
    const [text, comment] = [this.#written.trim(), this.#comment];
    return { line, endLine, comment, text, words: this.#words, needsShell: this.#needsShell, problem: '' };
  }

  /** Blank lines, comment lines and the `$ ` of a console are no commands. */
  #skipToCommand(): void {
    this.#comment = '';
    for (;;) {
      const blank = /^(?:[ \t]*(?:#[^\n]*)?\n)+/.exec(this.#text.slice(this.#at))?.[0] ?? '';
      this.#line += blank.split('\n').length - 1;
      this.#at += blank.length;
      if (blank !== '') this.#comment = /(?:^|\n)[ \t]*#+[ \t]*([^\n]*)\n$/.exec(blank)?.[1]?.trim() ?? '';
      const rest = this.#text.slice(this.#at);
      this.#at += /^[ \t]*(?:\$ +)?/.exec(rest)?.[0].length ?? 0;
      if (this.#text[this.#at] === '#' && !this.#text.slice(this.#at).includes('\n')) this.#at = this.#text.length;
      if (blank === '' || this.#at >= this.#text.length) return;
    }
  }

  /** Reads up to the end of the command; false when a quote is never closed. */
  #read(): boolean {
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? '';
      if (character === '\n') return true;
      if (character === '\\') this.#escape();
      else if (character === "'" || character === '"') {
        if (!this.#quoted(character)) return false;
      } else if (character === '#' && this.#word === undefined) this.#at = this.#lineEnd(this.#at);
      else if (character === ' ' || character === '\t') this.#space();
      else this.#plain(character);
    }
    return true;
  }

  #space(): void {
    this.#endWord();
    if (!this.#written.endsWith(' ')) this.#written += ' ';
    this.#at += 1;
  }

  #plain(character: string): void {
    if (/[|&;<>`$*()]/.test(character)) this.#needsShell = true;
    this.#word = (this.#word ?? '') + character;
    this.#written += character;
    this.#at += 1;
  }

  #escape(): void {
    const next = this.#text[this.#at + 1];
    this.#at += next === undefined ? 1 : 2;
    if (next === '\n') {
      this.#line += 1;
      this.#endWord();
      if (!this.#written.endsWith(' ')) this.#written += ' ';
      this.#at += /^[ \t]*/.exec(this.#text.slice(this.#at))?.[0].length ?? 0;
    } else if (next !== undefined) {
      this.#word = (this.#word ?? '') + next;
      this.#written += `\\${next}`;
    }
  }

  #quoted(quote: string): boolean {
    const start = this.#at;
    let value = '';
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at] ?? '';
      if (character === quote) {
        this.#at += 1;
        this.#word = (this.#word ?? '') + value;
        this.#written += this.#text.slice(start, this.#at);
        return true;
      }
      if (character === '\n') this.#line += 1;
      const next = this.#text[this.#at + 1] ?? '';
      const escaped = quote === '"' && character === '\\' && '"\\$`'.includes(next) && next !== '';
      if (quote === '"' && (character === '`' || (character === '$' && /[({A-Za-z_]/.test(next))))
        this.#needsShell = true;
      if (escaped) this.#at += 1;
      value += escaped ? next : character;
    }
    return false;
  }

  /** A quote that never closes spoils its own line only; the next line is read afresh. */
  #broken(line: number, start: number): ShellCommand {
    this.#line = line;
    this.#at = this.#lineEnd(start);
    const text = this.#text.slice(start, this.#at).trim();
    this.#newline();
    return { line, endLine: line, comment: '', text, words: [], needsShell: false, problem: 'a quote is never closed' };
  }

  #newline(): void {
    if (this.#text[this.#at] !== '\n') return;
    this.#at += 1;
    this.#line += 1;
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end < 0 ? this.#text.length : end;
  }

  #endWord(): void {
    if (this.#word !== undefined) this.#words.push(this.#word);
    this.#word = undefined;
  }
}
