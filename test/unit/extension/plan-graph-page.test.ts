import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookShapes } from '../../../src/extension/board/page/look-shapes.ts';
import { follow } from '../../../src/extension/board/page/plan-keys.ts';
import { layOutPlan, type Place, phaseSize } from '../../../src/extension/board/page/plan-layout.ts';
import { type PlanStanding, planGraphWords } from '../../../src/extension/board/plan-graph-words.ts';
import { phaseLooks } from '../../../src/extension/views/phase-look.ts';
import { taskLooks } from '../../../src/extension/views/task-look.ts';
import { PlanWork } from '../../../src/extension/work.ts';
import { issueGraph } from '../../../src/issues/graph.ts';
import type { Issue } from '../../../src/issues/issue.ts';
import { Snapshot } from '../../../src/plan/model/snapshot.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { planGraph } from '../../../src/run/plan-graph/plan-graph.ts';
import { edge, events, issue, modelOf, phaseStarted, started, taskStarted } from './fixtures.ts';

const text = `version: 1
phases:
  build:
    title: Build
    tasks:
      api: { title: The API, agent: coder, issue: x-1 }
      web: { title: The page, agent: coder, needs: [ api ] }
      wax: { agent: coder, needs: [ api ], issue: x-2 }
  empty: { title: Nothing but steps }
  aside: { needs: [], tasks: { one: { agent: tester } } }
  ship: { needs: [ empty, aside ], tasks: { ship: { agent: writer, needs: [ build/web ] } } }
`;
type Given = {
  readonly written?: string;
  readonly told?: readonly RunEvent[];
  readonly issues?: readonly Issue[];
  readonly most?: number;
  readonly standing?: Partial<PlanStanding>;
};
const words = ({ written = text, told = [], issues = [], most = 100, standing = {} }: Given = {}) => {
  const work = new PlanWork(modelOf(told).work, 'p.phaseplan.yaml');
  const tracker = issueGraph(new Map(issues.map((one) => [one.id, one])), 0);
  const graph = planGraph(new Snapshot(written).outline, work, tracker, most);
  return planGraphWords(graph, { errors: 0, firstError: '', tracked: true, ...standing }, work, 'file:///p');
};

test('a plan is told in words: how far it is, the critical path, and each part with its state', () => {
  const told = events('r', [started, phaseStarted, taskStarted('api', 'The API')]);
  const issues = [
    issue('x-1', { status: 'in_progress' }),
    issue('x-2', { dependencies: [edge('x-2', 'x-1', 'blocks')] }),
  ];
  const { summary, way, phases, tasks, problem, wrong } = words({ told, issues });
  assert.equal(summary, '5 tasks in 4 phases · 0 done · 1 at work');
  assert.equal(way, 'Critical path, 3 tasks left: The API → The page → ship');
  assert.deepEqual([problem, wrong], ['', []]);
  const ended = (state: 'met' | 'not-met') =>
    events('r', [started, phaseStarted, { kind: 'phase.finished', phase: 'build', met: state === 'met', reason: '' }]);
  const alone = text.slice(0, text.indexOf('  empty:'));
  assert.equal(words({ written: alone, told: ended('met') }).way, 'No task is left');
  assert.match(words({ written: alone, told: ended('not-met') }).way, /^Critical path, 2 tasks left/);
  assert.deepEqual(
    phases.map(({ spoken }) => spoken),
    [
      'Phase Build, running, 0 of 3 tasks done',
      'Phase Nothing but steps, not started, steps only, after build',
      'Phase aside, not started, 0 of 1 task done',
      'Phase ship, not started, 0 of 1 task done, after empty, aside',
    ],
  );
  assert.deepEqual(
    tasks.slice(0, 3).map(({ spoken }) => spoken),
    [
      'Task The API, starting, coder, issue x-1 in progress, on the critical path',
      'Task The page, queued, coder, on the critical path',
      'Task wax, not started, coder, issue x-2 blocked',
    ],
  );
  assert.equal(tasks[2]?.issue?.spoken, 'Issue x-2, Title of x-2, blocked, held back by x-1');
});

test('a node tells the context menu where it is, as a code lens does, and what can be done', () => {
  const told = events('r', [started, phaseStarted, taskStarted('api', 'The API')]);
  const { phases, tasks } = words({ told });
  assert.deepEqual(
    [phases[0], tasks[0], tasks[1]].map((one): unknown => JSON.parse(one?.context ?? '')),
    [
      { plan: 'file:///p', phase: 'build', webviewSection: 'phase running', preventDefaultContextMenuItems: true },
      {
        plan: 'file:///p',
        phase: 'build',
        task: 'api',
        webviewSection: 'task live begun issue',
        preventDefaultContextMenuItems: true,
      },
      {
        plan: 'file:///p',
        phase: 'build',
        task: 'web',
        webviewSection: 'task queued',
        preventDefaultContextMenuItems: true,
      },
    ],
  );
});

test('an issue that the tracker lacks is said to be so; without a tracker nothing is said of it', () => {
  assert.equal(words().tasks[0]?.issue?.spoken, 'Issue x-1, not in the tracker');
  assert.equal(words({ standing: { tracked: false } }).tasks[0]?.issue?.spoken, 'Issue x-1');
});

