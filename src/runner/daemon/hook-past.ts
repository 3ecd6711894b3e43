import { type Edit, editsOf } from '../../hooks/edit.ts';
import { type RuleSet, rulesFor } from '../../hooks/match.ts';
import { type FollowedEdit, owed, type Past } from '../../hooks/orders.ts';
import type { HookRule } from '../../hooks/rule.ts';
import type { RunEvent } from '../../run/events.ts';
import type { MomentAt, Rules } from './hook-rules.ts';

/** What the journals say that hooks have been through: what ended, what was cut off, how often something was tried. */
export function pastOf(events: readonly RunEvent[]): Past {
  const ended = new Set<string>();
  const cutOff = new Map<string, string>();
  const tries = new Map<string, number>();
  const keysOf = new Map<string, readonly string[]>();
  for (const event of events) {
    switch (event.kind) {
      case 'hook.started':
        keysOf.set(event.hook, event.edits?.map((edit) => owed(edit, event.rule)) ?? [event.hook]);
        for (const key of keysOf.get(event.hook) ?? []) cutOff.set(key, event.hook);
        break;
      case 'hook.tried':
        tries.set(event.hook, event.attempt);
        for (const key of keysOf.get(event.hook) ?? []) cutOff.delete(key);
        break;
      case 'hook.finished':
        for (const key of keysOf.get(event.hook) ?? [event.hook]) {
          ended.add(key);
          cutOff.delete(key);
        }
        break;
      default:
        break;
    }
  }
  return { ended, cutOff, tries };
}

/** Why a task may not go on: a hook of it that must not fail has failed, and has not passed since. Undefined: nothing holds it. */
export function blockedBy(
  events: readonly RunEvent[],
  at: { readonly phase: string; readonly task: string },
): string | undefined {
  const failing = new Map<string, string>();
  const blocking = new Map<string, { readonly title: string; readonly keys: readonly string[] }>();
  for (const event of events) {
    if (event.phase !== at.phase || event.task !== at.task) continue;
    // What it complained about is gone with the file.
    if (event.kind === 'edit' && event.change === 'deleted')
      for (const key of failing.keys()) if (key.split('\0')[1] === event.path) failing.delete(key);
    if (event.kind === 'hook.started' && event.blocks === true) {
      const { hook, rule, title, subject, files = [subject] } = event;
      blocking.set(hook, { title, keys: files.map((file) => `${rule}\0${file}`) });
    }
    const known = event.kind === 'hook.finished' ? blocking.get(event.hook) : undefined;
    if (event.kind !== 'hook.finished' || known === undefined) continue;
    for (const key of known.keys) {
      if (event.state === 'failed')
        failing.set(key, `the hook "${known.title}" failed on ${key.split('\0')[1]}: ${event.result.reason}`);
      else if (event.state === 'ok') failing.delete(key);
    }
  }
  return [...failing.values()][0];
}

/**
 * The same moment of the same run has one id, so that a run that goes on after a kill does not repeat it. What has ended and begins again, a task that is
 * tried again say, has its moments again.
 */
export function momentId({ run, phase, task, on }: MomentAt, events: readonly RunEvent[]): string {
  const end = task !== undefined ? 'task.finished' : phase !== undefined ? 'phase.finished' : 'run.finished';
  const ends = events.filter((event) => event.kind === end && event.phase === phase && event.task === task).length;
  const name = [run, phase, task, on].filter((part) => part !== undefined).join('/');
  return ends === 0 ? name : `${name}.${ends + 1}`;
}

/** Hooks of moments that were at work when a runner ended, in a run whose moments nobody tells again. */
export function lostMoments(events: readonly RunEvent[]): readonly string[] {
  const open = new Set<string>();
  for (const event of events) {
    if (event.kind === 'hook.started' && event.edit === undefined) open.add(event.hook);
    else if (event.kind === 'hook.finished') open.delete(event.hook);
  }
  return [...open];
}

/** An operation of Git is journaled with the rules that follow any of its files; which of them follows which says only the file. */
const gitFollowers = (set: RuleSet, { path, change }: Edit): readonly HookRule[] =>
  rulesFor(set, { on: 'post-edit', path, change, author: 'git' });

/** The rule that an edit has been owed to since before it was declared here; undefined where it is not declared now, or leaves the file alone. */
export function lateFollower(
  set: RuleSet,
  { edit, rule }: { readonly edit: Edit; readonly rule: string },
): HookRule | undefined {
  return (edit.author.kind === 'git' ? gitFollowers(set, edit) : set.rules).find(({ id }) => id === rule);
}

type OwedEdit = FollowedEdit & { readonly at: RunEvent };

/** The edits of a run, with the rules that were to follow them then; and those of them that nobody declares any more. */
export function owedIn(
  events: readonly RunEvent[],
  { set }: Rules,
): {
  readonly edits: readonly OwedEdit[];
  readonly orphans: readonly { readonly edit: Edit; readonly rule: string }[];
} {
  const byId = new Map(set.rules.map((rule) => [rule.id, rule]));
  const edits: OwedEdit[] = [];
  const orphans: { edit: Edit; rule: string }[] = [];
  for (const event of events) {
    if (event.kind === 'edit') {
      const { hooks = [] } = event;
      edits.push({
        at: event,
        edit: event,
        rules: hooks.map((id) => byId.get(id)).filter((rule) => rule !== undefined),
      });
      orphans.push(...hooks.filter((id) => !byId.has(id)).map((rule) => ({ edit: event, rule })));
    } else if (event.kind === 'git.changed') {
      const { hooks = [] } = event;
      for (const edit of hooks.length === 0 ? [] : editsOf(event)) {
        edits.push({ at: event, edit, rules: gitFollowers(set, edit).filter(({ id }) => hooks.includes(id)) });
        orphans.push(...hooks.filter((id) => !byId.has(id)).map((rule) => ({ edit, rule })));
      }
    }
  }
  return { edits, orphans };
}
