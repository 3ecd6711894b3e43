import type { Json } from '../../base/json.ts';
import type { HookEvent, SparcMode } from '../model/plan.ts';

/** A plan while it is gathered from a document: everything that will be written, with what a reader should be told beside it. */
export type DraftStep = {
  name?: string;
  run?: string;
  shell?: string;
  uses?: string;
  with?: Readonly<Record<string, Json>>;
  continueOnError?: boolean;
  comment?: string;
};

export type DraftTask = {
  readonly id: string;
  readonly title: string;
  readonly agent: string;
  prompt: string;
  issue?: string;
  sparc?: SparcMode;
  done?: { readonly issue: 'close' | 'keep'; readonly comment?: string };
  needs?: readonly string[];
  readonly files: string[];
  readonly verify: DraftStep[];
  comment?: string;
};

export type DraftCheck =
  | { readonly kind: 'issues' }
  | { readonly kind: 'manual' }
  | { readonly kind: 'step'; readonly step: DraftStep };

export type DraftCriterion = {
  readonly id: string;
  readonly title: string;
  readonly check: DraftCheck;
  readonly comment?: string;
};

export type DraftPhase = {
  readonly id: string;
  /** Number in the document's own numbering. */
  readonly number: string | undefined;
  readonly title: string;
  readonly window: string | undefined;
  description?: string;
  needs?: readonly string[];
  readonly issues: string[];
  readonly before: DraftStep[];
  readonly tasks: DraftTask[];
  readonly after: DraftStep[];
  readonly criteria: DraftCriterion[];
};

export type DraftIssue = {
  readonly id: string;
  title?: string;
  description?: string;
  type?: string;
  priority?: string;
  status?: string;
  parent?: string;
  assignee?: string;
  estimate?: string;
  labels?: readonly string[];
  readonly needs: string[];
};

export type DraftHook = {
  readonly on: HookEvent;
  readonly uses: string;
  /** Empty: every file. */
  readonly files: readonly string[];
  readonly comment: string;
};

export type ChecklistPart = 'before' | 'during' | 'after';

export type DraftChecklistItem = { readonly title: string; readonly check?: DraftStep };

export type Draft = {
  name: string;
  title: string;
  description: string;
  methodology?: 'sparc';
  maxAgents?: number;
  swarm: Readonly<Record<string, Json>>;
  /** Agent types in the order in which they are first named. */
  readonly agents: Set<string>;
  readonly issues: Map<string, DraftIssue>;
  readonly hooks: DraftHook[];
  readonly setup: DraftStep[];
  readonly phases: DraftPhase[];
  readonly criteria: DraftCriterion[];
  readonly checklist: Readonly<Record<ChecklistPart, DraftChecklistItem[]>>;
  readonly decisions: string[];
};

export const emptyDraft = (): Draft => ({
  name: '',
  title: '',
  description: '',
  swarm: {},
  agents: new Set(),
  issues: new Map(),
  hooks: [],
  setup: [],
  phases: [],
  criteria: [],
  checklist: { before: [], during: [], after: [] },
  decisions: [],
});
