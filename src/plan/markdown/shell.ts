import { endsInOperator, type HereWord, hereEnd, hereWord, opened } from './shell-open.ts';

/** One command of a shell block, as far as it can be told without a shell. */
export type ShellCommand = {
  readonly line: number;
  readonly endLine: number;
  /** The comment line above it, without `#`; empty: none. */
  readonly comment: string;
  /** As written: continuation lines joined by one space, without comments; what only a shell reads as a whole keeps its lines. */
  readonly text: string;
  readonly words: readonly string[];
  /** True when a word needs a shell: a pipe, a redirection, a variable, a substitution, a chain, a loop. */
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
  /** Ends of the texts that the command gets below its line. */
  #here: HereWord[] = [];
  /** Loops, conditions and braces of the command that are not ended, as of what is written up to an offset. */
  #depth = 0;
  #counted = 0;
  /** The command is one over several lines, which count. */
  #lasts = false;
  /** Once something was never ended, each line counts for itself: else every line would be read to the end of the text. */
  #byLines = false;

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
    this.#here = [];
    this.#depth = 0;
    this.#counted = 0;
    this.#lasts = false;
    const problem = this.#read();
    if (problem !== '') return this.#broken(line, start, problem);
    this.#endWord();
    const endLine = this.#line;
    if (this.#lasts) this.#written = this.#text.slice(start, this.#at);
    this.#newline();
    const [text, comment] = [this.#written.trim(), this.#comment];
    return { line, endLine, comment, text, words: this.#words, needsShell: this.#needsShell || this.#lasts, problem };
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

  /** Reads up to the end of the command; says what is wrong where it has none. */
  #read(): string {
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? '';
      if (character === '\n') {
        if (!this.#goesOn()) return this.#part();
      } else if (character === '\\') this.#escape();
      else if (character === "'" || character === '"') {
        if (!this.#quoted(character)) return 'a quote is never closed';
      } else if (character === '#' && this.#word === undefined) this.#at = this.#lineEnd(this.#at);
      else if (character === ' ' || character === '\t') this.#space();
      else this.#plain(character);
    }
    this.#goesOn();
    return this.#part();
  }

  #part(): string {
    return this.#depth === 0 ? '' : 'it is only a part of a loop, a condition or braces';
  }

  /** At the end of a line: reads on into the next one where this one is only a part of the command. */
  #goesOn(): boolean {
    this.#endWord();
    if (!this.#byLines) this.#skipTexts();
    this.#depth += opened(this.#written.slice(this.#counted));
    const open = this.#depth > 0;
    if (this.#byLines || !(open || endsInOperator(this.#written))) return false;
    if (open) this.#lasts = true;
    if (this.#text[this.#at] !== '\n') {
      this.#byLines = open;
      return false;
    }
    if (!this.#written.endsWith(' ')) this.#written += ' ';
    this.#counted = this.#written.length;
    this.#newline();
    return true;
  }

  /** Goes to the end of the texts below the line that the command gets; one without an end is none. */
  #skipTexts(): void {
    for (const here of this.#here) {
      const end = hereEnd(this.#text, this.#at, here);
      if (end === undefined) this.#byLines = true;
      else {
        this.#line += this.#text.slice(this.#at, end).split('\n').length - 1;
        this.#at = end;
        this.#lasts = true;
      }
    }
    this.#here = [];
  }

  #space(): void {
    this.#endWord();
    if (!this.#written.endsWith(' ')) this.#written += ' ';
    this.#at += 1;
  }

  #plain(character: string): void {
    if (/[|&;<>`$*()]/.test(character)) this.#needsShell = true;
    const here = character === '<' && this.#text[this.#at - 1] !== '<' ? hereWord(this.#text, this.#at) : undefined;
    if (here !== undefined) this.#here.push(here);
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

  /** What is never closed spoils its own line only; the next line is read afresh. */
  #broken(line: number, start: number, problem: string): ShellCommand {
    this.#line = line;
    this.#at = this.#lineEnd(start);
    const text = this.#text.slice(start, this.#at).trim();
    this.#newline();
    return { line, endLine: line, comment: '', text, words: [], needsShell: false, problem };
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
