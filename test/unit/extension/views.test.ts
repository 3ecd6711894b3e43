import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysOf } from '../../../src/extension/keys.ts';
import { statusOf } from '../../../src/extension/status.ts';
import { agentRows } from '../../../src/extension/views/agents/rows.ts';
import { hookFrame, hookRows } from '../../../src/extension/views/hooks/rows.ts';
import { issueFrame } from '../../../src/extension/views/issues/frame.ts';
import { planFrame, planRows } from '../../../src/extension/views/plan/rows.ts';
import { waitingFor } from '../../../src/extension/work.ts';
import { contextKeys } from '../../../src/protocol/commands.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { groundText } from '../../../src/run/ground.ts';
import {
  activePlan,
  allIssueRows,
  asked,
  drawn,
  edge,
  events,
  issue,
  issueView,
  modelOf,
  noon,
  phaseStarted,
  rowsOf,
  started,
  taskStarted,
} from './fixtures.ts';

const later = noon + 60_000;
const finished = (task: string, state: 'done' | 'failed', reason = ''): Parameters<typeof events>[1][number] => ({
  kind: 'task.finished',
  phase: 'build',
  task,
  state,
  reason,
});
const asks = asked('api');

test('a run draws itself in the Plan view: states, times, what waits, what comes after what', () => {
  const model = modelOf(events('r1', [started, phaseStarted, taskStarted('api', 'The API')]), {
    active: activePlan(undefined),
  });
  assert.equal(
    drawn(planRows(model, later)),
    [
      '(play-circle) Phase 1: Build | 0/2 · running',
      '  (loading~spin) The API | starting · 58 s',
      '  (clock) The page | coder · after api',
      '  (verified) Criteria | 0/2 met',
      '    (circle-outline) Tests pass',
      '    (person) Somebody read it | needs your approval',
    ].join('\n'),
  );
});

test('the Plan view says while the issues of a plan are created, and why they could not be', () => {
  const at = { step: "Create the plan's issues", place: 'issues', index: 0 } as const;
  const begun = { ...at, kind: 'step.started', command: 'beads.create' } as const;
  const result = { ok: false, exit: undefined, output: '', found: '', reason: 'no room', milliseconds: 2000 };
  const over = { ...at, kind: 'step.finished', result } as const;
  const first = (...told: Parameters<typeof events>[1]): string =>
    drawn(planRows(modelOf(events('r1', [started, ...told]), { active: activePlan(undefined) }), later)).split(
      '\n',
    )[0] ?? '';
  assert.equal(first(begun), "(loading~spin) Create the plan's issues");
  assert.equal(first(begun, over), "(close) Create the plan's issues | 2 s · no room");
  assert.match(first(begun, { ...over, result: { ...result, ok: true } }), /Phase 1: Build/);
  // Cut off by a kill, it stands there until the run goes on.
  assert.match(first(begun, { kind: 'run.interrupted' }), /Phase 1: Build/);
});

test('a broken plan says so on top and keeps the last tree beneath', () => {
  const model = modelOf(events('r1', [started]), {
    active: activePlan(undefined, { errors: 2, firstError: 'Unknown key x.' }),
  });
  const [broken, phase] = planRows(model, later);
  assert.equal(broken?.label, '2 errors in the plan');
  assert.equal(broken?.description, 'Unknown key x.');
  assert.equal(phase?.label, 'Phase 1: Build');
});

test('evidence stands beside its criterion, and a criterion for a person asks for it once the tasks are over', () => {
  const told = [
    started,
    phaseStarted,
    taskStarted('api', 'The API'),
    finished('api', 'done'),
    taskStarted('web', 'The page'),
    finished('web', 'done'),
    {
      kind: 'evidence',
      phase: 'build',
      criterion: 'tests',
      title: 'Tests pass',
      met: false,
      command: 'npm test',
      exit: 1,
      found: '',
      output: 'no',
      reason: 'exit code 1',
      milliseconds: 2000,
      commit: 'abc',
    },
  ] as const;
  const model = modelOf(events('r1', told), { active: activePlan(undefined) });
  const rows = rowsOf(planRows(model, later));
  assert.equal(rows.find(({ label }) => label === 'Tests pass')?.description, 'exit code 1 · 2 s');
  assert.match(rows.find(({ label }) => label === 'Somebody read it')?.context ?? '', /\bcriterion manual\b/);
  assert.deepEqual(
    waitingFor(model.work).map(({ kind }) => kind),
    ['approval'],
  );
  assert.equal(planFrame(model).badge?.value, 1);
});

