import type { AgentUpdate, PermissionRequest, Permissions } from '../agents/agent.ts';
import { type Decision, decide, isRefusal } from '../agents/policy.ts';

type Decider = 'policy' | 'person' | 'cancel';

type Waiting = {
  readonly request: PermissionRequest;
  settle(option: string | undefined, by: Decider): void;
};

/** Answers an agent's permission requests: by policy at once, else by the person whenever they get to it. All of it is told. */
export class PermissionDesk {
  readonly #waiting = new Map<string, Waiting>();
  readonly #denied: string[] = [];
  readonly #folder: string;
  #permissions: Permissions;
  readonly #emit: (update: AgentUpdate) => void;
  #count = 0;
  #closed = false;

  /** `folder`: absolute, where the agent works. */
  constructor(permissions: Permissions, folder: string, emit: (update: AgentUpdate) => void) {
    this.#permissions = permissions;
    this.#folder = folder;
    this.#emit = emit;
  }

  /** Titles of what was refused so far. */
  get denied(): readonly string[] {
    return this.#denied;
  }

  /** Resolves to the option that is decided on, to undefined where nobody decides; `signal` is raised when the agent takes its question back. */
  async decide(about: (id: string) => PermissionRequest, signal: AbortSignal): Promise<string | undefined> {
    this.#count += 1;
    const request = about(`ask-${this.#count}`);
    const decision = this.#byPolicy(request);
    this.#emit({ kind: 'permission', request, waits: decision.kind === 'ask' && !this.#closed });
    if (decision.kind === 'answer') return this.#close(request, decision.option, 'policy');
    if (decision.kind === 'cancel' || this.#closed)
      return this.#close(request, undefined, decision.kind === 'cancel' ? 'policy' : 'cancel');
    return new Promise((resolve) => {
      const settle: Waiting['settle'] = (option, by) => {
        if (this.#waiting.delete(request.id)) resolve(this.#close(request, option, by));
      };
      this.#waiting.set(request.id, { request, settle });
      signal.addEventListener('abort', () => settle(undefined, 'cancel'), { once: true });
    });
  }

  /** Requests to come are decided by these, and those that wait for a person, where these decide them. */
  permit(permissions: Permissions): void {
    this.#permissions = permissions;
    for (const { request, settle } of [...this.#waiting.values()]) {
      const decision = this.#byPolicy(request);
      if (decision.kind !== 'ask') settle(decision.kind === 'answer' ? decision.option : undefined, 'policy');
    }
  }

  /** A person's answer; one to a request that is not waiting, or that offers no such option, changes nothing. */
  answer(id: string, option: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting?.request.options.some((one) => one.id === option)) waiting.settle(option, 'person');
  }

  /** Nobody will answer any more. */
  close(): void {
    this.#closed = true;
    for (const { settle } of [...this.#waiting.values()]) settle(undefined, 'cancel');
  }

  #byPolicy(request: PermissionRequest): Decision {
    return request.forPerson ? { kind: 'ask' } : decide(request, this.#permissions, this.#folder);
  }

  #close(request: PermissionRequest, option: string | undefined, by: Decider): string | undefined {
    const refused = option === undefined || isRefusal(request, option);
    if (refused && by !== 'cancel') this.#denied.push(request.title);
    this.#emit({ kind: 'answered', request: request.id, option: option ?? 'cancelled', by });
    return option;
  }
}
