import path from 'node:path';
import { bounded, type Fields, text } from '../acp/wire.ts';

/** Names of arguments that say what a call is about, the most telling first. */
const telling = [
  'file_path',
  'filePath',
  'notebook_path',
  'command',
  'pattern',
  'url',
  'query',
  'description',
  'prompt',
  'path',
];
const paths = ['file_path', 'filePath', 'notebook_path', 'path', 'dir_path', 'absolute_path'];

const firstOf = (input: Fields, names: readonly string[]): string =>
  names.map((name) => text(input[name])).find((value) => value !== '') ?? '';

/** A call in words: the tool, and what it is about, with paths in the agent's own folder from there on. */
export function titleOf(cwd: string, name: string, input: Fields): string {
  const about = firstOf(input, telling);
  const near = path.isAbsolute(about) && about.startsWith(cwd) ? path.relative(cwd, about) : about;
  return bounded(near === '' ? name : `${name} ${near}`, 500);
}

/** The file that a call names, absolute. */
export function filesOf(cwd: string, input: Fields): readonly string[] {
  const file = firstOf(input, paths);
  return file === '' ? [] : [path.resolve(cwd, file)];
}
