import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { errorText, fileFailure } from '../../adapters/files.ts';
import { importMarkdown } from '../../plan/markdown/import.ts';
import { sentence } from '../../protocol/explain.ts';
import { type Command, exitCode, type Io } from './command.ts';

export const importCommand: Command = {
  name: 'import',
  usage: 'import PLAN.md [-o OUT] [--report OUT.json]',
  summary: 'Markdown execution plan → plan; the report names every block, where it went, and what was left over',
  async run(words, io) {
    const options = readOptions(words);
    if (typeof options === 'string') {
      io.err(`${sentence({ kind: 'usage', detail: options })}\n`);
      return exitCode.usage;
    }
    const markdown = await read(options.file, io);
    if (markdown === undefined) return exitCode.usage;
    const { yaml, report } = importMarkdown(markdown, { name: nameOf(options.file) });
    if (options.report !== undefined && !(await write(options.report, `${JSON.stringify(report, null, 2)}\n`, io)))
      return exitCode.usage;
    if (options.out === undefined) io.out(yaml);
    else if (!(await write(options.out, yaml, io))) return exitCode.usage;
    const { phases, issues, tasks, checklist, criteria } = report.totals;
    if (!io.quiet)
      io.err(
        `${phases} phases, ${issues} issues, ${tasks} tasks, ${criteria} criteria, ${checklist} checklist items.\n`,
      );
    for (const { items } of report.entries)
      for (const { outcome, lines, text, note } of items)
        if (outcome === 'left-over') io.err(`${options.file}:${lines.start}: left over: ${firstLine(text)}: ${note}\n`);
    return report.leftOver > 0 ? exitCode.failed : exitCode.ok;
  },
};

type Options = { readonly file: string; readonly out: string | undefined; readonly report: string | undefined };

function readOptions(words: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { out: { type: 'string', short: 'o' }, report: { type: 'string' } },
    });
    const [file, ...more] = positionals;
    if (file === undefined) return 'Which Markdown file? It takes a path, or - for standard input.';
    if (more.length > 0) return `One file at a time: ${more.join(' ')} is too much.`;
    return { file, out: values.out, report: values.report };
  } catch (error) {
    return errorText(error);
  }
}

const nameOf = (file: string): string => (file === '-' ? '' : path.basename(file).replace(/\.(md|markdown|txt)$/i, ''));

const firstLine = (text: string): string => {
  const [line = '', ...more] = text.split('\n');
  return more.length > 0 ? `${line} …` : line;
};

async function read(file: string, io: Io): Promise<string | undefined> {
  if (file === '-') return io.readStandardInput();
  try {
    return await readFile(path.resolve(io.cwd, file), 'utf8');
  } catch (error) {
    io.err(`${sentence(fileFailure('read', file, error))}\n`);
    return undefined;
  }
}

async function write(file: string, text: string, io: Io): Promise<boolean> {
  try {
    await writeFile(path.resolve(io.cwd, file), text);
    return true;
  } catch (error) {
    io.err(`${sentence(fileFailure('write', file, error))}\n`);
    return false;
  }
}
