import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, fileFailure } from '../../adapters/files.ts';
import { replaceFile } from '../../adapters/tracker/replace.ts';
import type { Failure } from '../../base/failure.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { mergeIssueFiles } from '../../issues/merge.ts';
import { oneLine } from '../../issues/text.ts';
import { readWords } from './arguments.ts';
import { type Command, exitCode, type Io } from './command.ts';
import { refuse } from './runner-link.ts';

/** A Git merge driver: `%O %A %B` of gitattributes(5). The result goes to ours; exit code 1 tells Git that a conflict is left in it. */
export const mergeIssuesCommand: Command = {
  name: 'merge-issues',
  usage: 'merge-issues BASE OURS THEIRS',
  summary: 'merges two versions of issues.jsonl by issue and field into OURS; Git calls it as a merge driver',
  run: async (words, io) => {
    const read = readWords(words, {});
    if (!read.ok) return refuse(io, read.error);
    const [base, ours, theirs, ...more] = read.value.positionals.map((name) => path.resolve(io.cwd, name));
    if (base === undefined || ours === undefined || theirs === undefined || more.length > 0) {
      return refuse(io, { kind: 'usage', detail: 'It is: phaseline merge-issues BASE OURS THEIRS.' });
    }
    const merged = await merge(io, base, ours, theirs);
    return merged.ok ? merged.value : refuse(io, merged.error);
  },
};

async function merge(io: Io, base: string, ours: string, theirs: string): Promise<Result<number, Failure>> {
  const texts: string[] = [];
  for (const file of [base, ours, theirs]) {
    const text = await textOf(file);
    if (!text.ok) return text;
    texts.push(text.value);
  }
  const [was = '', our = '', their = ''] = texts;
  const { text, conflicts } = mergeIssueFiles(was, our, their);
  try {
    await replaceFile(ours, (to) => to.writeFile(text));
  } catch (error) {
    return fail(fileFailure('write', ours, error));
  }
  for (const { id, fields } of conflicts) {
    io.err(`Both sides changed ${fields.join(', ')} of ${oneLine(id)}: choose one of its two lines.`);
  }
  return ok(conflicts.length === 0 ? exitCode.ok : exitCode.failed);
}

/** Bytes that are not UTF-8 would not come out as they went in. Git hands over an empty file where a side has none. */
async function textOf(file: string): Promise<Result<string, Failure>> {
  try {
    const bytes = await readFile(file);
    const text = bytes.toString('utf8');
    if (Buffer.from(text).equals(bytes)) return ok(text);
    return fail({ kind: 'tracker-broken', file, line: brokenLine(bytes), detail: 'it holds bytes that are not UTF-8' });
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? ok('') : fail(fileFailure('read', file, error));
  }
}

function brokenLine(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n');
  return lines.findIndex((line) => Buffer.from(line, 'latin1').toString('utf8').includes('\ufffd')) + 1;
}
