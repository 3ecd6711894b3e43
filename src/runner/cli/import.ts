import path from 'node:path';
import type { Failure } from '../../base/failure.ts';
import { importMarkdown } from '../../plan/markdown/import.ts';
import type { ImportReport } from '../../plan/markdown/report.ts';
import { readWords } from './arguments.ts';
import { type Command, exitCode, type Io } from './command.ts';
import { readText, writeText } from './files.ts';
import { refuse } from './runner-link.ts';

export const importCommand: Command = {
  name: 'import',
  usage: 'import PLAN.md [-o OUT] [--report OUT.json]',
  summary: 'Markdown execution plan → plan; the report says where each block went and what was left over',
  async run(words, io) {
    const options = readWords(words, { out: { type: 'string', short: 'o' }, report: { type: 'string' } });
    if (!options.ok) return refuse(io, options.error);
    const [file, ...more] = options.value.positionals;
    if (file === undefined || more.length > 0)
      return refuse(io, { kind: 'usage', detail: 'import takes one Markdown file, or - for standard input.' });
    const markdown = await readText(file, io);
    if (!markdown.ok) return unusable(io, markdown.error);
    if (markdown.value.includes('\0'))
      return unusable(io, { kind: 'file-failed', operation: 'read', file, code: 'it is not a text' });
    const { yaml, report } = importMarkdown(markdown.value, { name: nameOf(file) });
    const { out, report: reportFile } = options.value.values;
    if (out === undefined) io.out(yaml.trimEnd());
    for (const [target, text] of [
      [out, yaml],
      [reportFile, `${JSON.stringify(report, null, 2)}\n`],
    ] as const) {
      const written = target === undefined ? undefined : await writeText(target, text, io);
      if (written?.ok === false) return unusable(io, written.error);
    }
    tell(io, file, report);
    return report.leftOver > 0 ? exitCode.failed : exitCode.ok;
  },
};

/** A file that cannot be read or written is a mistake in the words, not a left-over of the document. */
function unusable(io: Io, failure: Failure): number {
  refuse(io, failure);
  return exitCode.usage;
}

const nameOf = (file: string): string => (file === '-' ? '' : path.basename(file).replace(/\.(md|markdown|txt)$/i, ''));

function tell(io: Io, file: string, { totals, entries }: ImportReport): void {
  const { phases, issues, tasks, criteria, checklist } = totals;
  if (!io.quiet)
    io.err(`${phases} phases, ${issues} issues, ${tasks} tasks, ${criteria} criteria, ${checklist} checklist items`);
  for (const { outcome, lines, text, note } of entries.flatMap(({ items }) => items))
    if (outcome === 'left-over') io.err(`${file}:${lines.start}: left over: ${firstLine(text)}: ${note}`);
}

const firstLine = (text: string): string => {
  const [line = '', ...more] = text.split('\n');
  return more.length > 0 ? `${line} …` : line;
};
