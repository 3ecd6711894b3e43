import type { IssueState } from '../../issues/state.ts';
import type { PhaseNode, PlanGraph, TaskIssue, TaskNode } from '../../run/plan-graph/plan-graph.ts';
import { line, plural } from '../say/words.ts';
import { phaseContext, phaseLooks, phaseStanding } from '../views/phase-look.ts';
import { lookOf, taskContext, taskLooks } from '../views/task-look.ts';
import type { PlanWork } from '../work.ts';
import type { GraphIssue, GraphPhase, GraphTask, ToPlanGraph } from './messages.ts';

/** What is known beside what is drawn: what is wrong with the text, and whether there is a tracker that knows issues. */
export type PlanStanding = { readonly errors: number; readonly firstError: string; readonly tracked: boolean };

/** The graph of a plan in the words of the views. `uri`: of the plan, so that commands know where to act. Pure. */
export function planGraphWords(
  graph: PlanGraph,
  { errors, firstError, tracked }: PlanStanding,
  work: PlanWork,
  uri: string,
): Omit<ToPlanGraph, 'kind' | 'folder' | 'plan'> {
  const empty = graph.phases.length === 0 ? 'The plan has no phases yet.' : '';
  const wrong = wrongIn(graph);
  const first = wrong.length === 0 ? `; the first: ${firstError}` : '';
  return {
    phases: graph.phases.map((phase) => phaseWords(phase, graph, work, uri)),
    tasks: graph.tasks.map((task) => taskWords(task, uri, tracked)),
    edges: graph.edges,
    summary: empty === '' ? summaryOf(graph) : '',
    way: wayText(graph),
    problem: errors === 0 ? empty : `${plural(errors, 'error')} in the plan${first}`,
    broken: errors > 0,
    wrong,
  };
}

/** As many mistakes as are read before one is mended; all stand among the problems. */
const mostWrong = 5;

function wrongIn({ circles, missing }: PlanGraph): readonly string[] {
  const all = [
    ...circles.map((names) => `These wait for each other, so none of them can start: ${chain(names)}`),
    ...missing.map(({ from, need }) => `${from} waits for ${need}, which is not in the plan`),
  ];
  return all.length <= mostWrong ? all : [...all.slice(0, mostWrong), `${all.length - mostWrong} more like these`];
}

function summaryOf({ counts, phases, leftOut }: PlanGraph): string {
  const { all, done, atWork, waiting, failed } = counts;
  const some = (count: number, words: string): string | undefined => (count === 0 ? undefined : `${count} ${words}`);
  return line(
    `${plural(all, 'task')} in ${plural(phases.length + leftOut.phases, 'phase')}`,
    `${done} done`,
    some(atWork, 'at work'),
    some(waiting, 'waiting for you'),
    some(failed, 'failed or lost'),
    leftOut.tasks + leftOut.phases === 0 ? undefined : leftOutText(leftOut),
  );
}

const leftOutText = ({ tasks, phases }: PlanGraph['leftOut']): string =>
  `${[tasks === 0 ? '' : plural(tasks, 'task'), phases === 0 ? '' : plural(phases, 'phase')].filter((part) => part !== '').join(' and ')} left out: what is finished or far from its turn`;

function wayText({ way, counts, circles }: PlanGraph): string {
  if (way.length > 0)
    return `Critical path, ${plural(way.length, 'task')} left: ${chain(way.map(({ title }) => title))}`;
  return counts.all === 0 || circles.length > 0 ? '' : 'No task is left';
}

/** As many names of a chain as are read in a line. */
const mostNames = 8;

const chain = (names: readonly string[]): string =>
  (names.length <= mostNames
    ? names
    : [...names.slice(0, mostNames - 2), `${names.length - mostNames + 1} more`, ...names.slice(-1)]
  ).join(' → ');

function phaseWords(
  { id, title, state, tasks, done, leftOut }: PhaseNode,
  graph: PlanGraph,
  work: PlanWork,
  uri: string,
): GraphPhase {
  const standing = phaseStanding(id, [], work);
  const { icon, word } = phaseLooks[state];
  const words = line(
    tasks === 0 ? 'steps only' : `${done}/${tasks}`,
    word,
    standing.held[0] && 'held back',
    leftOut === 0 ? undefined : `${leftOut} left out`,
  );
  const after = graph.edges.filter(({ kind, to }) => kind === 'phase' && to === id).map(({ from }) => from);
  return {
    id,
    title,
    icon,
    words,
    reason: standing.held[0]?.reason ?? standing.found?.record.reason ?? '',
    spoken: commas(
      `Phase ${title}`,
      word,
      tasks === 0 ? 'steps only' : `${done} of ${plural(tasks, 'task')} done`,
      after.length === 0 ? '' : `after ${after.join(', ')}`,
    ),
    context: contextOf({ plan: uri, phase: id }, phaseContext(standing)),
  };
}

function taskWords(
  { key, phase, id, title, agent, state, record, issue, onWay }: TaskNode,
  uri: string,
  tracked: boolean,
): GraphTask {
  const { icon, word } = record === undefined ? taskLooks[state] : lookOf(record);
  const about = issue && issueWords(issue, tracked);
  return {
    key,
    phase,
    title,
    agent,
    icon,
    word,
    reason: record?.reason ?? '',
    issue: about,
    onWay,
    over: state === 'done',
    spoken: commas(
      `Task ${title}`,
      word,
      agent,
      about === undefined ? '' : `issue ${about.id} ${about.words}`.trim(),
      onWay ? 'on the critical path' : '',
    ),
    context: contextOf({ plan: uri, phase, task: id }, taskContext(state, record, issue?.id)),
  };
}

function issueWords({ id, card, blockers }: TaskIssue, tracked: boolean): GraphIssue {
  const state: IssueState | undefined = card?.state;
  const unknown = tracked ? 'not in the tracker' : '';
  const words = card === undefined ? unknown : card.ready ? 'ready' : card.stateWords;
  const held = blockers.length === 0 ? '' : `held back by ${blockers.join(', ')}`;
  return { id, state, words, spoken: commas(`Issue ${id}`, card?.title ?? '', words, held) };
}

const commas = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');

/** What VS Code's context menu is told: the place, as code lenses name it, and words for `when` clauses. */
const contextOf = (place: object, words: string): string =>
  JSON.stringify({ ...place, webviewSection: words, preventDefaultContextMenuItems: true });
