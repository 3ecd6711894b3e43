import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlanWork } from '../../../src/extension/work.ts';
import { issueGraph } from '../../../src/issues/graph.ts';
import type { Issue } from '../../../src/issues/issue.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { fold } from '../../../src/run/fold.ts';
import { type PlanGraph, planGraph } from '../../../src/run/plan-graph/plan-graph.ts';
import { emptyState } from '../../../src/run/state.ts';
import { edge, events, issue, phaseStarted, started, taskStarted } from '../extension/fixtures.ts';

/** Two phases: `api` and `web` in the first, `web` after `api`; `ship` in the second, `docs` beside it. */
const text = `
version: 1
name: p
phases:
  build:
    title: Build
    tasks:
      api: { title: The API, agent: coder, issue: x-1 }
      web: { title: The page, agent: coder, issue: x-2, needs: [ api ] }
  ship:
    tasks:
      ship: { agent: coder, issue: x-9 }
      docs: { agent: writer, needs: [ build/api ] }
`;

const none = new PlanWork(emptyState, 'p.phaseplan.yaml');
const workOf = (told: readonly RunEvent[]): PlanWork => new PlanWork(told.reduce(fold, emptyState), 'p.phaseplan.yaml');
const graphOf = (
  written: string,
  work = none,
  issues: readonly Issue[] | undefined = undefined,
  most = 100,
): PlanGraph =>
  planGraph(
    new Snapshot(written).outline,
    work,
    issues && issueGraph(new Map(issues.map((one) => [one.id, one])), 0),
    most,
  );
const arrows = ({ edges }: PlanGraph, fits: (edge: PlanGraph['edges'][number]) => boolean = () => true) =>
  edges.filter(fits).map(({ from, to, kind }) => `${from} → ${to} ${kind}`);
const wayOf = ({ way }: PlanGraph) => way.map(({ key }) => key);
const states = ({ tasks }: PlanGraph) => tasks.map(({ key, state }) => `${key} ${state}`);

test('without a run all of a plan is there, not begun, with what waits for what', () => {
  const graph = graphOf(text);
  assert.deepEqual(states(graph), ['build/api idle', 'build/web idle', 'ship/ship idle', 'ship/docs idle']);
  assert.deepEqual(
    graph.phases.map(({ id, title, state, tasks, done }) => [id, title, state, tasks, done]),
    [
      ['build', 'Build', 'idle', 2, 0],
      ['ship', 'ship', 'idle', 2, 0],
    ],
  );
  assert.deepEqual(arrows(graph), ['build → ship phase', 'build/api → build/web needs', 'build/api → ship/docs needs']);
  assert.ok(graph.edges.every(({ holds, inCircle }) => holds && !inCircle));
  assert.deepEqual(graph.counts, { all: 4, done: 0, atWork: 0, waiting: 0, failed: 0 });
});

test('the longest way goes through the order of the phases, and only through what is left to do', () => {
  const before = graphOf(text);
  assert.deepEqual(wayOf(before), ['build/api', 'build/web', 'ship/ship']);
  assert.deepEqual(
    arrows(before, ({ onWay }) => onWay),
    ['build → ship phase', 'build/api → build/web needs'],
  );
  const apiDone = [started, phaseStarted, taskStarted('api', 'The API'), ended('api', 'done')];
  const after = graphOf(text, workOf(events('r', apiDone)));
  assert.deepEqual(wayOf(after), ['build/web', 'ship/ship']);
  assert.deepEqual(
    arrows(after, ({ onWay }) => onWay),
    ['build → ship phase'],
  );
  assert.deepEqual(
    arrows(after, ({ holds }) => holds),
    ['build → ship phase'],
  );
});

const ended = (task: string, state: 'done' | 'failed') =>
  ({
    kind: 'task.finished',
    phase: 'build',
    task,
    state,
    reason: '',
  }) as const;

test('tasks and phases stand where the newest run that touched them has left them', () => {
  const told = [started, phaseStarted, taskStarted('api', 'The API')];
  const going = graphOf(text, workOf(events('r', told)));
  assert.deepEqual(states(going), ['build/api starting', 'build/web queued', 'ship/ship idle', 'ship/docs idle']);
  assert.equal(going.phases[0]?.state, 'running');
  assert.equal(going.counts.atWork, 1);
  const cut = graphOf(text, workOf(events('r', [...told, { kind: 'run.interrupted' }])));
  assert.deepEqual(states(cut).slice(0, 2), ['build/api lost', 'build/web idle']);
  assert.deepEqual([cut.phases[0]?.state, cut.counts.failed], ['stopped', 1]);
  assert.ok(wayOf(cut).includes('build/api'));
  const closed = graphOf(
    text,
    workOf(
      events('r', [...told, ended('api', 'done'), { kind: 'phase.finished', phase: 'build', met: true, reason: '' }]),
    ),
  );
  assert.deepEqual([closed.phases[0]?.state, closed.phases[0]?.done, wayOf(closed)], ['met', 1, ['ship/ship']]);
});

