import { type Facts, type Knowledge, knowledgeOf } from '../plan/model/knowledge.ts';
import { type Levels, readLevels } from '../plan/model/levels.ts';
import type { LookedFor, Wanted } from '../plan/model/wanted.ts';
import type { KnowledgeParams } from '../protocol/lsp.ts';

/** What the client has told about the world of one folder so far. */
export class World {
  readonly #next: () => number;
  #facts: Facts = {};
  #knowledge: Knowledge = knowledgeOf({});
  #levels: Levels = {};
  #folder: string | undefined;
  #issueDocument: string | undefined;
  #version: number;
  readonly #asked = new Set<string>();
  /** Whether the client speaks our additions at all. */
  told = false;

  /** `next` numbers what is told, so that no two worlds have a version in common. */
  constructor(next: () => number, levels: Levels = {}) {
    this.#next = next;
    this.#version = next();
    this.#levels = levels;
  }

  /** URI of the folder that it is the world of; undefined while nobody has said. */
  get folder(): string | undefined {
    return this.#folder;
  }

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
    this.#version = this.#next();
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

  /** What of this nobody has been asked for yet, and from now on is; undefined where that is nothing. */
  unasked(wanted: Wanted): Wanted | undefined {
    const fresh = (kind: LookedFor): readonly string[] => {
      const names = wanted[kind].filter((name) => !this.#asked.has(`${kind} ${name}`));
      for (const name of names) this.#asked.add(`${kind} ${name}`);
      return names;
    };
    const asked = { programs: fresh('programs'), files: fresh('files'), globs: fresh('globs'), tools: fresh('tools') };
    return Object.values(asked).some((names) => names.length > 0) ? asked : undefined;
  }

  tell(params: KnowledgeParams): void {
    const { issues, issuesChanged, agents, programs, files, globs, tools, folder, issueDocument, severities } = params;
    const kept = this.#facts;
    const next = {
      issues: withChanged(issues === undefined ? kept.issues : (issues ?? undefined), issuesChanged),
      agents: agents === undefined ? kept.agents : (agents ?? undefined),
      // These are looked for as plans name them: what was found stays known.
      programs: added(kept.programs, programs),
      files: added(kept.files, files),
      globs: added(kept.globs, globs),
      tools: added(kept.tools, tools),
    };
    this.#facts = {
      ...(next.issues ? { issues: next.issues } : {}),
      ...(next.agents ? { agents: next.agents } : {}),
      ...(next.programs ? { programs: next.programs } : {}),
      ...(next.files ? { files: next.files } : {}),
      ...(next.globs ? { globs: next.globs } : {}),
      ...(next.tools ? { tools: next.tools } : {}),
    };
    this.#folder = folder ?? this.#folder;
    this.#issueDocument = issueDocument ?? this.#issueDocument;
    if (severities !== undefined) this.#levels = readLevels(severities);
    this.#knowledge = knowledgeOf(this.#facts);
    this.#version = this.#next();
    this.told = true;
  }
}

/** A change of what nobody has told says nothing. */
function withChanged(issues: Facts['issues'], change: KnowledgeParams['issuesChanged']): Facts['issues'] {
  if (issues === undefined || change === undefined) return issues;
  const now = new Map(issues.map((issue) => [issue.id, issue]));
  for (const issue of change.changed) now.set(issue.id, issue);
  for (const id of change.removed) now.delete(id);
  return [...now.values()];
}

type Found = Readonly<Record<string, boolean>>;

const added = (kept: Found | undefined, told: Found | null | undefined): Found | undefined =>
  told === undefined ? kept : told === null ? undefined : { ...kept, ...told };

const inside = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
