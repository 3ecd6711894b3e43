import type { Plan, Step } from '../../plan/model/plan.ts';
import type { StepContext } from '../../run/ports.ts';

/** Where a step stands: in a run, and there perhaps in a phase or a task. */
export type StepPosition = {
  readonly run: string;
  readonly phase?: string | undefined;
  readonly task?: string | undefined;
};

type Surroundings = { readonly folders: { readonly workspace: string }; readonly clock: { now(): number } };

/** What a step would carry out, as a person would write it. */
export function commandOf(step: Step): string {
  switch (step.do.kind) {
    case 'run':
      return step.do.words.join(' ');
    case 'shell':
      return step.do.script;
    case 'uses':
      return step.do.action;
  }
}

/** What a step may name in its templates, from the plan and where it stands; `more` is what only a hook has. */
export function stepContext(
  { folders, clock }: Surroundings,
  plan: Plan | undefined,
  at: StepPosition,
  worktree: string,
  more: Partial<Pick<StepContext, 'values' | 'env'>> = {},
): StepContext {
  const { workspace } = folders;
  return {
    workspace,
    worktree,
    env: { PHASELINE_RUN: at.run, ...more.env },
    values: {
      ...planValues(plan, at),
      'run.id': at.run,
      date: dateOf(clock.now()),
      workspace,
      worktree,
      ...more.values,
    },
  };
}

function planValues(plan: Plan | undefined, at: StepPosition): Readonly<Record<string, string>> {
  const phase = plan?.phases.find(({ id }) => id === at.phase);
  const task = phase?.tasks.find(({ id }) => id === at.task);
  const issue = task?.issue === undefined ? undefined : plan?.issues.get(task.issue);
  return {
    'plan.name': plan?.name ?? '',
    'plan.title': plan?.title ?? '',
    'plan.epic': plan?.epic ?? '',
    'phase.id': phase?.id ?? '',
    'phase.title': phase?.title ?? '',
    'task.id': task?.id ?? '',
    'task.title': task?.title ?? '',
    'task.agent': task?.agent ?? '',
    'task.prompt': task?.prompt ?? '',
    'issue.id': task?.issue ?? '',
    'issue.title': issue?.title ?? '',
  };
}

/** As the execution plans of today write it: `20251114`. */
const dateOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10).replaceAll('-', '');
