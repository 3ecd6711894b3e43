// Counts tests of every kind and says how they went: a line a file, the failures in full, the skipped with their reasons.
import path from 'node:path';
import { inspect } from 'node:util';
import { onceMore } from '../test/harness/once-more.ts';
import { root } from './checks.ts';

/** What Node's test runner reports; only what is read here. */
export interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name?: string;
    readonly file?: string;
    readonly line?: number;
    readonly message?: string;
    readonly skip?: string | boolean;
    readonly todo?: string | boolean;
    readonly details?: { readonly type?: string; readonly duration_ms?: number; readonly error?: unknown };
  };
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Tests in a window that may pass at their second attempt; were there more, it is not the window. */
const bearable = 2;

export class Tally {
  readonly #all: Counts = { passed: 0, failed: 0, skipped: 0 };
  readonly #skipped: string[] = [];
  readonly #failed: string[] = [];
  readonly #onceMore: string[] = [];
  #file: Counts = { passed: 0, failed: 0, skipped: 0 };
  #current = '';

  /** Counts one thing that is no test of Node's runner, and says how it went. */
  add(name: string, ok: boolean, seconds: number, output = ''): void {
    this.#count(ok ? 'passed' : 'failed');
    if (!ok) this.#fail(name, output);
    this.#current = name;
    this.#endFile(seconds);
  }

  /** Counts what Node's test runner said about one file. `filtered`: the file may then have no test left. */
  addFile(file: string, events: readonly TestEvent[], seconds: number, filtered: boolean): void {
    this.#current = path.relative(root, file);
    for (const { type, data } of events) {
      if ((type === 'test:pass' || type === 'test:fail') && data.details?.type !== 'suite') {
        this.#test(type === 'test:pass', file, data, filtered);
      } else if (type === 'test:diagnostic') this.#told(data.message ?? '');
    }
    const printed = events.filter(({ type }) => type === 'test:stdout' || type === 'test:stderr');
    if (this.#file.failed > 0 && printed.length > 0) {
      console.log(`What ${this.#current} printed:\n${indent(printed.map(({ data }) => data.message).join(''))}`);
    }
    this.#endFile(seconds);
  }

  #test(ok: boolean, file: string, data: TestEvent['data'], filtered: boolean): void {
    // A file that crashes, or has no tests, is reported as one test that bears the file's own path.
    const whole = data.name !== undefined && path.resolve(root, data.name) === file;
    const line = data.file === file && data.line ? `:${data.line}` : '';
    const name = whole ? this.#current : `${this.#current}${line} › ${data.name}`;
    const aside = data.skip ?? data.todo;
    if (aside !== undefined && aside !== false) {
      this.#count('skipped');
      this.#skipped.push(`${name}: ${aside === true || aside === '' ? 'no reason given' : aside}`);
    } else if (ok && whole && filtered) return;
    else if (ok && !whole) this.#count('passed');
    else {
      this.#count('failed');
      this.#fail(name, ok ? 'This file has no tests.' : describe(data.details?.error));
    }
  }

  #told(message: string): void {
    if (!message.startsWith(onceMore)) return;
    const [name = '', ...why] = message.slice(onceMore.length).split('\n');
    this.#onceMore.push(`${this.#current} › ${name}`);
    console.log(`\nONCE MORE ${this.#current} › ${name}\n${indent(why.join('\n'))}\n`);
  }

  #count(what: keyof Counts): void {
    this.#all[what] += 1;
    this.#file[what] += 1;
  }

  #fail(name: string, output: string): void {
    this.#failed.push(name);
    console.log(`\nFAILED ${name}\n${indent(output)}\n`);
  }

  #endFile(seconds: number): void {
    const { passed, failed, skipped } = this.#file;
    if (passed + failed + skipped === 0) return;
    const parts = [
      passed > 0 && `${passed} passed`,
      failed > 0 && `${failed} FAILED`,
      skipped > 0 && `${skipped} skipped`,
    ];
    const how = `${parts.filter(Boolean).join(', ')} (${seconds.toFixed(1)} s)`;
    console.log(`${failed > 0 ? 'FAIL' : 'ok  '} ${this.#current.padEnd(60)} ${how}`);
    this.#file = { passed: 0, failed: 0, skipped: 0 };
  }

  /** Prints what was skipped and what failed, then the closing line; true when something ran and nothing failed. */
  close(): boolean {
    if (this.#onceMore.length > bearable) this.add(`more than ${bearable} tests were done once more`, false, 0);
    const { passed, failed, skipped } = this.#all;
    if (this.#skipped.length > 0) console.log(`\nSkipped:\n${indent(this.#skipped.join('\n'))}`);
    if (this.#onceMore.length > 0) console.log(`\nDone once more:\n${indent(this.#onceMore.join('\n'))}`);
    if (this.#failed.length > 0) console.log(`\nFailed:\n${indent(this.#failed.join('\n'))}`);
    if (passed + failed === 0) console.log('\nNo test ran.');
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
    return failed === 0 && passed > 0;
  }
}

const indent = (text: string): string => text.trimEnd().replaceAll(/^/gm, '  ');

/** Node wraps what a test threw in an error of its own. */
function describe(error: unknown): string {
  const thrown = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 4 });
}
