import type { ActivePlan, Model } from '../../../src/extension/model.ts';
import { emptyModel } from '../../../src/extension/model.ts';
import { Store } from '../../../src/extension/store.ts';
import { LiveIssues } from '../../../src/extension/tracker/live.ts';
import { IssueRows } from '../../../src/extension/views/issues/rows.ts';
import type { Row } from '../../../src/extension/views/row.ts';
import type { Issue } from '../../../src/issues/issue.ts';
import type { Plan } from '../../../src/plan/model/plan.ts';
import type { Payload, RunEvent } from '../../../src/run/events.ts';
import { fold } from '../../../src/run/fold.ts';
import { emptyState } from '../../../src/run/state.ts';

export const noon = Date.parse('2026-01-01T12:00:00.000Z');

type Told = Payload & { readonly phase?: string; readonly task?: string; readonly at?: number };

/** Events of one run in order, each a second after the one before unless it says `at` (seconds after noon). */
export function events(run: string, told: readonly Told[]): readonly RunEvent[] {
  return told.map(({ at, ...payload }, index) => ({
    ...payload,
    run,
    seq: index + 1,
    time: new Date(noon + (at ?? index) * 1000).toISOString(),
  }));
}

export const modelOf = (told: readonly RunEvent[], more: Partial<Model> = {}): Model => ({
  ...emptyModel,
  trusted: true,
  work: told.reduce(fold, emptyState),
  ...more,
});

/** Two tasks, the second after the first; one checked criterion and one for a person. */
export const started: Told = {
  kind: 'run.started',
  plan: 'p.phaseplan.yaml',
  title: 'A plan',
  scope: { kind: 'plan', phase: 'build', task: undefined },
  base: 'abc',
  phases: [
    {
      id: 'build',
      title: 'Phase 1: Build',
      tasks: [
        { id: 'api', title: 'The API', agent: 'coder', issue: 'x-1', needs: [] },
        { id: 'web', title: 'The page', agent: 'coder', issue: undefined, needs: ['build/api'] },
      ],
      criteria: [
        { id: 'tests', title: 'Tests pass', manual: false },
        { id: 'read', title: 'Somebody read it', manual: true },
      ],
    },
  ],
};

export const phaseStarted: Told = {
  kind: 'phase.started',
  phase: 'build',
  title: 'Build',
  branch: 'b',
  worktree: '/w',
};

export const taskStarted = (task: string, title: string): Told => ({
  kind: 'task.started',
  phase: 'build',
  task,
  title,
  agent: 'coder',
  issue: undefined,
  attempt: 1,
});

/** An agent waits for a person's word. */
export const asked = (task: string): Told => ({
  kind: 'agent.waiting',
  phase: 'build',
  task,
  request: { id: 'q', title: 'Run npm test', tool: 'execute', files: [], detail: 'npm test', options: [] },
});

export const activePlan = (plan: Plan | undefined, more: Partial<ActivePlan> = {}): ActivePlan => ({
  path: 'p.phaseplan.yaml',
  plan,
  outline: undefined,
  errors: 0,
  firstError: '',
  ...more,
});

export function issue(id: string, more: Partial<Issue> = {}): Issue {
  return {
    id,
    title: `Title of ${id}`,
    description: '',
    design: '',
    acceptance_criteria: '',
    notes: '',
    status: 'open',
    priority: 2,
    issue_type: 'task',
    assignee: undefined,
    estimated_minutes: undefined,
    created_at: undefined,
    updated_at: undefined,
    closed_at: undefined,
    close_reason: undefined,
    due_at: undefined,
    defer_until: undefined,
    external_ref: undefined,
    labels: [],
    dependencies: [],
    comments: [],
    metadata: undefined,
    extra: {},
    ...more,
  };
}

export const edge = (from: string, to: string, type: string): Issue['dependencies'][number] => ({
  issue_id: from,
  depends_on_id: to,
  type,
  created_at: undefined,
  created_by: undefined,
});

/** Rows as an indented text, as one would read them on the screen. */
export const drawn = (rows: readonly Row[], depth = 0): string =>
  rows
    .map(({ label, description, icon, children = [] }) => {
      const own = `${'  '.repeat(depth)}${icon === undefined ? '' : `(${icon.name}) `}${label}${description ? ` | ${description}` : ''}`;
      return children.length === 0 ? own : `${own}\n${drawn(children, depth + 1)}`;
    })
    .join('\n');

export const rowsOf = (rows: readonly Row[]): readonly Row[] =>
  rows.flatMap((row) => [row, ...rowsOf(row.children ?? [])]);

/** The Issues view of a model. */
export function issueView(model: Model): {
  readonly store: Store<Model>;
  readonly live: LiveIssues;
  readonly rows: IssueRows;
} {
  const store = new Store(model);
  const live = new LiveIssues(store);
  const rows = new IssueRows(() => live.graph);
  rows.take(model);
  return { store, live, rows };
}

/** All rows of the Issues view at once, as a person who unfolds everything sees them. */
export const allIssueRows = (rows: IssueRows, key = ''): readonly Row[] =>
  rows.children(key).map(({ head, row }) => ({ ...row, children: allIssueRows(rows, head.key) }));
