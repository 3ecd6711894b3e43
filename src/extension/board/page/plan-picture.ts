import type { GraphIssue, GraphPhase, GraphTask, ToPlanGraph } from '../messages.ts';
import { element, issueContext, svg } from './element.ts';
import { cutText, type Drawing, drawingOf, lineOf } from './graph-page.ts';
import { stateIcon } from './icons.ts';
import { lookIcon } from './look-icons.ts';
import { type Place, type PlanLaidOut, phaseSize } from './plan-layout.ts';

/** The plan as a picture: boxes of phases at the bottom, then lines, then tasks with their issues. */
export function drawPlan(message: ToPlanGraph, laid: PlanLaidOut): Drawing {
  const { width, height, at } = laid;
  const picture = drawingOf(
    width,
    height,
    ...message.phases.flatMap(({ id }) => boxOf(at.get(id)) ?? []),
    linesOf(message, laid),
    ...message.phases.map(({ id }) => partOf(message, laid, id)),
    ...message.tasks.map(({ key }) => partOf(message, laid, key)),
  );
  return { picture, width, height };
}

/** A phase or a task by itself, so that it can be drawn anew alone. */
export function partOf({ phases, tasks }: ToPlanGraph, { at }: PlanLaidOut, id: string): SVGElement {
  const place = at.get(id);
  const phase = phases.find((one) => one.id === id);
  const task = tasks.find(({ key }) => key === id);
  const nodes =
    place === undefined
      ? []
      : phase !== undefined
        ? [phaseNode(phase, place)]
        : task !== undefined
          ? taskNodes(task, place)
          : [];
  return svg('g', { 'data-part': id }, ...nodes);
}

/** All lines, so that they can be drawn anew by themselves. */
export function linesOf({ edges }: ToPlanGraph, { paths }: PlanLaidOut): SVGElement {
  const lines = edges.map(({ from, to, kind, holds, onWay, inCircle }, index) => {
    const look = { holds, onChain: onWay, inCycle: inCircle };
    const name = kind === 'issue' ? 'related' : holds ? 'holds' : 'settled';
    const text = kind === 'issue' ? `The issue of ${from} blocks the issue of ${to}` : `${to} waits for ${from}`;
    return lineOf(paths[index] ?? '', name, look, true, holds ? text : `${text} (settled)`);
  });
  return svg('g', { class: 'lines' }, ...lines);
}

const cornerOf = ({ x, y, width, height }: Place) => ({ left: x - width / 2, top: y - height / 2 });

function boxOf(place: Place | undefined): SVGElement | undefined {
  if (place === undefined) return undefined;
  const { left, top } = cornerOf(place);
  return svg('rect', { class: 'phase-box', x: left, y: top, width: place.width, height: place.height, rx: 6 });
}

/** The head of a phase; its box lies beneath. */
function phaseNode({ id, title, icon, words, reason, spoken, context }: GraphPhase, place: Place): SVGElement {
  const { left, top } = cornerOf(place);
  return svg(
    'g',
    {
      class: 'node phase',
      'data-id': id,
      'data-vscode-context': context,
      role: 'button',
      tabindex: -1,
      'aria-label': spoken,
    },
    svg('title', {}, reason === '' ? title : `${title}: ${reason}`),
    svg('rect', { x: left + 3, y: top + 3, width: place.width - 6, height: phaseSize.head - 6, rx: 4 }),
    lookIcon(icon, left + 12, top + 9),
    cutText('title', title, left + 34, top + 6, place.width - 46),
    cutText('words', words, left + 34, top + 24, place.width - 46),
  );
}

/** A task, and behind it in the order of Tab the issue that it is about. */
function taskNodes(task: GraphTask, place: Place): readonly SVGElement[] {
  const { key, title, agent, icon, word, reason, issue, spoken, context, onWay, over } = task;
  const { left, top } = cornerOf(place);
  const { width, height } = place;
  const node = svg(
    'g',
    {
      class: ['node', 'task', over ? 'closed' : '', onWay ? 'on-chain' : ''].filter((one) => one !== '').join(' '),
      'data-id': key,
      'data-vscode-context': context,
      role: 'button',
      tabindex: -1,
      'aria-label': spoken,
    },
    svg('title', {}, reason === '' ? `${title}: ${word}` : `${title}: ${word}, ${reason}`),
    svg('rect', { x: left, y: top, width, height, rx: 4 }),
    lookIcon(icon, left + 8, top + 7),
    svg(
      'foreignObject',
      { x: left + 30, y: top + 5, width: width - 38, height: 20 },
      element(
        'div',
        { class: 'ends' },
        element('span', { class: `cut tone-${icon.tone ?? 'quiet'}` }, word),
        element('span', { class: 'cut agent' }, agent),
      ),
    ),
    cutText('title', title, left + 10, top + 27, width - 18),
  );
  return issue === undefined ? [node] : [node, issueNode(issue, key, left + 6, top + 51, width - 12)];
}

function issueNode(
  { id, state, words, spoken }: GraphIssue,
  task: string,
  left: number,
  top: number,
  width: number,
): SVGElement {
  return svg(
    'g',
    {
      class: 'issue',
      'data-of': task,
      'data-issue': id,
      'data-vscode-context': issueContext(id),
      role: 'button',
      tabindex: -1,
      'aria-label': spoken,
    },
    svg('title', {}, spoken),
    svg('rect', { x: left, y: top, width, height: 23, rx: 3 }),
    stateIcon(state ?? 'other', left + 4, top + 4),
    cutText('id', words === '' ? id : `${id} · ${words}`, left + 24, top + 2, width - 30),
  );
}
