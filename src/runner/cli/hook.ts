import path from 'node:path';
import { findWorkspace } from '../../adapters/workspace.ts';
import type { HookMoment } from '../../hooks/rule.ts';
import { plainText } from '../../issues/text.ts';
import { choicesOf, isChoice } from '../../plan/schema/type.ts';
import { hookMoments } from '../../plan/schema/words.ts';
import type { HookTrace } from '../../protocol/requests.ts';
import { type RunEvent, workspaceRun } from '../../run/events.ts';
import { readWords } from './arguments.ts';
import { type Command, exitCode, type Io } from './command.ts';
import { connect, refuse } from './runner-link.ts';

export const hookCommand: Command = {
  name: 'hook',
  usage: 'hook EVENT [FILE…] [--plan PLAN] [--dry-run] [--json]',
  summary: 'matches and runs the hooks for these files, once each',
  run: async (words, io) => {
    const read = readWords(words, {
      'dry-run': { type: 'boolean' },
      json: { type: 'boolean' },
      plan: { type: 'string' },
    });
    if (!read.ok) return refuse(io, read.error);
    const [on, ...files] = read.value.positionals;
    if (!isChoice(hookMoments, on))
      return refuse(io, { kind: 'usage', detail: `hook takes an event: ${choicesOf(hookMoments).join(', ')}.` });
    const { values } = read.value;
    return runHooks(io, {
      on,
      files,
      dryRun: values['dry-run'] === true,
      json: values.json === true,
      plan: values.plan,
    });
  },
};

type HookRequest = {
  readonly on: HookMoment;
  readonly files: readonly string[];
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly plan: string | undefined;
};

async function runHooks(io: Io, { on, files, dryRun, json, plan }: HookRequest): Promise<number> {
  const runner = await connect(io, true);
  if (!runner.ok) return refuse(io, runner.error);
  const workspace = findWorkspace(io.cwd);
  const relative = (file: string): string =>
    path.relative(workspace, path.resolve(io.cwd, file)).replaceAll(path.sep, '/');
  try {
    const known = await runner.value.request('subscribe', {
      after: { [workspaceRun]: Number.MAX_SAFE_INTEGER },
      run: workspaceRun,
    });
    if (!known.ok) return refuse(io, known.error);
    let failed = 0;
    const tell = teller(io, json);
    runner.value.onEvent((event) => {
      // One whose tool is not on this machine says so, and holds nothing up.
      if (event.kind === 'hook.finished' && event.state !== 'ok' && event.state !== 'unavailable') failed += 1;
      tell(event);
    });
    const about = { on, files: files.map(relative), ...(plan === undefined ? {} : { plan: relative(plan) }) };
    if (dryRun) {
      const explained = await runner.value.request('hooks.explain', about);
      if (!explained.ok) return refuse(io, explained.error);
      for (const trace of explained.value.traces) tellTrace(io, trace, json);
      return exitCode.ok;
    }
    // Whoever names them on a command line has agreed to them.
    const ran = await runner.value.request('hooks.run', { ...about, agreed: true });
    if (!ran.ok) return refuse(io, ran.error);
    if (ran.value.matched.length === 0) io.err(`No ${on} hook applies.`);
    return failed === 0 ? exitCode.ok : exitCode.failed;
  } finally {
    runner.value.dispose();
  }
}

/** Why each hook would or would not run; one JSON object a line, or a heading for the file and a line for each hook. */
function tellTrace(io: Io, { file, ignored, paused, hooks }: HookTrace, json: boolean): void {
  if (json) {
    for (const hook of hooks) io.out(JSON.stringify({ file, ...hook }));
    return;
  }
  if (ignored !== undefined)
    io.out(plainText(`${file}: its edits set off nothing, because it is ignored (${ignored})`));
  if (paused) io.out('Hooks are paused: what would run waits.');
  for (const { title, hook, runs, why, held, last } of hooks) {
    const waits = runs && held ? '; after your edits only once you have agreed to it in the editor' : '';
    const before =
      last === undefined ? '' : `; last ${last.state} at ${last.at}${last.detail === '' ? '' : `: ${last.detail}`}`;
    io.out(
      plainText(
        `${file === '' ? '' : `${file}: `}${runs ? 'would run' : 'would not run'} ${title} (${hook}): ${why}${waits}${before}`,
      ),
    );
  }
}

/** For people: each hook's end, with the file and the name that its start told. */
function teller(io: Io, json: boolean): (event: RunEvent) => void {
  const names = new Map<string, string>();
  return (event) => {
    if (json) return io.out(JSON.stringify(event));
    if (event.kind === 'hook.started') names.set(event.hook, `${event.subject}: ${event.title}`);
    if (event.kind !== 'hook.finished') return;
    const { reason } = event.result;
    io.out(plainText(`${event.state} ${names.get(event.hook) ?? event.hook}${reason === '' ? '' : `: ${reason}`}`));
  };
}
