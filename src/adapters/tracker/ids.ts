import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { commonPrefix, prefixFrom } from '../../issues/prefix.ts';

const letters = '0123456789abcdefghijklmnopqrstuvwxyz';

/** An id as Beads makes them: `<parent>.<next number>` for a child, else the prefix and three letters, more where many are taken. */
export function nextId(
  taken: ReadonlySet<string> | ReadonlyMap<string, unknown>,
  prefix: string,
  parent?: string,
): string {
  if (parent !== undefined) return `${parent}.${lastChild(taken.keys(), parent) + 1}`;
  for (let turn = 0; ; turn++) {
    const length = 3 + Math.floor(turn / 10);
    const word = Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
    // A word of digits alone would look like a number that the next one counts on from.
    if (/[a-z]/.test(word) && !taken.has(`${prefix}-${word}`)) return `${prefix}-${word}`;
  }
}

function lastChild(ids: Iterable<string>, parent: string): number {
  let last = 0;
  for (const id of ids) {
    const rest = id.startsWith(`${parent}.`) ? id.slice(parent.length + 1) : '';
    if (/^\d+$/.test(rest)) last = Math.max(last, Number(rest));
  }
  return last;
}

/** What ids of this tracker begin with: as `config.yaml` says, else as most ids do, else the project folder's name. */
export async function prefixOf(beads: string, ids: Iterable<string>): Promise<string> {
  return (await configuredPrefix(beads)) ?? commonPrefix(ids) ?? prefixFrom(path.basename(path.dirname(beads)));
}

async function configuredPrefix(beads: string): Promise<string | undefined> {
  try {
    const config: unknown = parse(await readFile(path.join(beads, 'config.yaml'), 'utf8'));
    if (typeof config !== 'object' || config === null || !('issue-prefix' in config)) return undefined;
    const prefix = config['issue-prefix'];
    return typeof prefix === 'string' && prefix !== '' ? prefix : undefined;
  } catch {
    return undefined;
  }
}
