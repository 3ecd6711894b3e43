import type { AgentEnd, AgentHandle, AgentUpdate, Permissions } from '../../agents/agent.ts';
import type { Result } from '../../base/result.ts';

export type Tell = (update: AgentUpdate) => void;

/** One process; `resumes`: it was asked to go on with a session, and `wasHeard` then says whether it could. */
export type Turn = AgentHandle & { readonly resumes: boolean; wasHeard(): boolean };

/** Whoever was killed in its first moments leaves a session that its agent does not know any more, and ends at once when it is asked for it. */
export function orAnew(first: Turn, start: () => Promise<Result<Turn>>, tell: Tell): AgentHandle {
  let current = first;
  let isWanted = true;
  let permitted: Permissions | undefined;
  const stop = <T>(how: (turn: Turn) => T): T => {
    isWanted = false;
    return how(current);
  };
  const again = async (end: AgentEnd): Promise<AgentEnd> => {
    tell({ kind: 'other', name: 'not resumed', detail: `${end.detail}; it starts anew` });
    const started = await start();
    if (!started.ok) return end;
    current = started.value;
    if (permitted !== undefined) current.permit(permitted);
    if (!isWanted) await current.cancel();
    return current.ended;
  };
  return {
    get pid() {
      return current.pid;
    },
    ended: first.ended.then((end) => (first.wasHeard() || !isWanted ? end : again(end))),
    answer: (request, option) => current.answer(request, option),
    permit: (permissions) => {
      permitted = permissions;
      current.permit(permissions);
    },
    cancel: () => stop((turn) => turn.cancel()),
    end: () => stop((turn) => turn.end()),
    dispose: () => stop((turn) => turn.dispose()),
  };
}
