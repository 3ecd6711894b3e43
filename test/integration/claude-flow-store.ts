import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fieldsOf } from '../../src/adapters/claude-flow/answer.ts';
import type { Json } from '../../src/base/json.ts';

/** The edits in the store on disk. claude-flow keeps each as a task `edit-<path>-<time>`, in one pattern or two. */
export function recorded(workspace: string): readonly string[] {
  const text = readFileSync(path.join(workspace, '.claude-flow', 'neural', 'patterns.json'), 'utf8');
  const patterns: readonly Json[] = JSON.parse(text);
  const tasks = new Set(patterns.map((pattern) => fieldsOf(fieldsOf(pattern)['metadata'] ?? null)['taskId']));
  return [...tasks]
    .flatMap((task) => {
      const [, file] = typeof task === 'string' ? (/^edit-(.*)-\d+$/.exec(task) ?? []) : [];
      return file === undefined ? [] : [file];
    })
    .sort();
}
