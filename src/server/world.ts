import { type Facts, type Knowledge, knowledgeOf } from '../plan/model/knowledge.ts';
import type { KnowledgeParams } from '../protocol/lsp.ts';

/** What the client has told about the world so far. */
export class World {
  #facts: Facts = {};
  #knowledge: Knowledge = knowledgeOf({});
  #version = 0;
  readonly #asked = new Set<string>();
  /** Whether the client speaks our additions at all. */
  told = false;

  get knowledge(): Knowledge {
    return this.#knowledge;
  }

  /** Grows with each thing that was told: part of a diagnostic report's identity. */
  get version(): number {
    return this.#version;
  }

  /** Whether a program has not been asked for yet; it is from then on. */
  asksFor(program: string): boolean {
    if (this.#asked.has(program)) return false;
    this.#asked.add(program);
    return true;
  }

  tell(params: KnowledgeParams): void {
    const { issues, agents, programs } = params;
    const kept = this.#facts;
    const next = {
      issues: issues === undefined ? kept.issues : (issues ?? undefined),
      agents: agents === undefined ? kept.agents : (agents ?? undefined),
      // Programs are looked for as plans name them: what was found stays known.
      programs:
        programs === undefined ? kept.programs : programs === null ? undefined : { ...kept.programs, ...programs },
    };
    this.#facts = {
      ...(next.issues ? { issues: next.issues } : {}),
      ...(next.agents ? { agents: next.agents } : {}),
      ...(next.programs ? { programs: next.programs } : {}),
    };
    this.#knowledge = knowledgeOf(this.#facts);
    this.#version += 1;
    this.told = true;
  }
}
