import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';

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

function commonPrefix(ids: Iterable<string>): string | undefined {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const prefix = /^(.+)-[^-]+$/.exec(id)?.[1];
    if (prefix !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** A word that may begin ids, made of any folder's name. */
export const prefixFrom = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'issue';