test('an approval says whose it is', () => {
  const approved = {
    kind: 'evidence',
    phase: 'build',
    criterion: 'read',
    title: 'Somebody read it',
    met: true,
    command: 'approved by Ada',
    exit: undefined,
    found: '',
    output: '',
    reason: '',
    milliseconds: 0,
    commit: 'abc',
  } as const;
  const model = modelOf(events('r1', [started, phaseStarted, approved]), { active: activePlan(undefined) });
  const row = rowsOf(planRows(model, later)).find(({ label }) => label === 'Somebody read it');
  assert.equal(row?.description, 'approved by Ada');
  assert.doesNotMatch(row?.context ?? '', /manual/);
});

test('a plan that is worked through in several runs shows each part as its newest run left it', () => {
  const first = events('r1', [
    started,
    phaseStarted,
    taskStarted('api', 'The API'),
    finished('api', 'done'),
    { kind: 'run.finished', outcome: 'not-met', reason: '' },
  ]);
  const second = events('r2', [started, phaseStarted, taskStarted('web', 'The page')]);
  const model = modelOf([...first, ...second], { active: activePlan(undefined) });
  const text = drawn(planRows(model, later));
  assert.match(text, /\(pass-filled\) The API/);
  assert.match(text, /\(loading~spin\) The page/);
});

test('agents are grouped by who must act: the person first', () => {
  const model = modelOf(events('r1', [started, phaseStarted, taskStarted('api', 'The API'), asks]));
  assert.equal(
    drawn(agentRows(model, later)),
    [
      '(bell-dot) Waiting for you | 1',
      '  (bell-dot) The API | Run npm test · 58 s',
      '(clock) Queued | 1',
      '  (clock) The page | coder · after api',
    ].join('\n'),
  );
  const row = rowsOf(agentRows(model, later)).find(({ label }) => label === 'The API');
  assert.match(row?.context ?? '', /\btask live waiting begun\b/);
  assert.match(row?.spoken ?? '', /waiting for you/);
});

test('what ended badly can be tried again, what ended well cannot', () => {
  const model = modelOf(
    events('r1', [
      started,
      phaseStarted,
      taskStarted('api', 'The API'),
      finished('api', 'failed', 'verify failed'),
      taskStarted('web', 'The page'),
      finished('web', 'done'),
    ]),
  );
  const context = (label: string): string =>
    rowsOf(agentRows(model, later)).find((row) => row.label === label)?.context ?? '';
  assert.match(context('The API'), /\btask over again\b/);
  assert.doesNotMatch(context('The page'), /\bagain\b/);
});

test('hooks stand newest first with failures on top', () => {
  const hook = (id: string, subject: string): Parameters<typeof events>[1][number] => ({
    kind: 'hook.started',
    hook: id,
    rule: 'settings:0',
    title: 'npm run lint',
    on: 'post-edit',
    subject,
    author: { kind: 'person' },
  });
  const end = (id: string, state: 'ok' | 'failed'): Parameters<typeof events>[1][number] => ({
    kind: 'hook.finished',
    hook: id,
    state,
    result: {
      ok: state === 'ok',
      exit: 0,
      output: '',
      found: '',
      reason: state === 'ok' ? '' : 'exit code 1',
      milliseconds: 900,
    },
  });
  const told = [
    hook('a', 'src/a.ts'),
    end('a', 'failed'),
    hook('b', 'src/b.ts'),
    end('b', 'ok'),
    hook('c', 'src/c.ts'),
  ];
  const model = modelOf(events('workspace', told));
  assert.deepEqual(
    hookRows(model, later).map(({ label, icon }) => `${label} ${icon?.name}`),
    ['a.ts error', 'c.ts loading~spin', 'b.ts pass'],
  );
  assert.equal(hookRows(model, later)[0]?.description, 'npm run lint · exit code 1 · 900 ms · you · 1 min ago');
  assert.equal(hookFrame(model).description, '1 failed');
});

