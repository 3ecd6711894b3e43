import type { WorkspaceState } from '../../run/state.ts';
import { line, plural } from '../say/words.ts';
import { latestHooks } from './latest.ts';

export type HookStatus = { readonly text: string; readonly spoken: string };

/** The status bar on hooks: what runs, what is paused, what failed and was not mended since. Undefined while there is nothing to say. */
export function hookStatusOf({ hooks, hooksPaused }: WorkspaceState): HookStatus | undefined {
  const count = (state: (typeof hooks)[number]['state']): number =>
    hooks.filter((entry) => entry.state === state).length;
  const running = count('running');
  const doubtful = count('doubtful');
  const failed = latestHooks(hooks).filter(({ state }) => state === 'failed').length;
  const words = line(
    hooksPaused ? 'Hooks paused' : undefined,
    running === 0 ? undefined : `${plural(running, 'hook')} running`,
    failed === 0 ? undefined : `${plural(failed, 'hook')} failed`,
    doubtful === 0 ? undefined : `${plural(doubtful, 'hook')} in doubt`,
  );
  if (words === '') return undefined;
  const icon = failed > 0 || doubtful > 0 ? '$(warning)' : hooksPaused ? '$(debug-pause)' : '$(zap)';
  return { text: `${icon} ${words}`, spoken: `Phaseline: ${words}` };
}
