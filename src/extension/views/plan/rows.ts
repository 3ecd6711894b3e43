import { commands } from '../../../protocol/commands.ts';
import type { Hold } from '../../../run/events.ts';
import { isRunning } from '../../../run/state.ts';
import type { Model } from '../../model.ts';
import { line, plain, plural } from '../../say/words.ts';
import { nextPhase, PlanWork, waitingFor } from '../../work.ts';
import { phaseContext, phaseLooks, phaseStanding } from '../phase-look.ts';
import { nothing, type Row } from '../row.ts';
import { elapsed, figures, lookOf, taskCard, taskContext, taskLooks } from '../task-look.ts';
import type { Frame } from '../tree.ts';
import { criteriaGroup } from './criterion-rows.ts';
import { type Outline, outlineOfPlan, outlineOfRun, type PhaseOutline, type TaskOutline } from './outline.ts';
import { stepRow, stepsGroup } from './step-rows.ts';

/** The Plan view: phases, their tasks with verification, criteria with evidence, and the checklist. */
export function planRows(model: Model, now: number): readonly Row[] {
  const { active } = model;
  if (active === undefined) return [];
  const work = new PlanWork(model.work, active.path);
  const outline = active.plan === undefined ? work.newest && outlineOfRun(work.newest) : outlineOfPlan(active.plan);
  const broken = active.errors === 0 ? [] : [brokenRow(active.path, active.errors, active.firstError)];
  if (outline === undefined) return broken;
  return [
    ...broken,
    ...stepsGroup(undefined, outline.setup, work),
    ...issuesRows(work),
    ...phaseRows(outline, active.path, work, now),
    ...endRows(outline, work),
  ];
}

/** The view's title and badge. */
export function planFrame(model: Model): Frame {
  const waiting = waitingFor(model.work).length;
  return {
    description: model.active?.plan?.title ?? model.active?.path,
    badge: { value: waiting, tooltip: `${plural(waiting, 'decision')} waiting for you` },
    message:
      model.trusted || model.active === undefined
        ? undefined
        : 'Untrusted folder: the plan can be read, nothing is run.',
  };
}

const brokenRow = (path: string, errors: number, first: string): Row => ({
  id: 'broken',
  label: `${plural(errors, 'error')} in the plan`,
  description: first,
  icon: { name: 'error', tone: 'failed' },
  tooltip: () => `${plural(errors, 'error')} in ${path}; the first: ${first}\n\nChoose to see them all.`,
  spoken: `${plural(errors, 'error')} in the plan ${path}; the first: ${first}`,
  context: 'broken',
  subject: nothing,
  command: commands.validatePlan,
});

/** The plan's issues, while they are created or where they could not be: no phase says that the run stands there. */
function issuesRows({ newest }: PlanWork): readonly Row[] {
  const record = newest?.steps.find(({ place }) => place === 'issues');
  if (newest === undefined || record === undefined || record.result?.ok === true) return [];
  if (record.result === undefined && !isRunning(newest)) return [];
  return [stepRow('issues', { place: 'issues', index: 0, label: record.step, harmless: false }, record)];
}

function phaseRows(outline: Outline, plan: string, work: PlanWork, now: number): readonly Row[] {
  const firstOpen = nextPhase(outline.phases, work);
  return outline.phases.map((phase) => phaseRow(phase, plan, work, now, phase.id === firstOpen));
}