test('issues hang under their epic; one that waits for another is locked and says for which', () => {
  const issues = [
    issue('e', { issue_type: 'epic' }),
    issue('e.1', { dependencies: [edge('e.1', 'e', 'parent-child')], priority: 0 }),
    issue('e.2', { dependencies: [edge('e.2', 'e', 'parent-child'), edge('e.2', 'e.1', 'blocks')], assignee: 'kim' }),
  ];
  const model = modelOf([], {
    issues: { state: 'known', title: 'bd', readOnly: 'there is no bd', token: '1', issues, broken: [], version: 1 },
  });
  assert.equal(
    drawn(allIssueRows(issueView(model).rows)),
    [
      '(circle-large-outline) Title of e | 0/2 · 0 % · e',
      '  (circle-large-outline) Title of e.1 | e.1',
      '  (lock) Title of e.2 | e.2 · kim',
    ].join('\n'),
  );
  const rows = rowsOf(allIssueRows(issueView(model).rows));
  assert.match(rows[2]?.spoken ?? '', /blocked by e\.1/);
  assert.match(rows[2]?.tooltip?.() ?? '', /needs `e\.1`/);
  assert.deepEqual(
    rows.map(({ badge, icon }) => `${badge?.text} ${icon?.tone}`),
    ['P2 priority.medium', 'P0 priority.critical', 'P2 priority.medium'],
  );
  assert.equal(issueFrame(model, issueView(model).rows.counts).message, 'Read-only: there is no bd');
});

test('a tracker that fails says why and keeps the last good issues', () => {
  const model = modelOf([], {
    issues: {
      state: 'failed',
      failure: { kind: 'bd-failed', command: 'bd list', detail: 'locked' },
      issues: [issue('a')],
    },
  });
  const rows = allIssueRows(issueView(model).rows);
  assert.match(rows[0]?.label ?? '', /bd list failed: locked/);
  assert.equal(rows[1]?.label, 'Title of a');
});

test('the status bar is empty while nothing has run, and has a colour only when a person is needed', () => {
  assert.equal(statusOf(modelOf([]).work), undefined);
  const running = statusOf(modelOf(events('r1', [started, phaseStarted, taskStarted('api', 'The API')])).work);
  assert.equal(running?.text, '$(loading~spin) Phase 1 · 0/2');
  assert.equal(running?.calls, false);
  const told = [
    started,
    phaseStarted,
    taskStarted('api', 'The API'),
    {
      kind: 'agent.progress',
      phase: 'build',
      task: 'api',
      said: '',
      files: [],
      usage: { tokens: 10, cost: 1.2, context: undefined },
    },
    asks,
  ] as const;
  const waiting = statusOf(modelOf(events('r1', told)).work);
  assert.equal(waiting?.text, '$(bell-dot) Phase 1 · 0/2 · 1 waiting · $1.20');
  assert.equal(waiting?.calls, true);
});

test('a task that waits for its turn names its run and offers Stop, in both views', () => {
  const model = modelOf(events('r', [started, phaseStarted, taskStarted('api', 'The API')]), {
    active: activePlan(undefined),
  });
  for (const rows of [planRows(model, later), agentRows(model, later)]) {
    const page = rowsOf(rows).find(({ label }) => label === 'The page');
    assert.ok(page?.subject.kind === 'task');
    assert.equal(page.subject.run, 'r');
    assert.match(page.context, /\btask queued\b/);
  }
});

test('context keys tell apart a tracker that is not there from one that is not known yet', () => {
  assert.equal(keysOf([modelOf([])])[contextKeys.tracker], 'unknown');
  assert.equal(keysOf([modelOf([], { issues: { state: 'none' } })])[contextKeys.tracker], 'none');
});

test('a run that ended without its gate can be resumed, one that goes on can be stopped', () => {
  const going = keysOf([modelOf(events('r1', [started]))]);
  assert.deepEqual([going[contextKeys.running], going[contextKeys.resumable]], [true, false]);
  const ended = keysOf([modelOf(events('r1', [started, { kind: 'run.finished', outcome: 'stopped', reason: '' }]))]);
  assert.deepEqual([ended[contextKeys.running], ended[contextKeys.resumable]], [false, true]);
});

