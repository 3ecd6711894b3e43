import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Payload, PlannedPhase, RunEvent } from '../../../src/run/events.ts';
import { fold } from '../../../src/run/fold.ts';
import { reportHtml, reportJson, reportMarkdown } from '../../../src/run/report/report.ts';
import { emptyState, type HookEntry, type Run } from '../../../src/run/state.ts';

type Place = { readonly phase?: string; readonly task?: string };

/** A run told as events, so many milliseconds after its start. */
class Story {
  readonly #events: RunEvent[] = [];
  readonly #start = Date.parse('2026-03-01T10:00:00.000Z');

  at(milliseconds: number, payload: Payload, place: Place = {}): this {
    const time = new Date(this.#start + milliseconds).toISOString();
    this.#events.push({ seq: this.#events.length + 1, time, run: 'r1', ...place, ...payload });
    return this;
  }

  state(): { readonly run: Run; readonly hooks: readonly HookEntry[] } {
    const { runs, hooks } = this.#events.reduce(fold, emptyState);
    const run = runs['r1'];
    assert.ok(run);
    return { run, hooks };
  }
}

const result = { ok: true, exit: 0, output: '', found: '', reason: '', milliseconds: 1200 };

function begin(phases: readonly PlannedPhase[], title = 'NovaCron'): Story {
  const scope = { kind: 'plan', phase: undefined, task: undefined } as const;
  const plan = 'novacron.phaseplan.yaml';
  return new Story().at(0, { kind: 'run.started', plan, title, scope, base: '0123456789abcdef', phases });
}

const planned: PlannedPhase = {
  id: 'phase-1',
  title: 'Critical Fixes',
  tasks: [
    { id: 'fix', title: 'Critical Fixes Agent', agent: 'coder', issue: 'n-101', needs: [] },
    { id: 'test', title: 'Test Engineer', agent: 'tester', issue: undefined, needs: [] },
    { id: 'review', title: 'Code Reviewer', agent: 'reviewer', issue: undefined, needs: ['phase-1/fix'] },
  ],
  criteria: [
    { id: 'coverage', title: 'Coverage ≥ 96 %', manual: false },
    { id: 'approved', title: 'Somebody approved', manual: true },
  ],
};

function told(): Story {
  const phase = 'phase-1';
  const fix = { phase, task: 'fix' };
  const testing = { phase, task: 'test' };
  const hook = (id: string, subject: string): Payload => ({
    kind: 'hook.started',
    hook: id,
    rule: 'plan:0',
    title: 'claude-flow.post-edit',
    on: 'post-edit',
    edit: id,
    subject,
    author: { kind: 'agent', run: 'r1', task: 'phase-1/fix' },
  });
  return begin([planned])
    .at(
      10,
      { kind: 'phase.started', title: 'Critical Fixes', branch: 'phaseline/n/phase-1', worktree: '/w' },
      { phase },
    )
    .at(20, { kind: 'step.started', step: 'Tell', place: 'before', index: 0, command: 'beads.update' }, { phase })
    .at(
      90,
      { kind: 'step.finished', step: 'Tell', place: 'before', index: 0, result: { ...result, milliseconds: 70 } },
      { phase },
    )
    .at(100, { kind: 'task.started', title: 'Critical Fixes Agent', agent: 'coder', issue: 'n-101', attempt: 1 }, fix)
    .at(100, { kind: 'task.started', title: 'Test Engineer', agent: 'tester', issue: undefined, attempt: 2 }, testing)
    .at(200, { kind: 'agent.started', name: 'demo', version: '1', session: 's', pid: 7 }, fix)
    .at(
      900,
      {
        kind: 'agent.progress',
        said: 'Done',
        usage: { tokens: 12345, cost: 1.2, context: undefined },
        files: ['a.go', 'b.go'],
      },
      fix,
    )
    .at(
      910,
      { kind: 'edit', id: 'e1', root: '/w', path: 'a.go', change: 'changed', hash: 'x', author: { kind: 'person' } },
      fix,
    )
    .at(920, hook('e1/plan:0', 'a.go'))
    .at(940, { kind: 'hook.finished', hook: 'e1/plan:0', state: 'ok', result: { ...result, milliseconds: 20 } })
    .at(950, hook('e2/plan:0', 'b.go'))
    .at(990, {
      kind: 'hook.finished',
      hook: 'e2/plan:0',
      state: 'failed',
      result: { ...result, ok: false, reason: 'refused', milliseconds: 40 },
    })
    .at(3000, { kind: 'task.committed', commit: 'abcdef0123456', files: ['a.go', 'b.go'] }, fix)
    .at(3100, { kind: 'task.merged', commit: 'abcdef0123456', into: 'phaseline/n/phase-1' }, fix)
    .at(3200, { kind: 'task.finished', state: 'done', reason: 'verified' }, fix)
    .at(4100, { kind: 'task.finished', state: 'failed', reason: 'node checks/coverage.mjs: 91 is not >= 96' }, testing)
    .at(4300, evidence('coverage', 'Coverage ≥ 96 %', 'coverage in per cent: 91'), { phase })
    .at(4400, { kind: 'phase.finished', met: false, reason: '1 of 2 criteria met' }, { phase })
    .at(4500, { kind: 'run.finished', outcome: 'not-met', reason: 'Critical Fixes did not meet its gate' });
}

const evidence = (criterion: string, title: string, output: string): Payload => ({
  kind: 'evidence',
  criterion,
  title,
  met: false,
  command: 'node checks/coverage.mjs',
  exit: 0,
  found: '91',
  output,
  reason: '91 is not >= 96',
  milliseconds: 60,
  commit: 'abcdef0123456',
});

function golden(name: string, actual: string): void {
  const file = path.join(import.meta.dirname, 'golden', name);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, actual);
  assert.equal(
    actual,
    readFileSync(file, 'utf8').replace(/\r\n/g, '\n'),
    `${name}; UPDATE_GOLDEN=1 keeps the new text`,
  );
}

