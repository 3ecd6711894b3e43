import type { AgentEnd, AgentUpdate } from '../../agents/agent.ts';

/** Reads what one kind of headless agent prints, line by line, and judges its end. */
export type Dialect = {
  read(line: string): readonly AgentUpdate[];
  /** Asked once the process is gone. `stderr`: the last that it wrote there. */
  end(exit: number | undefined, stderr: string): AgentEnd;
};

/** A command that is no known agent: what it prints is what it says, and its exit code decides. */
export function plainText(name: string): Dialect {
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

/** How a process ended, in words. */
export function endText(exit: number | undefined, stderr: string): string {
  const how = exit === undefined ? 'it was ended by a signal' : `it ended with exit code ${exit}`;
  return stderr.trim() === '' ? how : `${how}: ${stderr.trim().split('\n').slice(-12).join('\n')}`;
}
