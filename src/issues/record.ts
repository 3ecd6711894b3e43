import type { Json } from '../base/json.ts';

/** A JSON object as a tracker wrote it: one line of `issues.jsonl`, one element of `bd list --json`. */
export type IssueRecord = { readonly [key: string]: Json };

/** Whether a value that came out of `JSON.parse` is an object, neither an array nor null. */
export const isRecord = (value: unknown): value is IssueRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The spelling under which a dependency type is known here; old files write `parent_child`. */
export const dependencyType = (type: string): string => (type === 'parent_child' ? 'parent-child' : type);
