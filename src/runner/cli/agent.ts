import type { Params } from '../../protocol/requests.ts';
import { readWords } from './arguments.ts';
import { type Command, exitCode, type Io } from './command.ts';
import { attend } from './run.ts';
import { connect, refuse } from './runner-link.ts';

export const agentCommand: Command = {
  name: 'agent',
  usage: 'agent TYPE [PROMPT|-] [--issue ID] [--runner ID] [--isolation worktree|none] [--detach] [--json]',
  summary: 'launches one agent ("agent demo …": the built-in demo agent, no keys needed)',
  run: async (words, io) => {
    const read = readWords(words, {
      issue: { type: 'string' },
      runner: { type: 'string' },
      task: { type: 'string' },
      isolation: { type: 'string', default: 'worktree' },
      detach: { type: 'boolean' },
      json: { type: 'boolean' },
    });
    if (!read.ok) return refuse(io, read.error);
    const { positionals, values } = read.value;
    const [agent, ...rest] = positionals;
    const { isolation } = values;
    if (agent === undefined) return refuse(io, { kind: 'usage', detail: 'agent takes a type and a prompt.' });
    if (isolation !== 'worktree' && isolation !== 'none')
      return refuse(io, { kind: 'usage', detail: '--isolation takes worktree or none.' });
    const prompt = rest.length === 1 && rest[0] === '-' ? await io.readStandardInput() : rest.join(' ');
    if (prompt.trim() === '')
      return refuse(io, { kind: 'usage', detail: 'agent takes a prompt, or - to read it from standard input.' });
    const { issue, runner } = values;
    const launch = {
      agent,
      prompt,
      isolation,
      ...(issue === undefined ? {} : { issue }),
      ...(runner === undefined ? {} : { runner }),
    } as const;
    return launchAgent(io, launch, values.detach === true, values.json === true);
  },
};

async function launchAgent(io: Io, launch: Params<'agent.launch'>, detach: boolean, json: boolean): Promise<number> {
  const runner = await connect(io, true);
  if (!runner.ok) return refuse(io, runner.error);
  try {
    const launched = await runner.value.request('agent.launch', launch);
    if (!launched.ok) return refuse(io, launched.error);
    if (!detach) return await attend(runner.value, io, launched.value.run, 0, json);
    io.out(json ? JSON.stringify(launched.value) : launched.value.run);
    return exitCode.ok;
  } finally {
    runner.value.dispose();
  }
}
