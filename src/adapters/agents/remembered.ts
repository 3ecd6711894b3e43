import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ToolKind } from '../../agents/agent.ts';
import type { Remembered } from '../../agents/remembered.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { list, oneOf, record, text } from '../acp/wire.ts';
import { fileFailure } from '../files.ts';

const tools: readonly ToolKind[] = ['read', 'edit', 'delete', 'move', 'search', 'execute', 'think', 'fetch', 'other'];
const rules = ['allow', 'deny'] as const;

/** What was remembered in this workspace; a person may edit or remove the file. What cannot be read in it is left out. */
export function readRemembered(file: string): readonly Remembered[] {
  if (!existsSync(file)) return [];
  try {
    return list(JSON.parse(readFileSync(file, 'utf8')))
      .map(record)
      .flatMap((one) => {
        const tool = oneOf(one['tool'], tools);
        const rule = oneOf(one['rule'], rules);
        const [agent, pattern] = [text(one['agent']), text(one['pattern'])];
        return tool === undefined || rule === undefined || pattern === '' ? [] : [{ agent, tool, rule, pattern }];
      });
  } catch {
    return [];
  }
}

/** Adds to it, whole or not at all. */
export function addRemembered(file: string, added: readonly Remembered[]): Result<void> {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const known = readRemembered(file).filter((one) => !added.some((other) => sameSubject(one, other)));
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify([...known, ...added], undefined, 2)}\n`, { mode: 0o600 });
    renameSync(draft, file);
    return ok(undefined);
  } catch (thrown) {
    return fail(fileFailure('write', file, thrown));
  }
}

const sameSubject = (one: Remembered, other: Remembered): boolean =>
  one.agent === other.agent && one.tool === other.tool && one.pattern === other.pattern;
