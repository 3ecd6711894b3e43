import { parentOf } from '../issues/graph.ts';
import type { Issue } from '../issues/issue.ts';
import type { Plan, PlannedIssue, Step } from '../plan/model/plan.ts';

/** What a plan says of its issues, held against the tracker. */
export type PlannedIssues = {
  /** Those that the tracker lacks, in the order in which they can be created. */
  readonly missing: readonly PlannedIssue[];
  /** Those that are there and read differently. They keep what they have. */
  readonly drifted: readonly { readonly id: string; readonly differences: readonly Difference[] }[];
  readonly total: number;
};

export type Difference = {
  readonly field: 'title' | 'type' | 'priority' | 'parent';
  readonly plan: string;
  readonly tracker: string;
};

export function plannedIssues(plan: Plan, there: ReadonlyMap<string, Issue>): PlannedIssues {
  const planned = [...plan.issues.values()];
  const drifted = planned.flatMap((issue) => {
    const tracked = there.get(issue.id);
    const differences = tracked === undefined ? [] : differencesOf(issue, tracked);
    return differences.length === 0 ? [] : [{ id: issue.id, differences }];
  });
  return { missing: parentsFirst(planned.filter(({ id }) => !there.has(id))), drifted, total: planned.length };
}

/** Whether a step of its set-up makes the tracker; a run of a part of the plan leaves the set-up out. */
export const makesTracker = ({ setup }: Plan, isWhole: boolean): boolean =>
  isWhole && setup.some(({ do: what }) => what.kind === 'uses' && what.action === 'beads.init');

/** The step with which a run begins whose plan declares issues that the tracker lacks: what it holds already is left as it is. */
export const createIssues: Step = {
  name: "Create the plan's issues",
  do: { kind: 'uses', action: 'beads.create', with: {} },
  env: {},
  cwd: undefined,
  // A call of bd takes a second or two, and an issue up to three of them.
  timeoutSeconds: 3600,
  retries: 0,
  continueOnError: false,
  expect: { exit: 0, match: undefined, number: undefined, json: undefined },
};

/** What an issue of a plan is that does not say it; then the plan says nothing that could differ. */
const unsaid = { type: 'task', priority: 2 };

/** A parent that the plan does not name is the tracker's business; what status says is a check of its own. */
function differencesOf({ title, type, priority, parent }: PlannedIssue, tracked: Issue): readonly Difference[] {
  const pairs: readonly Difference[] = [
    { field: 'title', plan: title, tracker: tracked.title },
    ...(type === unsaid.type ? [] : [{ field: 'type', plan: type, tracker: tracked.issue_type } as const]),
    ...(priority === unsaid.priority
      ? []
      : [{ field: 'priority', plan: `P${priority}`, tracker: `P${tracked.priority}` } as const]),
    ...(parent === undefined ? [] : [{ field: 'parent', plan: parent, tracker: parentOf(tracked) ?? 'none' } as const]),
  ];
  return pairs.filter((pair) => pair.plan !== pair.tracker);
}

/** A circle of parents is a mistake that the plan's checks name; here it only must not go on for ever. */
function parentsFirst(issues: readonly PlannedIssue[]): readonly PlannedIssue[] {
  const byId = new Map(issues.map((issue) => [issue.id, issue]));
  const ordered = new Set<PlannedIssue>();
  const place = (issue: PlannedIssue, above: readonly string[]): void => {
    const parent = issue.parent === undefined ? undefined : byId.get(issue.parent);
    if (parent !== undefined && !above.includes(parent.id)) place(parent, [...above, issue.id]);
    ordered.add(issue);
  };
  for (const issue of issues) place(issue, []);
  return [...ordered];
}
