import { longestWay } from '../../base/order.ts';
import { type BoardCard, cardOf } from '../../issues/board.ts';
import { blockedBy, type IssueGraph } from '../../issues/graph.ts';
import type { Outline } from '../../plan/model/outline.ts';
import { type Circle, circlesOf, endOf, gates, startOf, type Waiting } from '../../plan/model/waiting.ts';
import { type PhaseRecord, type PhaseState, phaseState, type Run, type TaskRecord, type TaskState } from '../state.ts';
import { edgesOf, type PlanEdge, pairKey } from './edges.ts';
import { missingIn, type ShapePhase, type ShapeTask, shapeOf, waitingIn } from './shape.ts';

/** What the runs of a plan know of its parts; each from the newest run that touched it. */
export type Known = {
  phase(phase: string): { readonly run: Run; readonly record: PhaseRecord } | undefined;
  task(phase: string, task: string): { readonly record: TaskRecord } | undefined;
  /** Its turn has not come yet in a run that goes on. */
  queued(phase: string, task: string): boolean;
};

/** A plan as a graph to be drawn: what it consists of, what waits for what, and where all of it stands. */
export type PlanGraph = {
  /** In the order of the plan, as are tasks. */
  readonly phases: readonly PhaseNode[];
  readonly tasks: readonly TaskNode[];
  readonly edges: readonly PlanEdge[];
  /**
   * The critical path: the tasks that still have to be done one after the other, the first to be done at the head: no other row of waiting tasks is
   * longer. Counted in tasks, since nobody knows how long one will take. Those left out are named too. Empty where a circle lets nobody come to an end.
   */
  readonly way: readonly Pick<ShapeTask, 'key' | 'title'>[];
  /** Names that wait for each other; first and last are the same. */
  readonly circles: readonly (readonly string[])[];
  readonly missing: readonly { readonly from: string; readonly need: string }[];
  readonly counts: { readonly [kind in TaskCount]: number };
  /** What is there too, but more than fits. */
  readonly leftOut: { readonly phases: number; readonly tasks: number };
};

export type TaskCount = 'all' | 'done' | 'atWork' | 'waiting' | 'failed';

export type PhaseNode = {
  readonly id: string;
  readonly title: string;
  readonly state: PhaseState;
  readonly tasks: number;
  readonly done: number;
  /** Its tasks that are left out. */
  readonly leftOut: number;
};

export type TaskNode = Omit<ShapeTask, 'issue' | 'needs'> & {
  readonly state: TaskState;
  readonly record: TaskRecord | undefined;
  readonly issue: TaskIssue | undefined;
  readonly onWay: boolean;
};

export type TaskIssue = {
  readonly id: string;
  /** Undefined where the tracker has no such issue, or there is none. */
  readonly card: BoardCard | undefined;
  /** Active issues that hold it back. */
  readonly blockers: readonly string[];
};

/** The graph of a plan, at most so many tasks of it. `issues`: undefined where there is no tracker. */
export function planGraph(outline: Outline, known: Known, issues: IssueGraph | undefined, most: number): PlanGraph {
  const phases = shapeOf(outline).map((shape) => standing(shape, known));
  const waiting = waitingIn(phases);
  const circles = circlesOf(waiting);
  const way = circles.length > 0 ? noWay : wayToGo(phases, waiting);
  const shown = nearest(phases, most);
  const tasks = phases.flatMap((phase) => phase.tasks.filter(({ key }) => shown.tasks.has(key)));
  const onWay = new Set(way.tasks.map(({ key }) => key));
  return {
    phases: phases.filter(({ id }) => shown.phases.has(id)).map((phase) => phaseNode(phase, shown.tasks)),
    tasks: tasks.map((task) => taskNode(task, known, issues, onWay.has(task.key))),
    edges: edgesOf({
      phases: phases.filter(({ id }) => shown.phases.has(id)),
      tasks,
      issues,
      onWay: way.pairs,
      inCircle: new Set(circles.flatMap(pairsIn)),
    }),
    way: way.tasks,
    circles: circles.map(({ names }) => [...names, names[0] ?? '']),
    missing: missingIn(waiting),
    counts: countsOf(phases),
    leftOut: {
      phases: phases.length - shown.phases.size,
      tasks: waiting.tasks.size - tasks.length,
    },
  };
}

type StandingPhase = Omit<ShapePhase, 'tasks'> & {
  readonly state: PhaseState;
  readonly finished: boolean;
  readonly tasks: readonly StandingTask[];
};

