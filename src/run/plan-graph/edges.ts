import { type IssueGraph, isActive, mayBlock } from '../../issues/graph.ts';
import { endOf, startOf } from '../../plan/model/waiting.ts';
import type { ShapePhase, ShapeTask } from './shape.ts';

/** `from` must end before `to` can begin: of tasks (`needs`, by `phase/task`), or of phases. `issue`: so it is with what the two tasks are about. */
export type PlanEdge = {
  readonly from: string;
  readonly to: string;
  readonly kind: 'needs' | 'phase' | 'issue';
  /** It holds something back now. */
  readonly holds: boolean;
  readonly onWay: boolean;
  readonly inCircle: boolean;
};

type Finishing = { readonly finished: boolean };

/** What is drawn, and which pairs of it are marked. */
type Drawn = {
  readonly phases: readonly (Omit<ShapePhase, 'tasks'> & Finishing)[];
  readonly tasks: readonly (ShapeTask & Finishing)[];
  readonly issues: IssueGraph | undefined;
  readonly onWay: ReadonlySet<string>;
  readonly inCircle: ReadonlySet<string>;
};

/** Names two parts of which the second waits for the first. */
export const pairKey = (first: string, second: string): string => `${first}\n${second}`;

export const edgesOf = (drawn: Drawn): readonly PlanEdge[] => [
  ...waits(drawn, drawn.phases, ({ id }) => id, 'phase'),
  ...waits(drawn, drawn.tasks, ({ key }) => key, 'needs'),
  ...issueEdges(drawn),
];

function waits<T extends Finishing & { readonly needs: readonly string[] }>(
  { onWay, inCircle }: Drawn,
  all: readonly T[],
  nameOf: (one: T) => string,
  kind: 'needs' | 'phase',
): readonly PlanEdge[] {
  const byName = new Map(all.map((one) => [nameOf(one), one]));
  return all.flatMap((one) =>
    [...new Set(one.needs)].flatMap((from): readonly PlanEdge[] => {
      const before = byName.get(from);
      if (before === undefined) return [];
      const to = nameOf(one);
      const pair = kind === 'phase' ? pairKey(endOf(from), startOf(to)) : pairKey(from, to);
      const holds = !before.finished && !one.finished;
      return [{ from, to, kind, holds, onWay: onWay.has(pair), inCircle: inCircle.has(pair) }];
    }),
  );
}

/** Between the last task about the one issue and the first about the other. */
function issueEdges({ tasks, issues }: Drawn): readonly PlanEdge[] {
  if (issues === undefined) return [];
  const [first, last] = [new Map<string, string>(), new Map<string, string>()];
  for (const { issue, key } of tasks) {
    if (issue === undefined) continue;
    if (!first.has(issue)) first.set(issue, key);
    last.set(issue, key);
  }
  return [...first].flatMap(([id, to]) => {
    const issue = issues.issues.get(id);
    return (issue?.dependencies ?? []).flatMap(({ type, depends_on_id: need }): readonly PlanEdge[] => {
      const [from, other] = [last.get(need), issues.issues.get(need)];
      if (!mayBlock(type) || from === undefined || from === to || issue === undefined || other === undefined) return [];
      return [{ from, to, kind: 'issue', holds: isActive(issue) && isActive(other), onWay: false, inCircle: false }];
    });
  });
}
