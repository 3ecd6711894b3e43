import { isClosed } from '../../../issues/graph.ts';
import type { Issue } from '../../../issues/issue.ts';
import type { Icon } from '../row.ts';

/** What the icon of an issue says: its status, and whether something holds it back. */
export type IssueLook = { readonly icon: Icon; readonly word: string };

const looks: Readonly<Record<string, IssueLook>> = {
  open: { icon: { name: 'circle-outline' }, word: 'open' },
  in_progress: { icon: { name: 'play-circle', tone: 'working' }, word: 'in progress' },
  hooked: { icon: { name: 'play-circle', tone: 'working' }, word: 'hooked' },
  blocked: { icon: { name: 'lock', tone: 'waiting' }, word: 'blocked' },
  deferred: { icon: { name: 'clock', tone: 'quiet' }, word: 'deferred' },
  pinned: { icon: { name: 'pinned', tone: 'quiet' }, word: 'pinned' },
  closed: { icon: { name: 'pass-filled', tone: 'done' }, word: 'closed' },
  tombstone: { icon: { name: 'trash', tone: 'quiet' }, word: 'deleted' },
};

/** A blocked issue shows its lock whatever its stored status: dependencies decide, not the word. */
export function issueLook(issue: Issue, blockers: readonly string[]): IssueLook {
  const own = looks[issue.status] ?? { icon: { name: 'circle-outline' }, word: issue.status.replaceAll('_', ' ') };
  if (blockers.length === 0 || isClosed(issue)) return own;
  const word = `blocked by ${blockers.join(', ')}`;
  return {
    icon: { name: 'lock', tone: 'waiting' },
    word: issue.status === 'in_progress' ? `in progress, ${word}` : word,
  };
}

const priorityWords = ['critical', 'high', 'medium', 'low', 'backlog'];

/** `critical` … `backlog`. */
export const priorityWord = (priority: number): string => priorityWords[priority] ?? `priority ${priority}`;