function phaseRow(phase: PhaseOutline, plan: string, work: PlanWork, now: number, next: boolean): Row {
  const tasks = phase.tasks.map(({ id }) => id);
  const standing = phaseStanding(phase.id, tasks, work);
  const { state, found, done, held } = standing;
  const look = phaseLooks[state];
  const progress = tasks.length === 0 ? undefined : `${done}/${tasks.length}`;
  const reason = found?.record.reason ?? '';
  const merge = found?.record.merge;
  const id = `phase/${phase.id}`;
  return {
    id,
    label: phase.title,
    description: line(
      progress,
      state === 'idle' ? undefined : look.word,
      held[0] === undefined ? undefined : `held back: ${held[0].reason}`,
      merge === undefined ? undefined : `merged into ${merge.into}`,
      phase.window,
    ),
    icon: look.icon,
    tooltip: () => `**${phase.title}**\n\n${line(phase.id, look.word, phase.window)}\n\n${reason}${holdText(held)}`,
    spoken: `Phase ${phase.title}, ${line(look.word, held[0] && `held back: ${held[0].reason}`)}, ${done} of ${plural(phase.tasks.length, 'task')} done`,
    context: phaseContext(standing),
    subject: { kind: 'phase', plan, run: found?.run.id, phase: phase.id },
    unfolded: next || state === 'running',
    children: [
      ...stepsGroup(phase.id, phase.before, work),
      ...phase.tasks.map((task) => taskRow(phase.id, task, plan, work, now)),
      ...stepsGroup(phase.id, phase.after, work),
      ...criteriaGroup(phase.id, phase.criteria, work),
    ],
  };
}

/** What holds agents of a phase back, for its hover. */
const holdText = (holds: readonly Hold[]): string =>
  holds.length === 0
    ? ''
    : `\n\nNo more agents start:\n\n${holds.map(({ reason }) => `- ${plain(reason)}`).join('\n')}\n\n*Let Held Agents Start* sets that aside for the rest of the run.`;

function taskRow(phase: string, task: TaskOutline, plan: string, work: PlanWork, now: number): Row {
  const found = work.task(phase, task.id);
  const record = found?.record;
  const queuedIn = work.queued(phase, task.id) ? work.newest?.id : undefined;
  const state = record?.life ?? (queuedIn === undefined ? 'idle' : 'queued');
  const { icon, word } = record === undefined ? taskLooks[state] : lookOf(record);
  const id = `task/${phase}/${task.id}`;
  const needs = task.needs.map((need) => need.split('/').at(-1) ?? need).join(', ');
  const description =
    record === undefined
      ? line(task.issue, task.agent, needs === '' ? undefined : `after ${needs}`)
      : line(state === 'done' ? undefined : word, elapsed(record, now), figures(record), record.reason);
  return {
    id,
    label: task.title,
    description,
    icon,
    tooltip: () =>
      record === undefined
        ? `**${task.title}** — ${word}\n\n${line(`${phase}/${task.id}`, task.issue, task.agent)}${needs === '' ? '' : `\n\nStarts after ${needs}.`}`
        : taskCard(record, now),
    spoken: `Task ${task.title}, ${word}, ${description}`,
    context: taskContext(state, record, task.issue),
    subject: { kind: 'task', plan, run: found?.run.id ?? queuedIn, phase, task: task.id, issue: task.issue },
    ...(record === undefined ? {} : { command: commands.openTranscript }),
    children: task.verify.map((step) => stepRow(id, step, work.step(phase, task.id, 'verify', step.index))),
  };
}

/** What the plan as a whole asks for: its own gate, and the checklist. */
function endRows(outline: Outline, work: PlanWork): readonly Row[] {
  const items = outline.checklist.flatMap(({ items }) => items).length;
  if (items === 0) return criteriaGroup(undefined, outline.criteria, work);
  const checklist: Row = {
    id: 'checklist',
    label: 'Checklist',
    description: plural(items, 'item'),
    icon: { name: 'checklist', tone: 'quiet' },
    spoken: `Checklist, ${plural(items, 'item')}`,
    context: 'checklist',
    subject: nothing,
    children: outline.checklist.map(({ moment, items }) => ({
      id: `checklist/${moment}`,
      label: moment,
      description: plural(items.length, 'item'),
      spoken: `${moment} the work, ${plural(items.length, 'item')}`,
      context: 'moment',
      subject: nothing,
      children: items.map((title, index) => ({
        id: `checklist/${moment}/${index}`,
        label: title,
        icon: { name: 'circle-small', tone: 'quiet' },
        spoken: title,
        context: 'item',
        subject: nothing,
      })),
    })),
  };
  return [...criteriaGroup(undefined, outline.criteria, work), checklist];
}
