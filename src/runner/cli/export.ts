import { exportMarkdown } from '../../plan/markdown/export.ts';
import { readPlan } from '../../plan/model/read.ts';
import { readWords } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { readText, writeText } from './files.ts';
import { refuse } from './runner-link.ts';

export const exportCommand: Command = {
  name: 'export',
  usage: 'export PLAN.yaml [-o OUT.md]',
  summary: 'plan → Markdown to read and to send, which imports back to the same plan',
  async run(words, io) {
    const read = readWords(words, { out: { type: 'string', short: 'o' } });
    if (!read.ok) return refuse(io, read.error);
    const [file, ...more] = read.value.positionals;
    if (file === undefined || more.length > 0)
      return refuse(io, { kind: 'usage', detail: 'export takes one plan, or - for standard input.' });
    const plan = await readText(file, io);
    if (!plan.ok) {
      refuse(io, plan.error);
      return exitCode.usage;
    }
    const errors = readPlan(plan.value).problems.filter(({ severity }) => severity === 'error');
    const markdown = errors.length > 0 ? undefined : exportMarkdown(plan.value);
    if (markdown === undefined) {
      refuse(io, { kind: 'plan-broken', file, problems: errors.length, first: errors[0]?.message ?? '' });
      return exitCode.usage;
    }
    const { out } = read.value.values;
    if (out === undefined) io.out(markdown.trimEnd());
    else {
      const written = await writeText(out, markdown, io);
      if (!written.ok) {
        refuse(io, written.error);
        return exitCode.usage;
      }
    }
    return exitCode.ok;
  },
};