test('tasks say how their issues stand, and what waits among these', () => {
  const issues = [
    issue('x-1', { status: 'in_progress', dependencies: [edge('x-1', 'x-1', 'blocks')] }),
    issue('x-2', { dependencies: [edge('x-2', 'x-1', 'blocks'), edge('x-2', 'x-5', 'blocks')] }),
    issue('x-5'),
  ];
  const graph = graphOf(text, none, issues);
  assert.deepEqual(
    graph.tasks.map(({ issue }) => issue && [issue.id, issue.card?.state, issue.blockers]),
    [['x-1', 'in_progress', []], ['x-2', 'blocked', ['x-1', 'x-5']], ['x-9', undefined, []], undefined],
  );
  assert.deepEqual(
    arrows(graph, ({ kind }) => kind === 'issue'),
    ['build/api → build/web issue'],
  );
  const settled = graphOf(text, none, [issue('x-1', { status: 'closed' }), ...issues.slice(1)]);
  assert.deepEqual(
    settled.edges.filter(({ kind }) => kind === 'issue').map(({ holds }) => holds),
    [false],
  );
  assert.equal(graphOf(text).tasks[0]?.issue?.card, undefined);
});

test('circles are told and marked, and with one there is no way to the end', () => {
  const tasks = graphOf(text.replace('issue: x-1 }', 'issue: x-1, needs: [ web ] }'));
  assert.deepEqual(tasks.circles, [['build/api', 'build/web', 'build/api']]);
  assert.deepEqual(
    arrows(tasks, ({ inCircle }) => inCircle),
    ['build/web → build/api needs', 'build/api → build/web needs'],
  );
  assert.deepEqual([wayOf(tasks), tasks.edges.filter(({ onWay }) => onWay)], [[], []]);
  const beside = graphOf(text.replace('issue: x-9 }', 'issue: x-9, needs: [ docs, ship ] }'));
  assert.deepEqual([beside.circles, wayOf(beside)], [[['ship/ship', 'ship/ship']], []]);
  const phases = graphOf(text.replace('title: Build', 'needs: [ ship ]'));
  assert.deepEqual(phases.circles, [['build', 'ship', 'build']]);
  assert.deepEqual(
    arrows(phases, ({ inCircle }) => inCircle),
    ['ship → build phase', 'build → ship phase'],
  );
  const gates = graphOf(text.replace('issue: x-1 }', 'issue: x-1, needs: [ ship/ship ] }'));
  assert.equal(gates.circles.length, 1);
  assert.deepEqual(
    arrows(gates, ({ inCircle }) => inCircle),
    ['build → ship phase', 'ship/ship → build/api needs'],
  );
});

test('what is needed and is not there is told; a name that is given twice is there once', () => {
  const graph = graphOf(`${text.replace('[ api ]', '[ api, nothing ]')}  ship:\n    needs: [ never ]\n`);
  assert.deepEqual(graph.missing, [{ from: 'build/web', need: 'build/nothing' }]);
  assert.deepEqual(
    graph.phases.map(({ id, tasks }) => [id, tasks]),
    [
      ['build', 2],
      ['ship', 2],
    ],
  );
  assert.deepEqual(graphOf('version: 1\nphases: [').phases, []);
});

test('of thousands of tasks the next ones are drawn, then those that ended last, and the rest is counted', () => {
  const many = (phase: string): string =>
    `  ${phase}:\n    tasks:\n${Array.from({ length: 2000 }, (_, at) => `      t${at}: { agent: coder${at === 0 ? '' : `, needs: [ t${at - 1} ]`} }`).join('\n')}\n`;
  const huge = `version: 1\nname: p\nphases:\n${many('build')}${many('late')}`;
  const done = Array.from({ length: 1990 }, (_, at) => `t${at}`).flatMap((id) => [
    taskStarted(id, id),
    ended(id, 'done'),
  ]);
  const work = workOf(events('r', [started, phaseStarted, ...done]));
  const began = performance.now();
  const graph = graphOf(huge, work, [], 20);
  assert.ok(performance.now() - began < 5000);
  assert.deepEqual([graph.tasks[0]?.key, graph.tasks.at(-1)?.key, graph.tasks.length], ['build/t1990', 'late/t9', 20]);
  assert.deepEqual(
    [graph.leftOut, graph.phases.map(({ leftOut }) => leftOut)],
    [{ phases: 0, tasks: 3980 }, [1990, 1990]],
  );
  assert.equal(graph.way.length, 2010);
  const ending = graphOf(huge.slice(0, huge.indexOf('  late:')), work, [], 20);
  assert.deepEqual([ending.tasks[0]?.key, ending.tasks.at(-1)?.key], ['build/t1980', 'build/t1999']);
  const all = graphOf(huge, none, [], 3);
  assert.deepEqual([all.phases.map(({ id }) => id), all.leftOut], [['build'], { phases: 1, tasks: 3997 }]);
  const small = graphOf(
    text,
    workOf(events('r', [started, phaseStarted, taskStarted('api', ''), ended('api', 'done')])),
    [],
    3,
  );
  assert.deepEqual(
    small.tasks.map(({ key }) => key),
    ['build/web', 'ship/ship', 'ship/docs'],
  );
});

test('a phase without tasks has its place in the order', () => {
  const graph = graphOf(text.replace('  ship:\n    tasks:', '  between:\n    title: Between\n  ship:\n    tasks:'));
  assert.deepEqual(
    arrows(graph, ({ kind, onWay }) => kind === 'phase' && onWay),
    ['build → between phase', 'between → ship phase'],
  );
  assert.deepEqual(wayOf(graph), ['build/api', 'build/web', 'ship/ship']);
});
