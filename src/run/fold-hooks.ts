import type { RunEvent } from './events.ts';
import { type HookEntry, isPending, taskKey, type WorkspaceState } from './state.ts';

const mostHooks = 1000;

/** What an event makes of the hooks; the same state where it says nothing of them. */
export function foldHooks(state: WorkspaceState, event: RunEvent): WorkspaceState {
  switch (event.kind) {
    case 'hook.started':
    case 'hook.tried':
    case 'hook.doubted':
    case 'hook.interrupted':
    case 'hook.finished':
      return { ...state, hooks: foldEntries(state.hooks, event) };
    case 'hooks.declared':
      return {
        ...settle(state, ({ run, rule }) => run === event.run && !event.rules.includes(rule)),
        hookRules: event.rules,
      };
    case 'hooks.paused':
      return { ...state, hooksPaused: event.paused };
    case 'edit':
      return event.change === 'deleted'
        ? settle(state, ({ run, files }) => run === event.run && files.every((file) => file === event.path))
        : state;
    default:
      return state;
  }
}

function settle(state: WorkspaceState, isSettled: (entry: HookEntry) => boolean): WorkspaceState {
  const changes = (entry: HookEntry): boolean => !entry.settled && isSettled(entry);
  if (!state.hooks.some(changes)) return state;
  return { ...state, hooks: state.hooks.map((entry) => (changes(entry) ? { ...entry, settled: true } : entry)) };
}

function foldEntries(
  hooks: readonly HookEntry[],
  event: Extract<
    RunEvent,
    { kind: 'hook.started' | 'hook.tried' | 'hook.doubted' | 'hook.interrupted' | 'hook.finished' }
  >,
): readonly HookEntry[] {
  if (event.kind !== 'hook.started') {
    const change = hookChange(event);
    return hooks.map((entry) => (entry.hook === event.hook ? { ...entry, ...change } : entry));
  }
  const { hook, rule, title, on, subject, author, run, time, phase, task, files = [subject], attempt = 1 } = event;
  const entry: HookEntry = {
    hook,
    rule,
    title,
    on,
    subject,
    author,
    run,
    startedAt: time,
    state: 'running',
    result: undefined,
    task: phase === undefined || task === undefined ? undefined : taskKey(phase, task),
    files,
    attempt,
    problems: [],
    settled: false,
  };
  return bounded([...hooks.filter((other) => other.hook !== hook), entry]);
}

function hookChange(
  event: Extract<RunEvent, { kind: 'hook.tried' | 'hook.doubted' | 'hook.interrupted' | 'hook.finished' }>,
): Partial<HookEntry> {
  if (event.kind === 'hook.tried') return { result: event.result };
  if (event.kind === 'hook.doubted') return { state: 'doubtful' };
  if (event.kind === 'hook.interrupted') return { state: 'interrupted' };
  return { state: event.state, result: event.result, problems: event.problems ?? [] };
}

/** Drops the oldest finished entries; one that is not over stays whatever its age. */
function bounded(hooks: readonly HookEntry[]): readonly HookEntry[] {
  let excess = hooks.length - mostHooks;
  if (excess <= 0) return hooks;
  return hooks.filter((entry) => isPending(entry) || excess-- <= 0);
}