type StandingTask = ShapeTask & { readonly record: TaskRecord | undefined; readonly finished: boolean };

/** Of a phase that is closed nothing is left to do, whatever became of its tasks. */
function standing(shape: ShapePhase, known: Known): StandingPhase {
  const state = phaseState(known.phase(shape.id));
  const tasks = shape.tasks.map((task) => {
    const record = known.task(task.phase, task.id)?.record;
    return { ...task, record, finished: state === 'met' || record?.life === 'done' };
  });
  return { ...shape, state, finished: state === 'met', tasks };
}

type Way = { readonly tasks: PlanGraph['way']; readonly pairs: ReadonlySet<string> };

const noWay: Way = { tasks: [], pairs: new Set() };

/** The longest row of tasks that are not finished and wait for each other, themselves or through the order of their phases. */
function wayToGo(phases: readonly StandingPhase[], waiting: Waiting): Way {
  const open = new Map(
    phases.flatMap(({ tasks }) => tasks.filter(({ finished }) => !finished).map((task) => [task.key, task] as const)),
  );
  const needs = new Map([...open].map(([key, task]) => [key, task.needs]));
  const names = longestWay(gates({ phases: waiting.phases, tasks: needs }), (name) => (open.has(name) ? 1 : 0));
  const pairs = names.slice(1).map((name, at) => pairKey(names[at] ?? '', name));
  const tasks = names.flatMap((name) => open.get(name) ?? []).map(({ key, title }) => ({ key, title }));
  return { tasks, pairs: new Set(pairs) };
}

/** A circle as pairs of what comes first and what waits for it. */
function pairsIn({ kind, names }: Circle): readonly string[] {
  return names.map((name, at) => {
    const need = names[(at + 1) % names.length] ?? name;
    return kind === 'phase' ? pairKey(endOf(need), startOf(name)) : pairKey(need, name);
  });
}

/** What is drawn of a plan that is larger than a picture: what is not finished, from the first on, then what was finished last. */
function nearest(
  phases: readonly StandingPhase[],
  most: number,
): { readonly phases: ReadonlySet<string>; readonly tasks: ReadonlySet<string> } {
  type Part = { readonly phase: string; readonly task: string | undefined; readonly finished: boolean };
  const parts = phases.flatMap(({ id, finished, tasks }): readonly Part[] =>
    tasks.length === 0
      ? [{ phase: id, task: undefined, finished }]
      : tasks.map((task) => ({ phase: id, task: task.key, finished: task.finished })),
  );
  const open = parts.filter(({ finished }) => !finished).slice(0, most);
  const room = most - open.length;
  const shown = [...(room === 0 ? [] : parts.filter(({ finished }) => finished).slice(-room)), ...open];
  return {
    phases: new Set(shown.map(({ phase }) => phase)),
    tasks: new Set(shown.flatMap(({ task }) => task ?? [])),
  };
}

const phaseNode = ({ id, title, state, tasks }: StandingPhase, shown: ReadonlySet<string>): PhaseNode => ({
  id,
  title,
  state,
  tasks: tasks.length,
  done: tasks.filter(({ record }) => record?.life === 'done').length,
  leftOut: tasks.filter(({ key }) => !shown.has(key)).length,
});

function taskNode(
  { key, phase, id, title, agent, issue, record }: StandingTask,
  known: Known,
  issues: IssueGraph | undefined,
  onWay: boolean,
): TaskNode {
  const state = record?.life ?? (known.queued(phase, id) ? 'queued' : 'idle');
  const about = issue === undefined ? undefined : issueOf(issue, issues);
  return { key, phase, id, title, agent, state, record, issue: about, onWay };
}

function issueOf(id: string, graph: IssueGraph | undefined): TaskIssue {
  const issue = graph?.issues.get(id);
  if (graph === undefined || issue === undefined || issue.status === 'tombstone')
    return { id, card: undefined, blockers: [] };
  return { id, card: cardOf(graph, issue), blockers: blockedBy(graph, id) };
}

function countsOf(phases: readonly StandingPhase[]): PlanGraph['counts'] {
  const lives = phases.flatMap(({ tasks }) => tasks.map(({ record }) => record?.life));
  const count = (...of: readonly TaskState[]): number => lives.filter((life) => life && of.includes(life)).length;
  return {
    all: lives.length,
    done: count('done'),
    atWork: count('starting', 'working', 'verifying', 'verified', 'merging'),
    waiting: count('waiting'),
    failed: count('failed', 'lost'),
  };
}
