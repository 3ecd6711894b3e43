import { fence } from '../../base/fence.ts';
import { ok } from '../../base/result.ts';
import { commands } from '../../protocol/commands.ts';
import { withProgress } from './ask.ts';
import type { Handlers } from './command.ts';
import { runCli } from './own-cli.ts';

export const toolCommands = {
  [commands.refresh]: async (home) => {
    await home.plans.find();
    const connected = await home.link.ensure();
    if (!connected.ok) return connected;
    const told = await home.link.request('issues.load', { again: true });
    return told.ok ? ok('Up to date') : told;
  },

  [commands.showLog]: async (home) => {
    home.log.show();
    return ok(undefined);
  },

  [commands.doctor]: async (home) => {
    const done = await withProgress('Looking at this machine…', () => runCli(home, ['doctor']));
    if (!done.ok) return done;
    const { stdout, stderr, exit } = done.value;
    home.documents.source('doctor', {
      text: () =>
        `# Doctor\n\n${fence([stdout.trim(), stderr.trim()].filter((text) => text !== '').join('\n\n'), 'text')}\n`,
    });
    await home.documents.open('doctor', String(Date.now()), 'Doctor');
    return ok(exit === 0 ? 'Nothing stands in the way on this machine' : 'Something stands in the way: see Doctor');
  },
} satisfies Handlers;