const { run, hooks } = told().state();

test('the report of a run, as it was looked at and kept, in three forms', () => {
  golden('run.html', reportHtml(run, hooks));
  golden('run.md', reportMarkdown(run, hooks));
  golden('run.json', reportJson(run, hooks));
});

test('it says the outcome in one sentence, with the figures behind it', () => {
  const html = reportHtml(run, hooks);
  const sentence =
    'It ended short of its gates: 1 of 3 tasks done, 0 of 2 criteria met. Critical Fixes did not meet its gate.';
  assert.ok(html.includes(sentence));
  assert.ok(reportMarkdown(run, hooks).includes('**not met**'));
  const data: { totals: unknown; hooks: { fired: number; failed: number }; milliseconds: number } = JSON.parse(
    reportJson(run, hooks),
  );
  assert.deepEqual(data.totals, {
    tasks: 3,
    done: 1,
    failed: 1,
    criteria: 2,
    met: 0,
    tokens: 12345,
    cost: 1.2,
    files: 2,
    edits: 1,
  });
  assert.deepEqual([data.hooks.fired, data.hooks.failed, data.milliseconds], [2, 1, 4500]);
});

test('evidence is whole: command, exit, what was found, output, commit and time', () => {
  const html = reportHtml(run, hooks);
  for (const part of [
    'node checks/coverage.mjs',
    'exit 0',
    'found 91',
    'coverage in per cent: 91',
    'commit abcdef0123',
    '2026-03-01 10:00:04',
    '91 is not &gt;= 96',
  ])
    assert.ok(html.includes(part), part);
  assert.ok(html.includes('Nobody has approved it yet.'));
});

