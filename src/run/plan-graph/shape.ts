import { oneLine } from '../../issues/text.ts';
import { fullName, type Outline, phaseNeeds, resolveTask } from '../../plan/model/outline.ts';
import type { Waiting } from '../../plan/model/waiting.ts';

export type ShapePhase = {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly tasks: readonly ShapeTask[];
};

export type ShapeTask = {
  /** `phase/task`. */
  readonly key: string;
  readonly phase: string;
  readonly id: string;
  readonly title: string;
  readonly agent: string;
  readonly issue: string | undefined;
  /** As `phase/task`. */
  readonly needs: readonly string[];
};

/** Phases with their tasks, from a text that need not be valid: of a name that is given twice the first counts. */
export function shapeOf(outline: Outline): readonly ShapePhase[] {
  const phases = outline.phases.map(({ id: { text: id }, title, tasks }, index) => ({
    id,
    title: oneLine(title ?? '') || id,
    needs: phaseNeeds(outline, index),
    tasks: firstOfEach(
      tasks.map((task) => ({
        key: fullName(task),
        phase: id,
        id: task.id.text,
        title: oneLine(task.title ?? '') || task.id.text,
        agent: task.agent?.text ?? '',
        issue: task.issue?.text,
        needs: task.needs.map(({ text }) => resolveTask(text, id)),
      })),
    ),
  }));
  return firstOfEach(phases);
}

function firstOfEach<T extends { readonly id: string }>(all: readonly T[]): readonly T[] {
  const byId = new Map<string, T>();
  for (const one of all) if (!byId.has(one.id)) byId.set(one.id, one);
  return [...byId.values()];
}

export const waitingIn = (phases: readonly ShapePhase[]): Waiting => ({
  phases: new Map(phases.map(({ id, needs }) => [id, needs])),
  tasks: new Map(phases.flatMap(({ tasks }) => tasks.map(({ key, needs }) => [key, needs] as const))),
});

/** Needs that name nothing in the plan, with who has them. */
export function missingIn({ phases, tasks }: Waiting): readonly { readonly from: string; readonly need: string }[] {
  const lacking = (all: ReadonlyMap<string, readonly string[]>) =>
    [...all].flatMap(([from, needs]) => needs.filter((need) => !all.has(need)).map((need) => ({ from, need })));
  return [...lacking(phases), ...lacking(tasks)];
}
