import os from 'node:os';
import { readWords } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { ask, refuse } from './runner-link.ts';

/** A person's hand on the queue of a run. */
function hand(name: 'hold' | 'release', summary: string, said: (run: string) => string): Command {
  return {
    name,
    usage: `${name} [RUN]`,
    summary,
    run: async (words, io) => {
      const read = readWords(words, {});
      if (!read.ok) return refuse(io, read.error);
      const [run, ...more] = read.value.positionals;
      if (more.length > 0) return refuse(io, { kind: 'usage', detail: `${name} takes one run.` });
      const params = { by: os.userInfo().username, ...(run === undefined ? {} : { run }) };
      return ask(
        io,
        true,
        (runner) => runner.request(`run.${name}`, params),
        (answer) => {
          io.err(said(answer.run));
          return exitCode.ok;
        },
      );
    },
  };
}

export const holdCommand = hand(
  'hold',
  'starts no more agents of a run; those at work go on',
  (run) => `No more agents of ${run} start; "phaseline release" lets them.`,
);

export const releaseCommand = hand(
  'release',
  'starts agents again, also over a spent budget, a usage limit or a busy machine',
  (run) => `Agents of ${run} start again.`,
);
