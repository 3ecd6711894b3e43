import { readWords } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { ask, refuse } from './runner-link.ts';

export const stopCommand: Command = {
  name: 'stop',
  usage: 'stop [RUN] [--task PHASE/TASK]',
  summary: 'stops a run, or one task of it; its work is kept',
  run: async (words, io) => {
    const read = readWords(words, { task: { type: 'string' } });
    if (!read.ok) return refuse(io, read.error);
    const { positionals, values } = read.value;
    const [run] = positionals;
    const [phase, task] = values.task?.split('/') ?? [];
    if (values.task !== undefined && task === undefined)
      return refuse(io, { kind: 'usage', detail: '--task takes PHASE/TASK.' });
    return ask(
      io,
      false,
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
