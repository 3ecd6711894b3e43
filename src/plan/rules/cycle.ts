import { cycles } from '../../base/cycles.ts';
import { fullName, type Name, type Outline, resolveTask } from '../model/outline.ts';
import type { Finding, Rule } from './rule.ts';

export const cycle: Rule = {
  code: 'cycle',
  severity: 'error',
  about: 'Phases, tasks or issues wait for each other in a circle, so that none of them can ever start.',
  *find({ outline }) {
    yield* told('phase', phases(outline), 'waits for itself', 'wait for each other');
    yield* told('task', tasks(outline), 'waits for itself', 'wait for each other');
    yield* told('issue', issueNeeds(outline), 'blocks itself', 'block each other');
    yield* told('issue', issueParents(outline), 'is its own parent', 'are each other’s parents');
  },
};

type Arrow = { readonly to: string; readonly at: Name };
type Arrows = ReadonlyMap<string, readonly Arrow[]>;

function* told(what: string, arrows: Arrows, alone: string, together: string): Generator<Finding> {
  const graph = new Map([...arrows].map(([from, list]) => [from, list.map(({ to }) => to)]));
  for (const circle of cycles(graph)) {
    const places = circle.map((from, index) => {
      const to = circle[(index + 1) % circle.length] ?? from;
      return { from, to, at: arrows.get(from)?.find((arrow) => arrow.to === to)?.at };
    });
    const first = places[0];
    if (first?.at === undefined) continue;
    const path = [...circle, circle[0] ?? ''].join(' → ');
    yield {
      span: first.at.span,
      message: circle.length === 1 ? `The ${what} "${first.from}" ${alone}.` : `These ${what}s ${together}: ${path}.`,
      related: places
        .slice(1)
        .flatMap(({ from, to, at }) => (at ? [{ message: `"${from}" waits for "${to}" here.`, span: at.span }] : [])),
      remedies: [{ kind: 'remove', what: `"${first.at.text}"` }],
    };
  }
}

const arrows = (names: readonly Name[]): readonly Arrow[] => names.map((at) => ({ to: at.text, at }));

function phases({ phases: all }: Outline): Arrows {
  const map = new Map<string, readonly Arrow[]>();
  for (const [index, { id, needs }] of all.entries()) {
    const before = all[index - 1];
    // An unwritten need is shown at the phase that has it.
    map.set(id.text, needs ? arrows(needs) : before ? [{ to: before.id.text, at: id }] : []);
  }
  return map;
}

function tasks({ phases: all }: Outline): Arrows {
  const every = all.flatMap((phase) => phase.tasks);
  return new Map(
    every.map((task) => [fullName(task), task.needs.map((at) => ({ to: resolveTask(at.text, task.phase), at }))]),
  );
}

const issueNeeds = ({ issues }: Outline): Arrows => new Map(issues.map(({ id, needs }) => [id.text, arrows(needs)]));

const issueParents = ({ issues }: Outline): Arrows =>
  new Map(issues.map(({ id, parent }) => [id.text, parent ? arrows([parent]) : []]));
