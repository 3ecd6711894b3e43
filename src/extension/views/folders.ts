import type { Home } from '../home.ts';
import { plural } from '../say/words.ts';
import { folderSubject, type Row } from './row.ts';
import type { Frame } from './tree.ts';

/** What one folder has to show. */
export type Part = { readonly home: Pick<Home, 'name' | 'root' | 'tag'>; readonly rows: readonly Row[] };

/** The rows of one folder as they are; those of several each under a row of its own, where there are any. Ids stay unique. */
export function byFolder(parts: readonly Part[]): readonly Row[] {
  if (parts.length < 2) return parts.flatMap(({ rows }) => rows);
  return parts.flatMap((part) =>
    part.rows.length === 0
      ? []
      : [{ ...folderRow(part.home, part.rows.length), children: part.rows.map((row) => tagged(row, part.home.tag)) }],
  );
}

export const folderRow = ({ name, root, tag }: Part['home'], size: number): Row => ({
  id: `folder ${tag}`,
  label: name,
  icon: { name: 'root-folder', tone: 'quiet' },
  tooltip: () => root.replaceAll(/[\\`*_{}[\]()#+!|<>$]/g, '\\$&'),
  spoken: `folder ${name}, ${plural(size, 'entry', 'entries')}`,
  context: 'folder',
  subject: folderSubject({ root }),
  unfolded: true,
});

export const taggedId = (id: string, tag: string): string => (tag === '' ? id : `${tag} ${id}`);

const tagged = (row: Row, tag: string): Row =>
  tag === ''
    ? row
    : {
        ...row,
        id: taggedId(row.id, tag),
        ...(row.children === undefined ? {} : { children: row.children.map((child) => tagged(child, tag)) }),
      };

/** What stands around the rows of all folders: messages with the folder's name, badges added up. */
export function frameOf(frames: readonly { readonly name: string; readonly frame: Frame }[]): Frame {
  const [only] = frames;
  if (only !== undefined && frames.length === 1) return only.frame;
  const badges = frames.flatMap(({ frame }) => frame.badge ?? []).filter(({ value }) => value > 0);
  const messages = frames.flatMap(({ name, frame }) => (frame.message ? [`${name}: ${frame.message}`] : []));
  return {
    message: messages.join('\n'),
    ...(badges.length === 0
      ? {}
      : {
          badge: {
            value: badges.reduce((sum, { value }) => sum + value, 0),
            tooltip: badges.map(({ tooltip }) => tooltip).join(', '),
          },
        }),
  };
}
