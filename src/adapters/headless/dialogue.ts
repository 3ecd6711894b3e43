import type { Writable } from 'node:stream';
import type { AgentLaunch, Permissions } from '../../agents/agent.ts';
import { PermissionDesk } from '../permission-desk.ts';
import type { Tell } from './anew.ts';
import type { Question, Talk } from './dialect.ts';

/** What is said to a headless agent: its prompt, and where it can ask, what was decided. */
export class Dialogue {
  readonly #talk: Talk | undefined;
  readonly #desk: PermissionDesk;
  readonly #cwd: string;
  readonly #input: Writable;
  readonly #open = new Map<string, AbortController>();

  constructor(talk: Talk | undefined, { permissions, cwd }: AgentLaunch, input: Writable, tell: Tell) {
    this.#talk = talk;
    this.#desk = new PermissionDesk(permissions, cwd, tell);
    this.#cwd = cwd;
    this.#input = input;
  }

  /** Titles of what was refused so far. */
  get denied(): readonly string[] {
    return this.#desk.denied;
  }

  begin(prompt: string): void {
    if (this.#talk === undefined) this.#input.end(prompt);
    else this.#input.write(this.#talk.prompt(prompt));
  }

  hear(line: string): void {
    const heard = this.#talk?.hear(line);
    if (heard === undefined) return;
    if (heard === 'over') this.#input.end();
    else if ('reply' in heard) this.#input.write(heard.reply);
    else if ('withdrawn' in heard) this.#open.get(heard.withdrawn)?.abort();
    else void this.#decide(heard);
  }

  answer(request: string, option: string): void {
    this.#desk.answer(request, option);
  }

  permit(permissions: Permissions): void {
    this.#desk.permit(permissions);
  }

  /** Nobody will answer any more. */
  close(): void {
    this.#desk.close();
  }

  async #decide({ name, about, answer }: Question): Promise<void> {
    const withdrawn = new AbortController();
    this.#open.set(name, withdrawn);
    const option = await this.#desk.decide((id) => about(id, this.#cwd), withdrawn.signal);
    this.#open.delete(name);
    if (this.#input.writable && !withdrawn.signal.aborted) this.#input.write(answer(option));
  }
}