test('work that only its agent calls done is marked, with the ground in words; what Git or a check vouches for is not', () => {
  const end = (files: number, all: number): readonly RunEvent[] => {
    const ground = { files, checks: { passed: all, all } };
    const done = { ...finished('api', 'done', groundText(ground)), ground };
    return events('r1', [started, phaseStarted, taskStarted('api', 'The API'), done]);
  };
  const rowOf = (told: readonly RunEvent[]) =>
    agentRows(modelOf(told), later).find(({ label }) => label === 'Finished')?.children?.[0];
  assert.equal(rowOf(end(0, 0))?.icon?.name, 'question');
  assert.match(rowOf(end(0, 0))?.description ?? '', /nothing changed, nothing to verify: only its word$/);
  assert.match(rowOf(end(0, 0))?.spoken ?? '', /done, by its word alone/);
  assert.match(rowOf(end(0, 1))?.description ?? '', /nothing changed, 1 check passed$/);
  assert.match(rowOf(end(2, 0))?.description ?? '', /2 files changed, nothing to verify$/);
  for (const vouched of [end(0, 1), end(2, 0)]) assert.equal(rowOf(vouched)?.icon?.name, 'pass-filled');
});

test('what holds agents back is said on the phase, on each that waits, and in the status bar, with a way to set it aside', () => {
  const hold = { kind: 'cost', reason: 'the budget of the plan is used up: $2.00 of $1.50' } as const;
  const told = [started, phaseStarted, { kind: 'run.held', holds: [hold] }] as const;
  const model = modelOf(events('r1', told), { active: activePlan(undefined) });
  const [phase] = planRows(model, later);
  assert.equal(phase?.description, `0/2 · running · held back: ${hold.reason}`);
  assert.match(phase?.context ?? '', /\bheld\b/);
  assert.match(phase?.tooltip?.() ?? '', /No more agents start:\n\n- the budget of the plan is used up/);
  const [group] = agentRows(model, later);
  const [api, web] = group?.children ?? [];
  assert.equal(api?.description, `coder · held back: ${hold.reason}`);
  assert.match(api?.context ?? '', /\bheld\b/);
  assert.equal(web?.description, 'coder · after api', 'it could not start anyhow');
  const status = statusOf(model.work);
  assert.equal(status?.text, '$(debug-pause) Phase 1 · 0/2 · held back');
  assert.match(status?.tooltip ?? '', /Held back: the budget of the plan is used up/);
  assert.equal(keysOf([model])[contextKeys.held], true);
  const ended = modelOf(events('r1', [...told, { kind: 'run.finished', outcome: 'stopped', reason: '' }]));
  assert.equal(keysOf([ended])[contextKeys.held], false);
});

test('agents launched by hand are counted together in the status bar, and beside a plan that runs', () => {
  const launched = (run: string, at: number, end?: number): readonly RunEvent[] => {
    const tasks = [{ id: 'a', title: 'A', agent: 'coder', issue: undefined, needs: [] }];
    const phases = [{ id: 'agents', title: 'Agents', tasks, criteria: [] }];
    const where = { phase: 'agents', task: 'a' };
    return events(run, [
      { kind: 'run.started', plan: '', title: run, scope: { kind: 'agent' }, base: 'abc', phases, at },
      { ...phaseStarted, phase: 'agents', at },
      { ...taskStarted('a', 'A'), ...where, at },
      ...(end === undefined ? [] : [{ ...finished('a', 'done'), ...where, at: end } as const]),
      ...(end === undefined ? [] : [{ kind: 'run.finished', outcome: 'met', reason: '', at: end } as const]),
    ]);
  };
  const textOf = (...told: readonly (readonly RunEvent[])[]) => statusOf(modelOf(told.flat()).work)?.text;
  const long = launched('r1', 0, 5);
  assert.equal(
    textOf(launched('r0', -9, -5), long, launched('r2', 1), launched('r3', 2)),
    '$(loading~spin) Agents · 1/3',
  );
  assert.equal(textOf(long, launched('r2', 1, 3), launched('r3', 4, 6)), '$(pass) Agents · 3/3');
  assert.equal(
    textOf(events('p', [started, phaseStarted]), launched('r3', 4)),
    '$(loading~spin) Phase 1 · 0/2 · 1 agent',
  );
});
