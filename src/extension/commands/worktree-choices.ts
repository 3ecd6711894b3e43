import type { ListedWorktree } from '../../protocol/requests.ts';
import { line, megabytes, plural } from '../say/words.ts';

export type WorktreeChoice =
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'clean'; readonly label: string; readonly detail: string }
  | { readonly kind: 'worktree'; readonly label: string; readonly description: string; readonly folder: string };

/** What can go in one go first, then every worktree with what it takes on disk, and why it stays where it does. Pure. */
export function worktreeChoices(listed: readonly ListedWorktree[]): readonly WorktreeChoice[] {
  const [gone, kept] = parted(listed);
  const groups = [
    { label: 'Can go', worktrees: gone },
    { label: 'Stay', worktrees: kept },
  ].filter(({ worktrees }) => worktrees.length > 0);
  return [
    ...(gone.length === 0 ? [] : [clean(gone)]),
    ...groups.flatMap(({ label, worktrees }): readonly WorktreeChoice[] => [
      { kind: 'heading', label },
      ...worktrees.map(choice),
    ]),
  ];
}

/** What came of it, in a line. */
export function cleanedText(left: readonly ListedWorktree[]): string {
  const [gone, kept] = parted(left);
  const removed = `${plural(gone.length, 'worktree')} removed, ${megabytes(bytesOf(gone))} freed`;
  return kept.length === 0 ? removed : `${removed}; ${kept.length} ${kept.length === 1 ? 'stays' : 'stay'}`;
}

const clean = (gone: readonly ListedWorktree[]): WorktreeChoice => ({
  kind: 'clean',
  label: `Remove ${plural(gone.length, 'worktree')}, ${megabytes(bytesOf(gone))}`,
  detail: 'All is committed, and on another branch too; no run goes on there',
});

/** A worktree that no run knows is told by its folder. */
const choice = ({ owner, folder, branch, bytes, kept }: ListedWorktree): WorktreeChoice => ({
  kind: 'worktree',
  label: owner?.split(' ').at(-1) ?? folder.split(/[\\/]/).slice(-3).join('/'),
  description: line(kept, owner === undefined ? 'no run knows it' : undefined, branch, megabytes(bytes)),
  folder,
});

const parted = (listed: readonly ListedWorktree[]): readonly [ListedWorktree[], ListedWorktree[]] => [
  listed.filter(({ kept }) => kept === ''),
  listed.filter(({ kept }) => kept !== ''),
];

const bytesOf = (listed: readonly ListedWorktree[]): number => listed.reduce((sum, { bytes }) => sum + bytes, 0);
