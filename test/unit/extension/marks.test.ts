import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { gutterIcon, gutterTones } from '../../../src/extension/plans/gutter-icons.ts';
import { marksOf } from '../../../src/extension/plans/marks.ts';
import { PlanWork } from '../../../src/extension/work.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { asked, events, modelOf, phaseStarted, started, taskStarted } from './fixtures.ts';

const plan = 'p.phaseplan.yaml';
const places = [
  { plan, phase: 'build' },
  { plan, phase: 'build', task: 'api' },
  { plan, phase: 'build', task: 'web' },
  { plan, phase: 'later' },
];

/** A line for each place: its icon, then its lenses with what they do. */
const shown = (told: readonly RunEvent[]): string[] =>
  marksOf(places, new PlanWork(modelOf(told).work, plan)).map((mark) =>
    mark === undefined
      ? '-'
      : `(${mark.icon.name}) ${mark.lenses.map(({ title, command }) => `${title} [${command}]`).join(' | ')}`,
  );

const begun = [started, phaseStarted, taskStarted('api', 'The API')];

test('a plan that nobody has run shows no marks', () => {
  assert.deepEqual(shown([]), ['-', '-', '-', '-']);
});

test('a phase tells how far it is, a task what it does, and each leads to what can be looked at', () => {
  assert.deepEqual(shown(events('r1', begun)), [
    '(play-circle) 0/2 · running [phaseline.plan.focus]',
    '(loading~spin) starting [phaseline.openTranscript]',
    '(clock) queued [phaseline.plan.focus]',
    '-',
  ]);
});

test('an agent that waits is answered from the text, and what one changed is reviewed from there', () => {
  const files = {
    kind: 'task.committed',
    phase: 'build',
    task: 'api',
    commit: 'abc',
    files: ['a.ts', 'b.ts'],
  } as const;
  const done = {
    kind: 'task.finished',
    phase: 'build',
    task: 'api',
    state: 'failed',
    reason: 'a check failed',
  } as const;
  assert.equal(shown(events('r1', [...begun, asked('api')]))[1], '(bell-dot) waiting for you [phaseline.answerAgent]');
  assert.equal(
    shown(events('r1', [...begun, files, done]))[1],
    '(error) failed [phaseline.openTranscript] | 2 files [phaseline.reviewChanges]',
  );
});

test('the marks of another plan do not show', () => {
  const work = new PlanWork(modelOf(events('r1', begun)).work, 'other.phaseplan.yaml');
  assert.deepEqual(marksOf(places, work), [undefined, undefined, undefined, undefined]);
});

test('what is drawn in the gutter has the colours that the manifest gives our icons, and tells states apart without them', async () => {
  const manifest: unknown = JSON.parse(
    await readFile(path.resolve(import.meta.dirname, '../../../package.json'), 'utf8'),
  );
  const colours = JSON.stringify(manifest);
  const drawings = (['working', 'waiting', 'done', 'failed', 'quiet'] as const).map((tone) => {
    const { dark, light } = gutterTones[tone];
    assert.match(colours, new RegExp(`"phaseline\\.${tone}",[^}]*"dark":"${dark}","light":"${light}"`));
    return gutterIcon({ name: 'any', tone }, 'dark')?.replace(dark, '');
  });
  assert.equal(new Set(drawings).size, drawings.length);
});
