import { slug, unique } from '../../base/slug.ts';
import type { Block, Heading } from './document.ts';

/** What a part of the document is about; the outermost heading that says so decides. */
export type Role = 'phase' | 'criteria' | 'checklist' | 'reference' | 'setup' | 'plain';

export type PhaseHeading = {
  readonly id: string;
  readonly number: string | undefined;
  readonly title: string;
  readonly window: string | undefined;
  /** It runs beside the others: its heading says so. */
  readonly parallel: boolean;
  readonly line: number;
};

export type Place = { readonly role: Role; readonly phase: PhaseHeading | undefined };

const roles: readonly { readonly role: Exclude<Role, 'phase' | 'plain'>; readonly title: RegExp }[] = [
  { role: 'criteria', title: /\b(success (criteria|metrics)|acceptance criteria|exit criteria|definition of done)\b/i },
  { role: 'checklist', title: /\bcheck-?list\b/i },
  { role: 'reference', title: /\b(reference|appendix|cheat ?sheet|examples?|glossary|further reading)\b/i },
  {
    role: 'setup',
    title: /^(\d+[.)]\s*)?(project |environment )?(set-?up|prerequisites|installation|initiali[sz]ation)\b/i,
  },
];

const phaseNumber = /\bphase[\s#-]*(\d+(?:\.\d+)*|[ivx]+\b)/i;
const notAPhase = /\b(remaining|overview|timeline|roadmap|summary|dependencies)\b/i;

export const roleOfTitle = (title: string): Exclude<Role, 'phase' | 'plain'> | undefined =>
  roles.find((one) => one.title.test(title))?.role;

/** The phase that some words name, such as "Phase 1 (Week 1-2)"; undefined: none. */
export const numberNamed = (text: string): string | undefined => phaseNumber.exec(text)?.[1]?.toLowerCase();

/** Where each block of a document stands: which headings open phases, and what the sections between are. */
export class Outline {
  readonly #phases = new Map<number, PhaseHeading>();

  constructor(blocks: readonly Block[]) {
    const paths = blocks.map(({ path }) => path);
    for (const path of paths) this.#openNumbered(path);
    for (const path of paths) this.#openParallel(path);
    for (const block of blocks) if (this.#startsWork(block)) this.#openUnnumbered(block.path);
  }

  get phases(): readonly PhaseHeading[] {
    return [...this.#phases.values()].sort((one, other) => one.line - other.line);
  }

  placeOf(path: readonly Heading[]): Place {
    for (const heading of path) {
      const phase = this.#phases.get(heading.line);
      if (phase !== undefined) return { role: this.#innerRole(path, heading) ?? 'phase', phase };
      const role = roleOfTitle(heading.title);
      if (role !== undefined) return { role, phase: undefined };
    }
    return { role: 'plain', phase: undefined };
  }

  /** Within a phase only criteria and checklists are something else than the phase's own work. */
  #innerRole(path: readonly Heading[], phase: Heading): Role | undefined {
    const inner = path.slice(path.indexOf(phase) + 1).map(({ title }) => roleOfTitle(title));
    return inner.find((role) => role === 'criteria' || role === 'checklist');
  }

  #openNumbered(path: readonly Heading[]): void {
    for (const heading of path) {
      if (this.#phases.has(heading.line)) return;
      const number = numberNamed(heading.title);
      if (number === undefined && roleOfTitle(heading.title) !== undefined) return;
      if (number === undefined || heading.level === 1 || notAPhase.test(heading.title)) continue;
      const rest = heading.title.slice(phaseNumber.exec(heading.title)?.index ?? 0).replace(phaseNumber, '');
      this.#open(heading, `phase-${number}`, number, rest);
      return;
    }
  }

  /** "Parallel: Deployment Pipeline" beside headings that are phases. */
  #openParallel(path: readonly Heading[]): void {
    const heading = path.at(-1);
    if (heading === undefined || !/^parallel\s*[:–—-]/i.test(heading.title) || this.#phases.has(heading.line)) return;
    const levels = path.filter(({ line }) => this.#phases.has(line));
    if (levels.length > 0 || this.#phases.size === 0 || heading.level === 1) return;
    const title = heading.title.replace(/^parallel\b[\s:–—-]*/i, '');
    if (title !== '') this.#open(heading, slug(title.replace(/\(.*\)/, '')), undefined, title, true);
  }

  /** Work without a phase heading above it: Spec Kit's lists anywhere, `Task(…)` calls where no heading names a phase. */
  #startsWork(block: Block): boolean {
    if (this.placeOf(block.path).phase !== undefined || this.placeOf(block.path).role !== 'plain') return false;
    if (block.kind === 'list') return block.items.some(({ text }) => /^T\d{2,}\b/.test(text));
    return block.kind === 'code' && this.#phases.size === 0 && /(?<![\w$.])Task\s*\(/.test(block.text);
  }

  #openUnnumbered(path: readonly Heading[]): void {
    const heading = path.at(-1) ?? { level: 1, title: 'Work', line: 0 };
    this.#open(heading, slug(heading.title), undefined, heading.title);
  }

  #open(heading: Heading, wish: string, number: string | undefined, rest: string, parallel = false): void {
    const taken = [...this.#phases.values()].map(({ id }) => id);
    const id = unique(wish === '' ? 'phase' : wish, (name) => taken.includes(name));
    const window = windowOf(rest);
    const title = rest
      .replace(window === undefined ? /$^/ : /\s*\([^()]*\)\s*$/, '')
      .replace(/^[\s:–—-]+/, '')
      .trim();
    const named = title === '' ? heading.title : title;
    this.#phases.set(heading.line, { id, number, title: named, window, parallel, line: heading.line });
  }
}

/** `(Week 1-2)`, `(IMMEDIATE - Week 1-2)`, `(Ongoing)` at the end of a heading. */
function windowOf(title: string): string | undefined {
  const inside = /\(([^()]*)\)\s*$/.exec(title)?.[1] ?? '';
  const window =
    /\b(?:(?:weeks?|days?|months?|sprints?)\s+\d+(?:\s*[-–—]\s*\d+)?|\d+(?:\s*[-–—]\s*\d+)?\s+(?:weeks?|days?|months?)|ongoing)\b/i.exec(
      inside,
    );
  return window?.[0].toLowerCase().replace(/\s*[–—]\s*/g, '-');
}
