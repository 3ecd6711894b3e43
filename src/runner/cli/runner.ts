import { serveWorkspace } from '../daemon/serve.ts';
import { type Command, exitCode } from './command.ts';
import { refuse } from './runner-link.ts';

/** How long a runner stays without clients and work: long enough for a window to reload, short enough to leave nothing behind. */
const idleMilliseconds = 120_000;

export const runnerCommand: Command = {
  name: 'runner',
  usage: 'runner WORKSPACE',
  summary: 'serve a workspace in the background; started by windows and commands',
  run: async ([workspace], io) => {
    if (workspace === undefined) return refuse(io, { kind: 'usage', detail: 'runner takes a folder.' });
    const idle = Number(process.env['PHASELINE_IDLE_MS'] ?? idleMilliseconds);
    const log = (text: string): void => io.err(`${new Date().toISOString()} ${text}`);
    // Whoever started it may be gone: its pipes must not take the runner with them.
    process.stdout.removeAllListeners('error').on('error', () => undefined);
    // Ctrl-C ends it as any other signal does: with its agents.
    io.onInterrupt(() => undefined);
    await serveWorkspace({
      workspace,
      idleMilliseconds: Number.isFinite(idle) ? idle : idleMilliseconds,
      ready: () => io.out('ready'),
      log,
    });
    return exitCode.ok;
  },
};
