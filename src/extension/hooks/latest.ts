import { workspaceRun } from '../../run/events.ts';
import type { HookEntry } from '../../run/state.ts';

/** Of the hooks in the person's own workspace, the latest that is over of each hook and file: what it says still holds. Pure. */
export function latestHooks(hooks: readonly HookEntry[]): readonly HookEntry[] {
  const latest = new Map<string, HookEntry>();
  for (const entry of hooks) {
    if (entry.run !== workspaceRun || entry.state === 'running' || entry.state === 'cut' || entry.settled) continue;
    for (const file of entry.files) latest.set(`${entry.rule}\0${file}`, entry);
  }
  return [...new Set(latest.values())];
}
