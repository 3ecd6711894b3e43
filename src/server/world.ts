import { type Facts, type Knowledge, knowledgeOf } from '../plan/model/knowledge.ts';
import type { KnowledgeParams } from '../protocol/lsp.ts';

/** What the client has told about the world so far. */
export class World {
  #facts: Facts = {};
  #knowledge: Knowledge = knowledgeOf({});
  #folder: string | undefined;
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

  /** The URI of a path that facts speak of; undefined while nobody has said what it is relative to. */
  uri(path: string): string | undefined {
    const folder = this.#folder?.replace(/\/$/, '');
    return folder && `${folder}/${path.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** Those of some programs or files that have not been asked for yet; they are from then on. */
  unasked(what: 'program' | 'file', names: readonly string[]): readonly string[] {
    const fresh = names.filter((name) => !this.#asked.has(`${what} ${name}`));
    for (const name of fresh) this.#asked.add(`${what} ${name}`);
    return fresh;
  }

  tell(params: KnowledgeParams): void {
    const { issues, agents, programs, files, folder } = params;
    const kept = this.#facts;
    const next = {
      issues: issues === undefined ? kept.issues : (issues ?? undefined),
      agents: agents === undefined ? kept.agents : (agents ?? undefined),
      // These are looked for as plans name them: what was found stays known.
      programs: added(kept.programs, programs),
      files: added(kept.files, files),
    };
    this.#facts = {
      ...(next.issues ? { issues: next.issues } : {}),
      ...(next.agents ? { agents: next.agents } : {}),
      ...(next.programs ? { programs: next.programs } : {}),
      ...(next.files ? { files: next.files } : {}),
    };
    this.#folder = folder ?? this.#folder;
    this.#knowledge = knowledgeOf(this.#facts);
    this.#version += 1;
    this.told = true;
  }
}

type Found = Readonly<Record<string, boolean>>;

const added = (kept: Found | undefined, told: Found | null | undefined): Found | undefined =>
  told === undefined ? kept : told === null ? undefined : { ...kept, ...told };
