import type { AgentUpdate, PermissionRequest } from '../../agents/agent.ts';

/** Questions that one agent puts to the person by itself, beside the permissions that its program asks for. */
export class Questions {
  readonly #tell: (update: AgentUpdate) => void;
  readonly #waiting = new Map<string, (option: string | undefined) => void>();
  #count = 0;
  #closed = false;

  constructor(tell: (update: AgentUpdate) => void) {
    this.#tell = tell;
  }

  /** Resolves to the option that a person chose, to undefined when the turn ends first. */
  ask(question: Omit<PermissionRequest, 'id'>): Promise<string | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    this.#count += 1;
    const request: PermissionRequest = { ...question, id: `question-${this.#count}`, forPerson: true };
    const answered = new Promise<string | undefined>((resolve) => this.#waiting.set(request.id, resolve));
    this.#tell({ kind: 'permission', request, waits: true });
    return answered;
  }

  /** Whether it was one of these questions that was answered. */
  answer(request: string, option: string): boolean {
    return this.#settle(request, option, 'person');
  }

  close(): void {
    this.#closed = true;
    for (const request of [...this.#waiting.keys()]) this.#settle(request, undefined, 'cancel');
  }

  #settle(request: string, option: string | undefined, by: 'person' | 'cancel'): boolean {
    const resolve = this.#waiting.get(request);
    if (resolve === undefined) return false;
    this.#waiting.delete(request);
    this.#tell({ kind: 'answered', request, option: option ?? 'cancelled', by });
    resolve(option);
    return true;
  }
}
