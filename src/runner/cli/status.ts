import { plainText } from '../../issues/text.ts';
import { fold } from '../../run/fold.ts';
import { emptyState, isOver, type Run, type WorkspaceState } from '../../run/state.ts';
import { readOptions } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { ask, refuse } from './runner-link.ts';

export const statusCommand: Command = {
  name: 'status',
  usage: 'status [--json]',
  summary: "the workspace's runs and agents",
  run: async (words, io) => {
    const read = readOptions('status', words, { json: { type: 'boolean' } });
    if (!read.ok) return refuse(io, read.error);
    return ask(
      io,
      true,
      (runner) => runner.request('subscribe', { after: {} }),
      ({ events }) => {
        const state = events.reduce(fold, emptyState);
        io.out(read.value.json === true ? JSON.stringify(state, undefined, 2) : statusText(state));
        return exitCode.ok;
      },
    );
  },
};

function statusText(state: WorkspaceState): string {
  const runs = Object.values(state.runs).toSorted((a, b) => b.id.localeCompare(a.id));
  if (runs.length === 0) return 'No runs yet.';
  return plainText(runs.map(runText).join('\n'));
}

function runText(run: Run): string {
  const head = `${run.id}  ${run.outcome ?? (run.interrupted ? 'cut off' : 'going on')}  ${run.title}${run.reason === '' ? '' : ` — ${run.reason}`}`;
  const tasks = Object.values(run.tasks).map(
    (task) =>
      `  ${task.life.padEnd(9)} ${task.phase}/${task.task}  ${task.agent}${task.reason === '' || !isOver(task.life) ? '' : ` — ${task.reason}`}`,
  );
  const holds = run.holds.map(
    ({ reason, until }) => `  held      ${reason}${until === undefined ? '' : ` until ${until}`}`,
  );
  return [head, ...holds, ...tasks].join('\n');
}
