import type { AgentEnd } from './agent.ts';

/** What can be seen of a finished turn; success is judged from it and never from what the agent says of itself. */
export type TurnFacts = {
  readonly end: AgentEnd;
  /** Files that differ from where the task started, from Git. */
  readonly files: readonly string[];
  /** Results of the task's verify steps; empty when it has none. */
  readonly verify: readonly { readonly name: string; readonly ok: boolean; readonly reason: string }[];
};

/** `ground` says why, in words for people. */
export type Verdict = { readonly state: 'done' | 'failed' | 'stopped'; readonly ground: string };

const bad: Readonly<Partial<Record<AgentEnd['stop'], string>>> = {
  max_tokens: 'it ran out of tokens before it was finished',
  max_turn_requests: 'it reached its limit of steps before it was finished',
  refusal: 'it refused',
  died: 'its process died',
};

/** Whether the turn itself came to a good end; asked before any verify step is run. */
export function turnVerdict({ stop, detail, denied }: AgentEnd): Verdict | undefined {
  if (stop === 'cancelled') return { state: 'stopped', ground: detail === '' ? 'it was stopped' : detail };
  const why = bad[stop];
  if (why !== undefined) return { state: 'failed', ground: detail === '' ? why : `${why}: ${detail}` };
  if (denied.length > 0) return { state: 'failed', ground: `it was not allowed to: ${denied.join(', ')}` };
  return undefined;
}

/** The judgement on a whole task. */
export function verdict({ end, files, verify }: TurnFacts): Verdict {
  const turn = turnVerdict(end);
  if (turn !== undefined) return turn;
  const failed = verify.find(({ ok }) => !ok);
  if (failed !== undefined) return { state: 'failed', ground: `"${failed.name}" failed: ${failed.reason}` };
  const changed = files.length === 0 ? 'nothing changed' : `${count(files.length, 'file')} changed`;
  const checked = verify.length === 0 ? 'nothing to verify' : `${count(verify.length, 'check')} passed`;
  return { state: 'done', ground: `${changed}, ${checked}` };
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
