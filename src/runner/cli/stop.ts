import { readWords } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { ask, hasRuns, refuse } from './runner-link.ts';

export const stopCommand: Command = {
  name: 'stop',
  usage: 'stop [RUN] [--task PHASE/TASK]',
  summary: 'stops a run, or one task of it; its work is kept',
  run: async (words, io) => {
    const read = readWords(words, { task: { type: 'string' } });
    if (!read.ok) return refuse(io, read.error);
    const { positionals, values } = read.value;
    const [run, ...more] = positionals;
    if (more.length > 0) return refuse(io, { kind: 'usage', detail: 'stop takes one run.' });
    const [phase, task] = values.task?.split('/') ?? [];
    if (values.task !== undefined && (phase === '' || task === undefined || task === ''))
      return refuse(io, { kind: 'usage', detail: '--task takes PHASE/TASK.' });
    if (!hasRuns(io)) {
      io.err('Nothing is running here.');
      return exitCode.failed;
    }
    return ask(
      io,
      // A run that a killed runner left open can be stopped too.
      true,
      (runner) =>
        runner.request('run.stop', {
          ...(run === undefined ? {} : { run }),
          ...(phase === undefined ? {} : { phase }),
          ...(task === undefined ? {} : { task }),
        }),
      (stopped) => {
        io.err(`Stopped ${values.task ?? stopped.run}; its work is kept.`);
        return exitCode.ok;
      },
    );
  },
};
