import type { Criterion, Phase, Plan, Step, Task } from '../../../src/plan/model/plan.ts';
import type { Payload, RunEvent, RunScope, StepResult } from '../../../src/run/events.ts';
import { fold } from '../../../src/run/fold.ts';
import { type Decision, decide } from '../../../src/run/schedule.ts';
import { emptyState, type Run, type WorkspaceState } from '../../../src/run/state.ts';

/** Builders for plans that say only what a test is about. */
export const step = (name: string, more: Partial<Step> = {}): Step => ({
  name,
  do: { kind: 'run', words: [name] },
  env: {},
  cwd: undefined,
  timeoutSeconds: 60,
  retries: 0,
  continueOnError: false,
  expect: { exit: 0, match: undefined, number: undefined, json: undefined },
  ...more,
});

export const task = (id: string, more: Partial<Task> = {}): Task => ({
  id,
  title: id,
  agent: 'coder',
  issue: undefined,
  needs: [],
  sparc: undefined,
  files: [],
  prompt: '',
  verify: [],
  done: { issue: 'keep', comment: undefined },
  timeoutMinutes: undefined,
  retries: 0,
  ...more,
});

export const criterion = (id: string): Criterion => ({ id, title: id, check: { kind: 'step', step: step(id) } });

export const phase = (id: string, more: Partial<Phase> = {}): Phase => ({
  id,
  title: id,
  window: undefined,
  needs: [],
  issues: [],
  limits: {},
  before: [],
  tasks: [],
  after: [],
  criteria: [],
  ...more,
});

export const plan = (phases: readonly Phase[], more: Partial<Plan> = {}): Plan => ({
  version: 1,
  name: 'made-up',
  title: 'Made up',
  description: '',
  epic: undefined,
  methodology: undefined,
  limits: { agents: 10 },
  swarm: {},
  runners: new Map(),
  agents: new Map(),
  issues: new Map(),
  hooks: [],
  setup: [],
  worktrees: { copy: [], ports: 0, setup: [] },
  phases,
  criteria: [],
  checklist: { before: [], during: [], after: [] },
  ...more,
});

const good: StepResult = { ok: true, exit: 0, output: '', found: '', reason: '', milliseconds: 1 };
export const bad: StepResult = { ...good, ok: false, exit: 1, reason: 'exit code 1' };

type Options = {
  readonly capacity?: number;
  readonly scope?: RunScope;
  readonly missingIssues?: readonly string[];
};

/** Plays a run without a machine: decisions are asked for, and what came of them is recorded as the runner would. */
export class Rehearsal {
  readonly log: string[] = [];
  readonly #plan: Plan;
  readonly #capacity: number;
  #state: WorkspaceState = emptyState;
  #seq = 0;

  constructor(made: Plan, options: Options = {}) {
    this.#plan = made;
    this.#capacity = options.capacity ?? 10;
    const scope = options.scope ?? { kind: 'plan', phase: undefined, task: undefined };
    const { missingIssues = [] } = options;
    this.record({}, { kind: 'run.started', plan: 'p', title: made.title, scope, base: 'b', phases: [], missingIssues });
  }

  get run(): Run {
    const run = this.#state.runs['r'];
    if (run === undefined) throw new Error('not started');
    return run;
  }

  /** `now`: milliseconds since 1970; one after the other where a test is not about time. */
  record(at: { readonly phase?: string; readonly task?: string }, payload: Payload, now = this.#seq + 1): void {
    this.#seq += 1;
    const event: RunEvent = { seq: this.#seq, time: new Date(now).toISOString(), run: 'r', ...at, ...payload };
    this.#state = fold(this.#state, event);
  }

  decisions(): readonly Decision[] {
    return decide(this.#plan, this.run, {
      agents: this.#capacity,
      phases: new Set(),
      types: new Set(),
      alone: new Set(),
    });
  }

  keys(): readonly string[] {
    return this.decisions().map(({ key }) => key);
  }

  /** Carries out every decision at once, failing those whose key is in `fails`, until nothing is left to decide. */
  playOut(fails: ReadonlySet<string> = new Set()): Run {
    for (let round = 0; round < 1000; round += 1) {
      const decisions = this.decisions();
      if (decisions.length === 0) return this.run;
      for (const decision of decisions) this.carryOut(decision, !fails.has(decision.key));
    }
    throw new Error('it never came to an end');
  }

  carryOut(decision: Decision, well = true): void {
    this.log.push(decision.key);
    switch (decision.kind) {
      case 'step': {
        const { place, index } = decision;
        const at = decision.phase === undefined ? {} : { phase: decision.phase };
        this.record(at, { kind: 'step.started', step: decision.step.name, place, index, command: '' });
        this.record(at, { kind: 'step.finished', step: decision.step.name, place, index, result: well ? good : bad });
        break;
      }
      case 'open-phase':
        this.record({ phase: decision.phase.id }, { kind: 'phase.started', title: '', branch: 'b', worktree: 'w' });
        break;
      case 'task':
        this.start(decision);
        this.record(
          at(decision),
          well ? { kind: 'task.verified' } : { kind: 'task.finished', state: 'failed', reason: 'it refused' },
        );
        break;
      case 'merge':
        this.record(at(decision), { kind: 'task.finished', state: well ? 'done' : 'failed', reason: '' });
        break;
      case 'check':
        this.record(decision.phase === undefined ? {} : { phase: decision.phase.id }, {
          kind: 'evidence',
          criterion: decision.criterion.id,
          title: decision.criterion.title,
          met: well,
          command: '',
          exit: undefined,
          found: '',
          output: '',
          reason: well ? '' : 'no',
          milliseconds: 0,
          commit: 'c',
        });
        break;
      case 'close-phase':
        this.record(
          { phase: decision.phase.id },
          { kind: 'phase.finished', met: decision.met, reason: decision.reason },
        );
        break;
      case 'finish':
        this.record({}, { kind: 'run.finished', outcome: decision.outcome, reason: decision.reason });
        break;
    }
  }

  start(decision: Extract<Decision, { kind: 'task' }>): void {
    const { title, agent, issue } = decision.task;
    const attempt = (this.run.tasks[`${decision.phase.id}/${decision.task.id}`]?.attempt ?? 0) + 1;
    this.record(at(decision), { kind: 'task.started', title, agent, issue, attempt });
  }
}

const at = ({
  phase: { id: inPhase },
  task: { id },
}: Extract<Decision, { kind: 'task' | 'merge' }>): { phase: string; task: string } => ({ phase: inPhase, task: id });