test('the page needs nothing from outside and runs nothing', () => {
  const html = reportHtml(run, hooks);
  assert.match(html, /^<!doctype html>/);
  assert.match(html, /default-src 'none'/);
  assert.doesNotMatch(html, /<script|<link|<img|<iframe|\bhttps?:|url\(|\son\w+=/i);
  assert.match(html, /prefers-color-scheme: dark/);
  assert.match(html, /@media print/);
});

test('hostile words stay words, wherever they stand', () => {
  const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>]]>&\`|`;
  const phase = {
    id: evil,
    title: evil,
    tasks: [{ id: evil, title: evil, agent: evil, issue: evil, needs: [] }],
    criteria: [{ id: evil, title: evil, manual: false }],
  };
  const place = { phase: evil, task: evil };
  const story = begin([phase], evil)
    .at(1, { kind: 'phase.started', title: evil, branch: evil, worktree: evil }, { phase: evil })
    .at(2, { kind: 'task.started', title: evil, agent: evil, issue: evil, attempt: 3 }, place)
    .at(3, { kind: 'agent.started', name: evil, version: evil, session: evil, pid: 1 }, place)
    .at(4, { kind: 'task.committed', commit: evil, files: [evil] }, place)
    .at(5, { kind: 'step.started', step: evil, place: 'verify', index: 0, command: evil }, place)
    .at(
      6,
      {
        kind: 'step.finished',
        step: evil,
        place: 'verify',
        index: 0,
        result: { ...result, ok: false, output: evil, reason: evil },
      },
      place,
    )
    .at(7, {
      kind: 'hook.started',
      hook: evil,
      rule: evil,
      title: evil,
      on: 'post-edit',
      subject: evil,
      author: undefined,
    })
    .at(8, { kind: 'hook.finished', hook: evil, state: 'failed', result: { ...result, reason: evil } })
    .at(9, evidence(evil, evil, evil), { phase: evil })
    .at(10, { kind: 'task.finished', state: 'failed', reason: evil }, place)
    .at(11, { kind: 'run.finished', outcome: 'stopped', reason: evil });
  const hostile = story.state();
  const html = reportHtml(hostile.run, hostile.hooks);
  const ours = new Set(
    '!doctype html head meta title style body main header h1 h2 h3 p strong dl div dt dd section svg line text rect ul li span table thead tbody tr th td small code br details summary pre'.split(
      ' ',
    ),
  );
  for (const [, tag = ''] of html.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)) assert.ok(ours.has(tag.toLowerCase()), tag);
  for (const [tag] of html.matchAll(/<[^>]*>/g)) assert.doesNotMatch(tag, /onerror|alert/);
  assert.doesNotMatch(reportMarkdown(hostile.run, hostile.hooks), /(?<!\\)<|(?<!\\)`/);
  assert.equal(JSON.parse(reportJson(hostile.run, hostile.hooks)).title, evil);
});

test('a run that goes on, one that never began a phase, and an agent by hand are reported too', () => {
  const going = begin([planned])
    .at(50, { kind: 'phase.started', title: 'x', branch: 'b', worktree: 'w' }, { phase: 'phase-1' })
    .state();
  assert.ok(reportHtml(going.run, []).includes('It is still running: 0 of 3 tasks done, 0 of 2 criteria met.'));
  assert.ok(reportHtml(going.run, []).includes('waiting to start'));
  const empty = begin([]).state();
  for (const write of [reportHtml, reportMarkdown, reportJson]) assert.ok(write(empty.run, []).length > 50);
});

test('a run of one phase counts that phase only', () => {
  const later: PlannedPhase = { ...planned, id: 'phase-2', title: 'Later' };
  const scope = { kind: 'plan', phase: 'phase-1', task: undefined } as const;
  const story = new Story()
    .at(0, { kind: 'run.started', plan: 'p', title: 't', scope, base: 'b', phases: [planned, later] })
    .at(1, { kind: 'run.finished', outcome: 'not-met', reason: '' });
  const html = reportHtml(story.state().run, []);
  assert.ok(html.includes('0 of 3 tasks done, 0 of 2 criteria met'));
  assert.ok(!html.includes('Later'));
});
