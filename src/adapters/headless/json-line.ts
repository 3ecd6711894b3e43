import type { AgentUpdate } from '../../agents/agent.ts';
import { bounded, type Fields, record } from '../acp/wire.ts';

/** The object that a line holds; undefined where it holds none. */
export function jsonLine(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? record(value) : undefined;
  } catch {
    return undefined;
  }
}

/** A line that is none of the stream: a wrapper's own words, or what was cut off in the middle. */
export const unread = (line: string): readonly AgentUpdate[] =>
  line.trim() === '' ? [] : [{ kind: 'other', name: 'output', detail: bounded(line, 2000) }];
