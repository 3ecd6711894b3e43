import type { AgentUpdate, Permissions } from '../../agents/agent.ts';
import { type Dialect, endText, type Reader, type Told } from './dialect.ts';

/** A command that is no known agent: it takes no rules and takes no session up, what it prints is what it says, and its exit code decides. */
export const plain: Dialect = {
  isSpokenBy: () => true,
  tell: (given, { permissions }) => ({ args: given, ...unheld(permissions) }),
  reader: (_, title) => plainText(title),
};

/** Nobody hears what it does before it is done. */
function unheld(permissions: Permissions): Omit<Told, 'args'> {
  const kinds = Object.entries(permissions).flatMap(([kind, rule]) => (rule === 'allow' ? [] : [kind]));
  const note = 'it cannot be held to its policy: it asks nobody, and takes no rules';
  return { notes: kinds.length === 0 ? [] : [note], unheld: kinds };
}

function plainText(name: string): Reader {
  let started = false;
  return {
    read(line) {
      const message: AgentUpdate = { kind: 'message', text: `${line}\n` };
      if (started) return [message];
      started = true;
      return [{ kind: 'started', name, version: '', session: '', pid: undefined }, message];
    },
    end: (exit, stderr) => ({
      stop: exit === 0 ? 'end_turn' : 'failed',
      detail: exit === 0 ? '' : endText(exit, stderr),
      denied: [],
    }),
  };
}
