import type { HookEntry } from '../state.ts';
import type { ReportHooks } from './report-data.ts';

const most = 20;

/** Counts hook runs by rule, and picks those that a person should look at: every failure, then the slowest. */
export function hooksOf(hooks: readonly HookEntry[]): ReportHooks {
  const rules = new Map<string, HookEntry[]>();
  for (const hook of hooks) rules.set(hook.rule, [...(rules.get(hook.rule) ?? []), hook]);
  const bySlowness = [...hooks].sort((one, other) => time(other) - time(one));
  const notable = [...bySlowness.filter(failed), ...bySlowness.filter((hook) => !failed(hook)).slice(0, 3)];
  return {
    fired: hooks.length,
    failed: hooks.filter(failed).length,
    unavailable: hooks.filter(({ state }) => state === 'unavailable').length,
    rules: [...rules.values()].map((entries) => ({
      title: entries[0]?.title ?? '',
      on: entries[0]?.on ?? '',
      fired: entries.length,
      failed: entries.filter(failed).length,
      slowest: Math.max(...entries.map(time)),
    })),
    notable: notable.slice(0, most).map((hook) => ({
      title: hook.title,
      subject: hook.subject,
      state: hook.state,
      milliseconds: time(hook),
      reason: hook.result?.reason ?? '',
    })),
  };
}

const time = ({ result }: HookEntry): number => result?.milliseconds ?? 0;
const failed = ({ state }: HookEntry): boolean => state === 'failed' || state === 'cut';
