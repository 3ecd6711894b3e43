import { type Facts, type Knowledge, knowledgeOf } from '../plan/model/knowledge.ts';
import { type Levels, readLevels } from '../plan/model/levels.ts';
import type { KnowledgeParams } from '../protocol/lsp.ts';

/** What the client has told about the world so far. */
export class World {
  #facts: Facts = {};
  #knowledge: Knowledge = knowledgeOf({});
  #levels: Levels = {};
  #folder: string | undefined;
  #issueDocument: string | undefined;
  #version = 0;
  readonly #asked = new Set<string>();
  /** Whether the client speaks our additions at all. */
  told = false;

  get knowledge(): Knowledge {
    return this.#knowledge;
  }

  /** How grave the person takes each diagnostic to be. */
  get levels(): Levels {
    return this.#levels;
  }

  /** Settings as any client sends them: `{ phaseline: { plan: { severities } } }`, or nothing that concerns plans. */
  configure(settings: unknown): void {
    const severities = inside(inside(inside(settings, 'phaseline'), 'plan'), 'severities');
    if (severities === undefined) return;
    this.#levels = readLevels(severities);
    this.#version += 1;
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

  /** The client's own document about an issue that the tracker has; undefined where it has none. */
  issueUri(id: string): string | undefined {
    if (this.#knowledge.issue(id).is !== 'known') return undefined;
    return this.#issueDocument?.replaceAll('{id}', encodeURIComponent(id));
  }

  /** Those of some programs or files that have not been asked for yet; they are from then on. */
  unasked(what: 'program' | 'file', names: readonly string[]): readonly string[] {
    const fresh = [...new Set(names)].filter((name) => !this.#asked.has(`${what} ${name}`));
    for (const name of fresh) this.#asked.add(`${what} ${name}`);
    return fresh;
  }

  tell(params: KnowledgeParams): void {
    const { issues, agents, programs, files, folder, issueDocument, severities } = params;
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
    this.#issueDocument = issueDocument ?? this.#issueDocument;
    if (severities !== undefined) this.#levels = readLevels(severities);
    this.#knowledge = knowledgeOf(this.#facts);
    this.#version += 1;
    this.told = true;
  }
}

type Found = Readonly<Record<string, boolean>>;

const added = (kept: Found | undefined, told: Found | null | undefined): Found | undefined =>
  told === undefined ? kept : told === null ? undefined : { ...kept, ...told };

const inside = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
