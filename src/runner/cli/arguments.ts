import { type ParseArgsConfig, parseArgs } from 'node:util';
import { errorText } from '../../adapters/files.ts';
import type { Failure } from '../../base/failure.ts';
import { fail, ok, type Result } from '../../base/result.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>>;

/** For a command that takes nothing but its options. */
export function readOptions<const O extends Options>(
  command: string,
  words: readonly string[],
  options: O,
): Result<Parsed<O>['values'], Extract<Failure, { kind: 'usage' }>> {
  const read = readWords(words, options);
  if (!read.ok) return read;
  const [first] = read.value.positionals;
  return first === undefined
    ? ok(read.value.values)
    : fail({ kind: 'usage', detail: `${command} takes no words, not ${first}.` });
}

/** Reads a command's words strictly: an unknown option is a usage failure, not something to pass over. */
export function readWords<const O extends Options>(
  words: readonly string[],
  options: O,
): Result<Parsed<O>, Extract<Failure, { kind: 'usage' }>> {
  try {
    return ok(parseArgs({ args: [...words], options, allowPositionals: true, strict: true }));
  } catch (thrown) {
    return fail({ kind: 'usage', detail: errorText(thrown).split('. ')[0] ?? '' });
  }
}
