import { readWords } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { preflightText } from './preflight-text.ts';
import { absolute, ask, refuse } from './runner-link.ts';

export const preflightCommand: Command = {
  name: 'preflight',
  usage: 'preflight PLAN [--phase P] [--json]',
  summary: 'waves, overlaps, missing programs and capacity, before anything starts',
  run: async (words, io) => {
    const read = readWords(words, { json: { type: 'boolean' }, phase: { type: 'string' } });
    if (!read.ok) return refuse(io, read.error);
    const { values, positionals } = read.value;
    const [plan, ...more] = positionals;
    if (plan === undefined || more.length > 0)
      return refuse(io, { kind: 'usage', detail: 'preflight takes one plan.' });
    const scope = values.phase === undefined ? {} : { phase: values.phase };
    return ask(
      io,
      true,
      (runner) => runner.request('preflight', { plan: absolute(io, plan), ...scope }),
      (looked) => {
        io.out(values.json === true ? JSON.stringify(looked, undefined, 2) : preflightText(looked));
        return looked.go ? exitCode.ok : exitCode.failed;
      },
      plan,
    );
  },
};
