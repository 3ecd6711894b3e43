import type { AgentEnd } from './agent.ts';

/** `reason` says why not, in words for people. */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

const bad: Readonly<Partial<Record<AgentEnd['stop'], string>>> = {
  max_tokens: 'it ran out of tokens before it was finished',
  max_turn_requests: 'it reached its limit of steps before it was finished',
  refusal: 'it refused',
  cancelled: 'it was stopped',
  failed: 'it failed',
  died: 'its process died',
};

/**
 * Whether a turn came to a good end. An agent that says it is done is not believed when something was denied to it on the way; whether the
 * work is any good is then for Git and the verify steps to say.
 */
export function judge({ stop, detail, denied }: AgentEnd): Verdict {
  const why = bad[stop];
  // Codex ends its turn as cancelled when it is refused something.
  const refused = denied.length > 0 && (why === undefined || stop === 'cancelled');
  if (refused) return { ok: false, reason: `it was not allowed to: ${denied.join(', ')}` };
  return why === undefined ? { ok: true } : { ok: false, reason: detail === '' ? why : `${why}: ${detail}` };
}
