import type { FromPlanGraph, ToPlanGraph } from '../messages.ts';
import { element } from './element.ts';
import { GraphPage, legendOf } from './graph-page.ts';
import { hear, keep, kept, tell } from './host.ts';
import { follow } from './plan-keys.ts';
import { layOutPlan, type PlanLaidOut } from './plan-layout.ts';
import { drawPlan, linesOf, partOf } from './plan-picture.ts';
import { planTable } from './plan-table.ts';
import { toolButton } from './zoom.ts';

const send = (message: FromPlanGraph): void => tell(message);

type Drawn = { readonly message: ToPlanGraph; readonly laid: PlanLaidOut; readonly picture: SVGSVGElement };

/** The graph of a plan. */
export function showPlanGraph(page: HTMLElement): void {
  let drawn: Drawn | undefined;
  const notes = element('div', { class: 'notes' });
  const legend = legendOf(
    ['holds', 'waits'],
    ['holds chain', 'critical path'],
    ['related', 'issue blocks'],
    ['settled', 'settled'],
    ['holds cycle', 'circle'],
  );
  const acts = {
    open: ({ dataset }: SVGElement): void => {
      const { issue, id = '' } = dataset;
      send(issue === undefined ? { kind: 'open', id } : { kind: 'issue', id: issue });
    },
    follow: (id: string, key: string): string | undefined => {
      if (key === 'p') send({ kind: 'place', id });
      return drawn && follow(drawn.message, drawn.laid, id, key);
    },
  };
  const label = 'Plan; arrow keys follow what waits for what, Enter opens, p shows the place in the plan';
  const graph = new GraphPage(page, { label, legend, about: notes, pictureFirst: true }, acts);
  hear<ToPlanGraph>((message) => {
    keep({ ...kept(), plan: message.plan, folder: message.folder });
    if (graph.summary.textContent !== message.summary) graph.summary.textContent = message.summary;
    showNotes(notes, message);
    drawn = renew(graph, drawn, message);
  });
  send({ kind: 'ready' });
}

/** Draws what differs; all of it where something else is there, or waits for something else. */
function renew(graph: GraphPage, before: Drawn | undefined, message: ToPlanGraph): Drawn {
  const table = planTable(message, {
    open: (id) => send({ kind: 'open', id }),
    openIssue: (id) => send({ kind: 'issue', id }),
  });
  if (before === undefined || shapeOf(before.message) !== shapeOf(message)) {
    const laid = layOutPlan(message);
    const drawing = drawPlan(message, laid);
    graph.draw(drawing, table, firstOf(message));
    return { message, laid, picture: drawing.picture };
  }
  const { laid, picture } = before;
  graph.showTable(table);
  picture.querySelector('.lines')?.replaceWith(linesOf(message, laid));
  graph.replace(changed(before.message, message).map((id) => partOf(message, laid, id)));
  return { message, laid, picture };
}

/** What the layout follows from. */
const shapeOf = ({ phases, tasks, edges }: ToPlanGraph): string =>
  JSON.stringify([
    phases.map(({ id }) => id),
    tasks.map(({ key, issue }) => [key, issue === undefined]),
    edges.map(({ from, to, kind }) => [from, to, kind]),
  ]);

/** Names of the parts that look or act otherwise than before; the same ones are there. */
function changed(before: ToPlanGraph, now: ToPlanGraph): readonly string[] {
  const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
  return [
    ...now.phases.filter((phase, at) => differs(phase, before.phases[at])).map(({ id }) => id),
    ...now.tasks.filter((task, at) => differs(task, before.tasks[at])).map(({ key }) => key),
  ];
}

/** Where the keyboard begins: with what is to be done first. */
const firstOf = ({ tasks, phases }: ToPlanGraph): string =>
  (tasks.find(({ onWay }) => onWay) ?? tasks[0])?.key ?? phases[0]?.id ?? '';

/** What belongs to the whole plan: what is wrong with it, with the way there, and what is left to do. */
function showNotes(notes: HTMLElement, { problem, broken, wrong, way }: ToPlanGraph): void {
  const state = JSON.stringify([problem, broken, wrong, way]);
  // Said again it would be read out again.
  if (notes.dataset['state'] === state) return;
  notes.dataset['state'] = state;
  const more = broken
    ? [toolButton('Show the problems of the plan', 'Show Problems', () => send({ kind: 'problems' }))]
    : [];
  notes.replaceChildren(
    ...(problem === '' ? [] : [element('p', { class: 'problem', role: 'alert' }, problem, ...more)]),
    ...wrong.map((text) => element('p', { class: 'problem' }, text)),
    ...(way === '' ? [] : [element('p', { class: 'way' }, way)]),
  );
}
