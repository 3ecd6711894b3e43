import type { Criterion, Plan, Step } from '../../../plan/model/plan.ts';
import type { StepPlace } from '../../../run/events.ts';
import type { Run } from '../../../run/state.ts';

/** What a plan has, as far as its tree shows it: read from the plan, or, where its text is broken now, from a run that was started with it. */
export type Outline = {
  readonly setup: readonly StepOutline[];
  readonly phases: readonly PhaseOutline[];
  readonly criteria: readonly CriterionOutline[];
  readonly checklist: readonly { readonly moment: string; readonly items: readonly string[] }[];
};

export type StepOutline = {
  readonly place: StepPlace;
  readonly index: number;
  readonly label: string;
  /** Its failure holds nothing up: `continue-on-error`. */
  readonly harmless: boolean;
};

export type PhaseOutline = {
  readonly id: string;
  readonly title: string;
  readonly window: string | undefined;
  readonly before: readonly StepOutline[];
  readonly after: readonly StepOutline[];
  readonly tasks: readonly TaskOutline[];
  readonly criteria: readonly CriterionOutline[];
};

export type TaskOutline = {
  readonly id: string;
  readonly title: string;
  readonly agent: string;
  readonly issue: string | undefined;
  /** As `phase/task`. */
  readonly needs: readonly string[];
  readonly verify: readonly StepOutline[];
};

export type CriterionOutline = {
  readonly id: string;
  readonly title: string;
  readonly manual: boolean;
  /** What will be asked, for people. */
  readonly check: string;
};

export function outlineOfPlan(plan: Plan): Outline {
  const { before, during, after } = plan.checklist;
  const moments = [
    { moment: 'Before', list: before },
    { moment: 'During', list: during },
    { moment: 'After', list: after },
  ];
  return {
    setup: stepsOf('setup', plan.setup),
    phases: plan.phases.map((phase) => ({
      id: phase.id,
      title: phase.title,
      window: phase.window,
      before: stepsOf('before', phase.before),
      after: stepsOf('after', phase.after),
      tasks: phase.tasks.map(({ id, title, agent, issue, needs, verify }) => ({
        id,
        title,
        agent,
        issue,
        needs,
        verify: stepsOf('verify', verify),
      })),
      criteria: phase.criteria.map(criterionOf),
    })),
    criteria: plan.criteria.map(criterionOf),
    checklist: moments
      .filter(({ list }) => list.length > 0)
      .map(({ moment, list }) => ({ moment, items: list.map(({ title }) => title) })),
  };
}

export const outlineOfRun = (run: Run): Outline => ({
  setup: [],
  phases: run.phases.map(({ id, title, tasks, criteria }) => ({
    id,
    title,
    window: undefined,
    before: [],
    after: [],
    tasks: tasks.map((task) => ({ ...task, verify: [] })),
    criteria: criteria.map((criterion) => ({ ...criterion, check: '' })),
  })),
  criteria: [],
  checklist: [],
});

const stepsOf = (place: StepPlace, steps: readonly Step[]): readonly StepOutline[] =>
  steps.map((step, index) => ({ place, index, label: stepLabel(step), harmless: step.continueOnError }));

const stepLabel = ({ name, do: work }: Step): string => {
  if (name !== '') return name;
  switch (work.kind) {
    case 'run':
      return work.words.join(' ');
    case 'shell':
      return work.script.split('\n')[0] ?? work.script;
    case 'uses':
      return work.action;
  }
};

const criterionOf = ({ id, title, check }: Criterion): CriterionOutline => ({
  id,
  title,
  manual: check.kind === 'manual',
  check:
    check.kind === 'manual'
      ? 'A person approves it.'
      : check.kind === 'issues'
        ? 'Every issue is closed.'
        : stepLabel(check.step),
});