test('what is wrong with a plan is said first, with what can never start', () => {
  const broken = words({
    written: text.replace('issue: x-1 }', 'issue: x-1, needs: [ web, gone ] }'),
    standing: { errors: 2, firstError: 'Bad.' },
  });
  assert.deepEqual([broken.problem, broken.broken, broken.way], ['2 errors in the plan', true, '']);
  assert.deepEqual(broken.wrong, [
    'These wait for each other, so none of them can start: build/api → build/web → build/api',
    'build/api waits for build/gone, which is not in the plan',
  ]);
  const needs = Array.from({ length: 9 }, (_, at) => `gone${at}`).join(', ');
  const { wrong } = words({ written: text.replace('issue: x-1 }', `needs: [ ${needs} ] }`) });
  assert.deepEqual([wrong.length, wrong.at(-1)], [6, '4 more like these']);
  assert.equal(words({ standing: { errors: 1, firstError: 'Bad.' } }).problem, '1 error in the plan; the first: Bad.');
  const nothing = words({ written: '' });
  assert.deepEqual([nothing.problem, nothing.summary, nothing.way], ['The plan has no phases yet.', '', '']);
});

test('a long way is named by its ends, and what is left out is said', () => {
  const chain = Array.from(
    { length: 20 },
    (_, at) => `t${at}: { agent: c${at === 0 ? '' : `, needs: [ t${at - 1} ]`} }`,
  );
  const { way, summary, phases } = words({ written: `phases: { a: { tasks: { ${chain.join(', ')} } } }`, most: 5 });
  assert.equal(way, 'Critical path, 20 tasks left: t0 → t1 → t2 → t3 → t4 → t5 → 13 more → t19');
  assert.equal(summary, '20 tasks in 1 phase · 0 done · 15 tasks left out: what is finished or far from its turn');
  assert.equal(phases[0]?.words, '0/20 · not started · 15 left out');
});

const laid = (written = text) => {
  const { phases, tasks, edges } = words({ written });
  return { ...layOutPlan({ phases, tasks, edges }), phases, tasks, edges };
};
const apart = (one: Place, other: Place): boolean =>
  Math.abs(one.x - other.x) >= (one.width + other.width) / 2 ||
  Math.abs(one.y - other.y) >= (one.height + other.height) / 2;
const within = (inner: Place, outer: Place): boolean =>
  Math.abs(inner.x - outer.x) <= (outer.width - inner.width) / 2 &&
  Math.abs(inner.y - outer.y) <= (outer.height - inner.height) / 2;

test('phases go from left to right with their tasks in them, and nothing lies on anything', () => {
  const { at, phases, tasks, paths, edges } = laid();
  const placeOf = (id: string): Place => at.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  assert.ok(placeOf('build').x < placeOf('empty').x && placeOf('empty').x < placeOf('ship').x);
  assert.ok(placeOf('build/api').x < placeOf('build/web').x);
  const topOf = ({ y, height }: Place): number => y - height / 2;
  for (const { key, phase } of tasks) {
    assert.ok(within(placeOf(key), placeOf(phase)), key);
    assert.ok(topOf(placeOf(key)) >= topOf(placeOf(phase)) + phaseSize.head, `${key} on the head of ${phase}`);
  }
  for (const all of [phases.map(({ id }) => id), tasks.map(({ key }) => key)])
    for (const [index, one] of all.entries())
      for (const other of all.slice(index + 1)) assert.ok(apart(placeOf(one), placeOf(other)), `${one} on ${other}`);
  assert.equal(paths.length, edges.length);
  for (const path of paths) assert.match(path, /^M[\d.]+ [\d.]+[QCL]/);
});

test('circles of tasks and of phases, and a task that waits for itself, are drawn too', () => {
  for (const written of [
    text.replace('agent: coder, issue: x-1', 'agent: coder, needs: [ web ]'),
    text.replace('title: Build', 'needs: [ ship ]'),
    text.replace('agent: coder, issue: x-1', 'agent: coder, needs: [ api ]'),
  ]) {
    const { paths } = laid(written);
    assert.ok(paths.length > 0 && paths.every((path) => path.startsWith('M') && !path.includes('NaN')), written);
  }
});

test('arrow keys go along the edges, the critical path first, from a task without any to the phases, and up and down to what stands nearest', () => {
  const { edges, ...shape } = laid();
  const led = (id: string, key: string): string | undefined => follow({ ...shape, edges }, shape, id, key);
  assert.equal(led('build/api', 'ArrowRight'), 'build/web');
  assert.equal(led('build/web', 'ArrowLeft'), 'build/api');
  const turned = edges.map((edge) => ({ ...edge, onWay: edge.to === 'build/wax' }));
  assert.equal(follow({ ...shape, edges: turned }, shape, 'build/api', 'ArrowRight'), 'build/wax');
  assert.deepEqual([led('build/api', 'ArrowLeft'), led('build/wax', 'ArrowRight')], ['build', 'empty']);
  assert.deepEqual(
    [led('build', 'ArrowRight'), led('empty', 'ArrowLeft'), led('ship/ship', 'ArrowRight')],
    ['empty', 'build', undefined],
  );
  assert.equal(led('build', 'ArrowDown'), 'build/api');
  assert.equal(led('build/api', 'x'), undefined);
});

test('every state of the views has a shape of its own', () => {
  const names = [...Object.values(taskLooks), ...Object.values(phaseLooks)].map(({ icon }) => icon.name);
  for (const name of names) assert.ok(lookShapes.has(name), name);
  const shapes = [...lookShapes.values()];
  assert.equal(new Set(shapes).size, shapes.length);
});
