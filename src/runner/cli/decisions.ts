import os from 'node:os';
import type { RunnerConnection } from '../../adapters/ipc/client.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { WorkRef } from '../../protocol/requests.ts';
import { fold } from '../../run/fold.ts';
import type { MergeWay } from '../../run/ports.ts';
import { emptyState, type Run, type TaskRecord } from '../../run/state.ts';
import { readWords } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { ask, refuse } from './runner-link.ts';

/** What a person decides about a run, each the same way: find the run, ask the runner, say one line. */
type Decide = (
  runner: RunnerConnection,
  run: Run,
  words: readonly string[],
  more: { readonly way: MergeWay | undefined; readonly remember: boolean },
) => Promise<Result<string>>;
/** Whether a run has what the first word names. */
type Holds = (run: Run, name: string) => boolean;

const holdsTask: Holds = (run, name) => Object.hasOwn(run.tasks, name);
const holdsPart: Holds = (run, name) => (name.includes('/') ? holdsTask : holdsPhase)(run, name);
const holdsPhase: Holds = (run, name) => Object.hasOwn(run.phaseStates, name);
const holdsCriterion: Holds = (run, name) => findCriterion(run, name) !== undefined;

function decision(
  [name, usage]: readonly [name: string, usage: string],
  summary: string,
  wanted: number,
  holds: Holds,
  decide: Decide,
): Command {
  return {
    name,
    usage: `${name} ${usage} [--run RUN]`,
    summary,
    run: async (words, io) => {
      const read = readWords(words, {
        run: { type: 'string' },
        way: { type: 'string' },
        remember: { type: 'boolean' },
      });
      if (!read.ok) return refuse(io, read.error);
      const { positionals, values } = read.value;
      const { way } = values;
      if (way !== undefined && (!isWay(way) || name !== 'merge'))
        return refuse(io, { kind: 'usage', detail: `--way goes with merge, and takes ${ways.join(', ')}.` });
      if (positionals.length !== wanted) return refuse(io, { kind: 'usage', detail: `${name} takes ${usage}.` });
      return ask(
        io,
        true,
        async (runner) => {
          const run = await findRun(runner, values.run, (one) => holds(one, positionals[0] ?? ''));
          const more = { way, remember: values.remember === true };
          return run.ok ? decide(runner, run.value, positionals, more) : run;
        },
        (line) => {
          io.err(line);
          return exitCode.ok;
        },
      );
    },
  };
}

export const retryCommand = decision(
  ['retry', 'PHASE/TASK'],
  'puts an ended task in the queue again',
  1,
  holdsTask,
  async (runner, run, [name = '']) => {
    const task = findTask(run, name);
    if (!task.ok) return task;
    const done = await runner.request('task.retry', { run: run.id, phase: task.value.phase, task: task.value.task });
    return done.ok ? ok(`${name} is queued again; "phaseline resume ${run.id}" follows it.`) : done;
  },
);

export const discardCommand = decision(
  ['discard', 'PHASE/TASK'],
  "removes an ended task's worktree and branch",
  1,
  holdsTask,
  async (runner, run, [name = '']) => {
    const task = findTask(run, name);
    if (!task.ok) return task;
    const done = await runner.request('task.discard', { run: run.id, phase: task.value.phase, task: task.value.task });
    return done.ok ? ok(`The worktree and branch of ${name} are gone.`) : done;
  },
);

const ways: readonly MergeWay[] = ['merge', 'squash', 'rebase'];
const isWay = (word: string): word is MergeWay => ways.some((way) => way === word);

/** What a phase gathered, by its name; or the work of one task. */
function workRef(run: Run, name: string): Result<WorkRef> {
  if (!name.includes('/')) return ok({ run: run.id, phase: name });
  const task = findTask(run, name);
  return task.ok ? ok({ run: run.id, phase: task.value.phase, task: task.value.task }) : task;
}

export const mergeCommand = decision(
  ['merge', 'PHASE|PHASE/TASK [--way merge|squash|rebase]'],
  'merges what a phase gathered, or one ended task alone, into the branch that is checked out',
  1,
  holdsPart,
  async (runner, run, [name = ''], { way }) => {
    const work = workRef(run, name);
    if (!work.ok) return work;
    const done = await runner.request('task.merge', { ...work.value, ...(way === undefined ? {} : { way }) });
    if (!done.ok) return done;
    const { commit, into } = done.value;
    return ok(
      commit === ''
        ? `${name} is resolved and goes on in its run; "phaseline resume ${run.id}" follows it.`
        : `${name} is merged into ${into}: ${commit.slice(0, 10)}.`,
    );
  },
);

export const unmergeCommand = decision(
  ['unmerge', 'PHASE|PHASE/TASK'],
  'takes such a merge back: without a trace where nothing came after it, else by a commit',
  1,
  holdsPart,
  async (runner, run, [name = '']) => {
    const work = workRef(run, name);
    const done = work.ok ? await runner.request('task.unmerge', work.value) : work;
    return done.ok
      ? ok(`${name} is taken back; ${done.value.into} stands at ${done.value.commit.slice(0, 10)}.`)
      : done;
  },
);

