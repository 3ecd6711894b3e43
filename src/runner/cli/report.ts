import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileFailure } from '../../adapters/files.ts';
import { readWords } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { absolute, ask, refuse } from './runner-link.ts';

const formats = { '.html': 'html', '.htm': 'html', '.md': 'md', '.json': 'json' } as const;

export const reportCommand: Command = {
  name: 'report',
  usage: 'report [RUN] [-o OUT.html|OUT.md|OUT.json]',
  summary: 'the run: tasks, agents, time, tokens, cost, evidence',
  run: async (words, io) => {
    const read = readWords(words, { output: { type: 'string', short: 'o' } });
    if (!read.ok) return refuse(io, read.error);
    const { output } = read.value.values;
    const [run, ...more] = read.value.positionals;
    if (more.length > 0) return refuse(io, { kind: 'usage', detail: 'report takes one run.' });
    const format = output === undefined ? 'md' : formatOf(output);
    if (format === undefined)
      return refuse(io, { kind: 'usage', detail: 'A report is written as .html, .md or .json.' });
    return ask(
      io,
      true,
      (runner) => runner.request('run.report', { format, ...(run === undefined ? {} : { run }) }),
      ({ text }) => {
        if (output === undefined) {
          io.out(text.trimEnd());
          return exitCode.ok;
        }
        const file = absolute(io, output);
        try {
          writeFileSync(file, text);
        } catch (thrown) {
          return refuse(io, fileFailure('write', file, thrown));
        }
        io.err(`Wrote ${output}.`);
        return exitCode.ok;
      },
    );
  },
};

function formatOf(file: string): 'html' | 'md' | 'json' | undefined {
  const extension = path.extname(file).toLowerCase();
  return extension in formats ? formats[extension as keyof typeof formats] : undefined;
}
