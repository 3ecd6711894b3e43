import type { Json } from '../base/json.ts';

/**
 * A Beads issue in Beads' own field names (`bd list --json`, bd 1.0.3), so that what we show, write and export is what `bd` means.
 * Fields that we do not know are kept in `extra` and written back untouched.
 */
export type Issue = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly design: string;
  readonly acceptance_criteria: string;
  readonly notes: string;
  /** open in_progress blocked deferred closed pinned hooked, legacy tombstone, or a custom one. */
  readonly status: string;
  /** 0 critical … 4 backlog. */
  readonly priority: number;
  readonly issue_type: string;
  readonly assignee: string | undefined;
  readonly estimated_minutes: number | undefined;
  readonly created_at: string | undefined;
  readonly updated_at: string | undefined;
  readonly closed_at: string | undefined;
  readonly close_reason: string | undefined;
  readonly due_at: string | undefined;
  readonly defer_until: string | undefined;
  readonly external_ref: string | undefined;
  readonly labels: readonly string[];
  readonly dependencies: readonly Dependency[];
  readonly comments: readonly Comment[];
  readonly metadata: Json | undefined;
  readonly extra: Readonly<Record<string, Json>>;
};

/** The fields that hold one word or number, in Beads' order. */
export const plainFields = [
  'id',
  'title',
  'description',
  'design',
  'acceptance_criteria',
  'notes',
  'status',
  'priority',
  'issue_type',
  'assignee',
  'estimated_minutes',
  'created_at',
  'updated_at',
  'closed_at',
  'close_reason',
  'due_at',
  'defer_until',
  'external_ref',
] as const satisfies readonly (keyof Issue)[];

/** The fields that hold lists or objects; `extra`, which is none of Beads' own, aside. */
export const deepFields = ['labels', 'dependencies', 'comments', 'metadata'] as const satisfies readonly Exclude<
  keyof Issue,
  (typeof plainFields)[number]
>[];

export type Dependency = {
  readonly issue_id: string;
  readonly depends_on_id: string;
  /** blocks parent-child conditional-blocks waits-for gate readiness; any other string relates only. `parent_child` is read as `parent-child`. */
  readonly type: string;
  readonly created_at: string | undefined;
  readonly created_by: string | undefined;
};

export type Comment = {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly created_at: string | undefined;
};
