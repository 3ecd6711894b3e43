import { readWords } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { ask, refuse } from './runner-link.ts';

export const worktreesCommand: Command = {
  name: 'worktrees',
  usage: 'worktrees [list|clean] [--json]',
  summary:
    'the worktrees that agents worked in, with what is in them and what they take on disk; clean removes those with which nothing is lost',
  run: async (words, io) => {
    const read = readWords(words, { json: { type: 'boolean' } });
    if (!read.ok) return refuse(io, read.error);
    const [verb = 'list', ...more] = read.value.positionals;
    if ((verb !== 'list' && verb !== 'clean') || more.length > 0)
      return refuse(io, { kind: 'usage', detail: 'worktrees takes list or clean.' });
    return ask(
      io,
      true,
      (runner) => runner.request(`worktrees.${verb}`, {}),
      ({ worktrees }) => {
        if (read.value.values.json === true) io.out(JSON.stringify(worktrees, undefined, 2));
        else
          io.out(
            worktrees.length === 0 ? 'No worktrees.' : worktrees.map((one) => line(one, verb === 'clean')).join('\n'),
          );
        return exitCode.ok;
      },
    );
  },
};

type Shown = {
  readonly folder: string;
  readonly branch: string;
  readonly owner: string | undefined;
  readonly bytes: number;
  readonly kept: string;
};

function line({ folder, branch, owner, bytes, kept }: Shown, cleaned: boolean): string {
  const what = owner ?? `${folder} (no run knows it)`;
  const size = `${(bytes / 1_048_576).toFixed(1)} MB`;
  return `${what}  ${branch}  ${size}  ${kept === '' ? (cleaned ? 'removed' : 'can go') : `stays: ${kept}`}`;
}
