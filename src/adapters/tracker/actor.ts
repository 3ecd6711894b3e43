import { userInfo } from 'node:os';
import { runProgram } from '../processes.ts';

/** Whose name a change carries, found as Beads does: its variables, else Git's `user.name`, else the system's user. */
export async function resolveActor(
  folder: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const named = env['BEADS_ACTOR'] || env['BD_ACTOR'];
  if (named) return named;
  const asked = await runProgram({
    program: 'git',
    args: ['config', 'user.name'],
    cwd: folder,
    timeoutMilliseconds: 5000,
  });
  const name = asked.ok && asked.value.exit === 0 ? asked.value.stdout.trim() : '';
  return name || env['USER'] || env['USERNAME'] || userInfo().username;
}
