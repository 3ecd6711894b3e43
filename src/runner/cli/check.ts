import path from 'node:path';
import { gatherFacts } from '../../adapters/plan-facts.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { fixesOf } from '../../plan/features/fixes.ts';
import { type Facts, knowledgeOf } from '../../plan/model/knowledge.ts';
import { Snapshot } from '../../plan/model/snapshot.ts';
import { wantedOf } from '../../plan/model/wanted.ts';
import { check } from '../../plan/rules/check.ts';
import { shown } from '../../plan/rules/shown.ts';
import { readWords } from './arguments.ts';
import { type FormatName, formats, isFormat, type Told } from './check-formats.ts';
import { type Command, exitCode } from './command.ts';
import { readText } from './files.ts';
import { refuse } from './runner-link.ts';

/** What the world knows about the plans of a folder. */
export type AskFacts = (
  folder: string,
  wanted: { readonly issues: boolean; readonly programs: readonly string[]; readonly globs: readonly string[] },
) => Promise<Facts>;

export const checkWith = (facts: AskFacts): Command => ({
  name: 'check',
  usage: 'check FILE… [--format text|json|github|sarif] [--issues auto|none]',
  summary: 'every problem of a plan, held against the live tracker unless --issues none; - reads standard input',
  async run(words, io) {
    const options = readOptions(words);
    if (!options.ok) return refuse(io, options.error);
    const { files, format, issues } = options.value;
    const told: Told[] = [];
    for (const file of files) {
      const text = await readText(file, io);
      if (!text.ok) {
        refuse(io, text.error);
        return exitCode.usage;
      }
      const folder = file === '-' ? io.cwd : path.dirname(path.resolve(io.cwd, file));
      const snapshot = new Snapshot(text.value);
      const { programs, globs } = wantedOf(snapshot);
      const known = await facts(folder, { issues, programs, globs });
      told.push(...problemsOf(file, snapshot, known));
    }
    const shown = formats[format](told, io.color);
    if (shown !== '') io.out(shown);
    if (format === 'text' && !io.quiet) io.err(summary(told, files.length));
    return told.some(({ severity }) => severity === 'error') ? exitCode.failed : exitCode.ok;
  },
});

export const checkCommand = checkWith(gatherFacts);

type Options = { readonly files: readonly string[]; readonly format: FormatName; readonly issues: boolean };

function readOptions(words: readonly string[]): Result<Options> {
  const read = readWords(words, {
    format: { type: 'string', default: 'text' },
    issues: { type: 'string', default: 'auto' },
  });
  if (!read.ok) return read;
  const { values, positionals: files } = read.value;
  const usage = (detail: string): Result<Options> => fail({ kind: 'usage', detail });
  if (files.length === 0) return usage('Which plan? check takes files, or - for standard input.');
  if (!isFormat(values.format)) return usage(`There is no format ${values.format}: text, json, github or sarif.`);
  if (values.issues !== 'auto' && values.issues !== 'none')
    return usage(`--issues is auto or none, not ${values.issues}.`);
  return ok({ files, format: values.format, issues: values.issues === 'auto' });
}

function problemsOf(file: string, snapshot: Snapshot, facts: Facts): readonly Told[] {
  return shown(snapshot, check(snapshot, knowledgeOf(facts))).map((problem) => ({
    file,
    range: { start: snapshot.position(problem.span.start), end: snapshot.position(problem.span.end) },
    severity: problem.severity,
    code: problem.code,
    message: problem.message,
    fixes: fixesOf(snapshot, problem).map(({ title }) => title),
  }));
}

function summary(told: readonly Told[], files: number): string {
  const count = (severity: Told['severity'], word: string): string => {
    const found = told.filter((one) => one.severity === severity).length;
    return `${found} ${word}${found === 1 ? '' : 's'}`;
  };
  const where = files === 1 ? '' : ` in ${files} plans`;
  return `${count('error', 'error')}, ${count('warning', 'warning')}${where}.`;
}
