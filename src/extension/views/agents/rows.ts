import { commands } from '../../../protocol/commands.ts';
import { isOver, isRunning, type Run, type TaskRecord } from '../../../run/state.ts';
import type { Model } from '../../model.ts';
import { line, plural } from '../../say/words.ts';
import { holdsOn, type QueuedTask, queuedTasks, runsOf, waitingFor } from '../../work.ts';
import { type Icon, nothing, type Row } from '../row.ts';
import { elapsed, figures, lookOf, standing, taskCard, taskContext, taskLooks } from '../task-look.ts';
import type { Frame } from '../tree.ts';

/** Finished agents that are shown; older ones are in their runs' reports. */
const mostFinished = 50;

/** The Agents view: waiting for you, running, queued, finished. Empty groups are left out. */
export function agentRows(model: Model, now: number): readonly Row[] {
  const runs = runsOf(model.work);
  const tasks = runs.flatMap((run) => Object.values(run.tasks).map((record) => ({ run, record })));
  const waiting = tasks.filter(({ record }) => record.life === 'waiting');
  const again = tasks.filter(({ record }) => record.life === 'queued');
  const running = tasks.filter(({ record: { life } }) => !isOver(life) && life !== 'waiting' && life !== 'queued');
  const finished = tasks
    .filter(({ record }) => isOver(record.life))
    .sort((a, b) => (b.record.finishedAt ?? '').localeCompare(a.record.finishedAt ?? ''));
  const queued = runs.filter(isRunning).flatMap(queuedTasks);
  const rowOf = ({ run, record }: { run: Run; record: TaskRecord }): Row =>
    workRow(run, record, now, model.comments[`${run.id}/${record.phase}/${record.task}`] ?? 0);
  return [
    group(
      'waiting',
      'Waiting for you',
      { name: 'bell-dot', tone: 'waiting' },
      [...waiting.map(rowOf), ...approvalRows(model)],
      true,
    ),
    group('running', 'Running', { name: 'play-circle', tone: 'working' }, running.map(rowOf), true),
    group(
      'queued',
      'Queued',
      { name: 'clock', tone: 'quiet' },
      [...again.map(rowOf), ...queued.map((task) => queuedRow(model.work.runs[task.run], task))],
      true,
    ),
    group(
      'finished',
      'Finished',
      { name: 'history', tone: 'quiet' },
      finished.slice(0, mostFinished).map(rowOf),
      true,
      finished.length,
    ),
  ].filter((row) => row.children !== undefined && row.children.length > 0);
}

export function agentFrame(model: Model): Frame {
  const waiting = waitingFor(model.work).length;
  return { description: waiting === 0 ? undefined : `${waiting} waiting for you` };
}

function group(
  id: string,
  label: string,
  icon: Icon,
  children: readonly Row[],
  unfolded: boolean,
  total = children.length,
): Row {
  return {
    id: `group/${id}`,
    label,
    description: total > children.length ? `newest ${children.length} of ${total}` : String(total),
    icon,
    spoken: `${label}, ${plural(total, id === 'waiting' ? 'decision' : 'agent')}`,
    context: `group ${id}`,
    subject: nothing,
    unfolded,
    children,
  };
}

function workRow(run: Run, record: TaskRecord, now: number, comments: number): Row {
  const { life, title, phase, task, issue, agent, agentName, reason, said } = record;
  const { icon, word } = lookOf(record);
  const question = record.waiting[0]?.title;
  const last = (said.trim().split('\n').at(-1) ?? '').trim();
  const [held] = life === 'queued' ? holdsOn(run, phase, agent) : [];
  const description = line(
    held && `held back: ${held.reason}`,
    question ?? standing(record) ?? (life === 'working' || isOver(life) ? undefined : word),
    comments === 0 ? undefined : `${plural(comments, 'comment')} to send`,
    elapsed(record, now),
    figures(record),
    isOver(life) ? reason : last === question ? undefined : last,
  );
  return {
    id: `${run.id}/${phase}/${task}`,
    label: title,
    description,
    icon: record.conflict !== undefined && isOver(life) ? { name: 'warning', tone: 'waiting' } : icon,
    tooltip: () => taskCard(record, now),
    spoken: `${title}, ${agentName ?? agent}, ${word}, ${description}`,
    context: taskContext(life, record, issue, comments, held !== undefined),
    subject: { kind: 'task', plan: run.plan, run: run.id, phase, task, issue },
    command: life === 'waiting' ? commands.answerAgent : commands.openTranscript,
    children: changeRows(run, record),
  };
}

/** Criteria that only a person can approve, once their phase has nothing else to do. */
const approvalRows = (model: Model): readonly Row[] =>
  waitingFor(model.work).flatMap((waiting): readonly Row[] => {
    if (waiting.kind !== 'approval') return [];
    const { run, phase, criterion, title } = waiting;
    return [
      {
        id: `approval/${run}/${phase}/${criterion}`,
        label: title,
        description: line('approve', model.work.runs[run]?.phases.find(({ id }) => id === phase)?.title),
        icon: { name: 'thumbsup', tone: 'waiting' },
        spoken: `${title} waits for your approval`,
        context: 'criterion manual',
        subject: { kind: 'criterion', run, phase, criterion },
        command: commands.approveCriterion,
      },
    ];
  });

/** Changed files that are shown beneath an agent; the rest are in the review. */
const mostFiles = 30;

/** What it has changed so far, each file a way to its diff. */
const changeRows = (run: Run, { phase, task, files, discarded }: TaskRecord): readonly Row[] =>
  discarded
    ? []
    : files.slice(0, mostFiles).map((file) => {
        const slash = file.lastIndexOf('/');
        return {
          id: `${run.id}/${phase}/${task}/${file}`,
          label: file.slice(slash + 1),
          description: file.slice(0, Math.max(0, slash)),
          icon: { name: 'file', tone: 'quiet' },
          spoken: `changed file ${file}`,
          context: 'change',
          subject: { kind: 'change', run: run.id, phase, task, file },
          command: commands.openChange,
        };
      });

const queuedRow = (of: Run | undefined, { run, phase, task }: QueuedTask): Row => {
  const needs = task.needs.map((need) => need.split('/').at(-1) ?? need).join(', ');
  const ready = of !== undefined && task.needs.every((need) => of.tasks[need]?.life === 'done');
  const [held] = ready ? holdsOn(of, phase, task.agent) : [];
  const description = line(
    task.agent,
    ready || needs === '' ? undefined : `after ${needs}`,
    held && `held back: ${held.reason}`,
  );
  return {
    id: `${run}/${phase}/${task.id}`,
    label: task.title,
    description,
    icon: taskLooks.queued.icon,
    spoken: `${task.title}, queued, ${description}`,
    context: taskContext('queued', undefined, task.issue, 0, held !== undefined),
    subject: { kind: 'task', plan: '', run, phase, task: task.id, issue: task.issue },
  };
};
