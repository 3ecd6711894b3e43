import { slug, unique } from '../../base/slug.ts';
import type { HookEvent } from '../model/plan.ts';
import type { Lines } from './document.ts';
import { type Draft, type DraftIssue, type DraftPhase, type DraftStep, type DraftTask, emptyDraft } from './draft.ts';
import type { PhaseHeading } from './outline.ts';
import type { EntryDraft } from './report.ts';

/** Words about a phase that may belong into the prompt of one of its tasks; decided when all tasks are known. */
export type Note = {
  readonly phase: DraftPhase;
  readonly title: string;
  readonly source: string;
  readonly lines: Lines;
  readonly entry: EntryDraft;
  /** Bold or numbered items in order, from which tasks can be made where a phase names none. */
  readonly steps: readonly { readonly title: string; readonly source: string; readonly lines: Lines }[];
};

/** A step that a prompt asks for after its task; added to the phase unless the phase does it anyway. */
export type Afterthought = {
  readonly phase: DraftPhase;
  readonly task: DraftTask;
  readonly step: DraftStep;
  readonly lines: Lines;
  readonly text: string;
  readonly entry: EntryDraft;
};

export type NewTask = {
  readonly title: string;
  readonly agent: string;
  readonly prompt: string;
  readonly id?: string;
};

/** The plan as far as it has been read, and what can only be decided at the end of the document. */
export class Gathering {
  readonly draft: Draft = emptyDraft();
  readonly notes: Note[] = [];
  readonly afterthoughts: Afterthought[] = [];
  /** Run when the whole document was read, in order. */
  readonly later: (() => void)[] = [];
  /** Events that `hooks enable` names. */
  readonly enabledHooks = new Set<string>();
  /** Files that prompts name after post-edit. */
  readonly editedFiles = new Set<string>();
  /** Tasks that Spec Kit marks `[P]`. */
  readonly parallel = new Set<DraftTask>();
  /** Tasks found outside any phase, and the block they came from: its other tasks follow them. */
  readonly orphans = new Map<DraftTask, EntryDraft>();
  readonly #hooks = new Map<HookEvent, string>();
  readonly #phases = new Map<string, DraftPhase>();

  phase(heading: PhaseHeading): DraftPhase {
    const known = this.#phases.get(heading.id);
    if (known !== undefined) return known;
    const { id, number, title, window, parallel } = heading;
    const phase: DraftPhase = { id, number, title, window, issues: [], before: [], tasks: [], after: [], criteria: [] };
    if (parallel) phase.needs = [];
    this.#phases.set(id, phase);
    this.draft.phases.push(phase);
    return phase;
  }

  task(phase: DraftPhase, { title, agent, prompt, id }: NewTask): DraftTask {
    const wish = id ?? (slug(title) || 'task');
    const task: DraftTask = {
      id: unique(wish, (name) => phase.tasks.some((other) => other.id === name)),
      title,
      agent: agent === '' ? 'coder' : agent,
      prompt,
      files: [],
      verify: [],
    };
    phase.tasks.push(task);
    this.draft.agents.add(task.agent);
    if (agent === '') this.decide('A task that names no agent type gets a coder.');
    return task;
  }

  issue(id: string): DraftIssue {
    const known = this.draft.issues.get(id);
    if (known !== undefined) return known;
    const issue: DraftIssue = { id, needs: [] };
    this.draft.issues.set(id, issue);
    return issue;
  }

  /** A hook that the document asks for; the first wish for an event decides what is run. */
  hook(on: HookEvent, uses: string): string {
    if (!this.#hooks.has(on)) this.#hooks.set(on, uses);
    return `hooks.${[...this.#hooks.keys()].indexOf(on)}`;
  }

  get hooks(): ReadonlyMap<HookEvent, string> {
    return this.#hooks;
  }

  decide(text: string): void {
    if (!this.draft.decisions.includes(text)) this.draft.decisions.push(text);
  }
}

export const usePhaseIssue = (phase: DraftPhase, id: string): void => {
  if (!phase.issues.includes(id)) phase.issues.push(id);
};

export const pathOf = (phase: DraftPhase, task?: DraftTask): string =>
  task === undefined ? `phases.${phase.id}` : `phases.${phase.id}.tasks.${task.id}`;
