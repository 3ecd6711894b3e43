import { fail, ok, type Result } from '../../base/result.ts';
import { commands } from '../../protocol/commands.ts';
import { isRunning, type Run } from '../../run/state.ts';
import type { Home } from '../home.ts';
import { holdsOn, isHeld, runsOf } from '../work.ts';
import { choose, confirm } from './ask.ts';
import type { Call } from './call.ts';
import { cancelled, type Handlers } from './command.ts';

/** A person keeps further agents from starting, or lets them start though something holds them back. */
export const holdCommands = {
  [commands.hold]: async (home, call) => {
    const run = await runWhich(home, call, 'Hold back the agents of which run?', 'run that goes on', isRunning);
    if (!run.ok) return run;
    const { id, title } = run.value;
    const held = await home.link.request('run.hold', { run: id, by: home.model.value.me });
    return held.ok ? ok(`No more agents of ${title} start; those at work go on`) : held;
  },

  [commands.release]: async (home, call) => {
    const run = await runWhich(home, call, 'Let the agents of which run start?', 'run that is held back', isHeld);
    if (!run.ok) return run;
    const { id, title } = run.value;
    const why = holdsOn(run.value).map(({ reason }) => `• ${reason}`);
    const sure =
      why.length === 0 ||
      (await confirm(
        `Let the agents of ${title} start all the same?`,
        `They are held back:\n\n${why.join('\n')}\n\nThis holds back no more agents for the rest of this run.`,
        'Let Them Start',
      ));
    if (!sure) return cancelled;
    const released = await home.link.request('run.release', { run: id, by: home.model.value.me });
    return released.ok ? ok(`Agents of ${title} start again`) : released;
  },
} satisfies Handlers;

async function runWhich(
  home: Home,
  { subject }: Call,
  question: string,
  what: string,
  fits: (run: Run) => boolean,
): Promise<Result<Run>> {
  const fitting = runsOf(home.model.value.work).filter(fits);
  const wanted = subject.kind === 'task' || subject.kind === 'phase' ? subject.run : undefined;
  const named = fitting.find(({ id }) => id === wanted);
  const [only, ...others] = fitting;
  if (named !== undefined) return ok(named);
  if (only === undefined) return fail({ kind: 'no-such', what, name: '', known: [] });
  if (others.length === 0) return ok(only);
  const chosen = await choose(
    question,
    fitting.map((value) => ({ label: value.title, description: value.plan, value })),
  );
  return chosen === undefined ? cancelled : ok(chosen);
}