export const resolveCommand = decision(
  ['resolve', 'PHASE|PHASE/TASK'],
  'lays a conflict out in a worktree, to be resolved by editing; then merge it',
  1,
  holdsPart,
  async (runner, run, [name = '']) => {
    const work = workRef(run, name);
    const done = work.ok ? await runner.request('task.resolve', work.value) : work;
    if (!done.ok) return done;
    const { files, folder, into } = done.value;
    return ok(
      files.length === 0
        ? `${name} holds what is in ${into}, without a conflict; "phaseline merge ${name}" merges it.`
        : `Edit ${files.join(', ')} in ${folder}, then "phaseline merge ${name}".`,
    );
  },
);

export const approveCommand = decision(
  ['approve', 'CRITERION'],
  'a person says that a manual criterion is met',
  1,
  holdsCriterion,
  async (runner, run, [name = '']) => {
    const key = findCriterion(run, name);
    if (key === undefined) return fail({ kind: 'no-such', what: 'manual criterion', name, known: manualCriteria(run) });
    const [phase = '', criterion = ''] = key.split('/');
    const done = await runner.request('criterion.approve', {
      run: run.id,
      ...(phase === '' ? {} : { phase }),
      criterion,
      by: os.userInfo().username,
    });
    return done.ok ? ok(`${name} is approved.`) : done;
  },
);

export const answerCommand = decision(
  ['answer', 'PHASE/TASK OPTION [--remember]'],
  'answers an agent that waits for you; --remember decides the same request of its type from now on',
  2,
  holdsTask,
  async (runner, run, [name = '', option = ''], { remember }) => {
    const task = findTask(run, name);
    if (!task.ok) return task;
    const { phase, task: id, waiting } = task.value;
    const [request] = waiting;
    if (request === undefined) return fail({ kind: 'no-such', what: 'question from', name, known: [] });
    const chosen = request.options.find((one) => one.id === option || one.kind.startsWith(option));
    if (chosen === undefined)
      return fail({ kind: 'no-such', what: 'answer', name: option, known: request.options.map((one) => one.id) });
    const done = await runner.request('agent.answer', {
      run: run.id,
      phase,
      task: id,
      request: request.id,
      option: chosen.id,
      remember,
    });
    return done.ok ? ok(`Answered "${request.title}" with ${chosen.name}.`) : done;
  },
);

export const tellCommand = decision(
  ['tell', 'PHASE/TASK TEXT'],
  'says more to an agent, which goes on in its worktree: after its turn, or in a new one',
  2,
  holdsTask,
  async (runner, run, [name = '', text = '']) => {
    const task = findTask(run, name);
    if (!task.ok) return task;
    const done = await runner.request('agent.followUp', {
      run: run.id,
      phase: task.value.phase,
      task: task.value.task,
      text,
    });
    return done.ok ? ok(`${name} is told; "phaseline resume ${run.id}" follows it.`) : done;
  },
);

/** The run that is named; else the newest that has what is meant, so that a later run of something else is not in the way. */
async function findRun(
  runner: RunnerConnection,
  wanted: string | undefined,
  fits: (run: Run) => boolean,
): Promise<Result<Run>> {
  const known = await runner.request('subscribe', { after: {} });
  if (!known.ok) return known;
  const { runs } = known.value.events.reduce(fold, emptyState);
  const ids = Object.keys(runs).sort();
  const newest = Object.values(runs).toSorted((a, b) => b.id.localeCompare(a.id));
  const found = wanted === undefined ? (newest.find(fits) ?? newest[0]) : runs[wanted];
  return found === undefined ? fail({ kind: 'no-such', what: 'run', name: wanted ?? '', known: ids }) : ok(found);
}

/** The key of a manual criterion (`phase/criterion`, the plan's own `/criterion`), by its id alone or with its phase. */
const findCriterion = (run: Run, name: string): string | undefined =>
  manualCriteria(run).find((key) => key === name || key.endsWith(`/${name}`));

/** What a command decides, a person's word does not: only manual criteria are for people. The plan's own are known once they were looked at. */
function manualCriteria(run: Run): readonly string[] {
  const ofPhases = run.phases.flatMap(({ id, criteria }) =>
    criteria.filter(({ manual }) => manual).map((criterion) => `${id}/${criterion.id}`),
  );
  return [...ofPhases, ...Object.keys(run.evidence).filter((key) => key.startsWith('/'))];
}

function findTask(run: Run, name: string): Result<TaskRecord> {
  const task = run.tasks[name];
  return task === undefined ? fail({ kind: 'no-such', what: 'task', name, known: Object.keys(run.tasks) }) : ok(task);
}
