import type { Span } from '../../base/span.ts';
import { gather, movedThing } from '../model/gather.ts';
import { perSection } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Something to do about a phase or a task, shown above it. */
export type Lens = {
  readonly title: string;
  readonly does: 'run-phase' | 'preflight' | 'run-task';
  readonly phase: string;
  readonly task?: string;
  readonly span: Span;
};

export const lenses = (plan: Snapshot): readonly Lens[] => gather(plan, lensesIn, movedThing);

const lensesIn = perSection(({ outline }) =>
  outline.phases.flatMap(({ id, tasks }): readonly Lens[] => [
    { title: '▷ Run', does: 'run-phase', phase: id.text, span: id.span },
    { title: 'Preflight', does: 'preflight', phase: id.text, span: id.span },
    ...tasks.map(
      (task): Lens => ({ title: '▷ Launch', does: 'run-task', phase: id.text, task: task.id.text, span: task.id.span }),
    ),
  ]),
);
