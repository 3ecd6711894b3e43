import { actionOf } from '../schema/actions.ts';
import { isTemplate } from '../schema/typing.ts';
import { programsOf, scriptsOf } from './commands.ts';
import { perSection } from './section.ts';
import type { Snapshot } from './snapshot.ts';

/** Kinds of facts that are looked for one by one, as plans name them. */
export type LookedFor = 'programs' | 'files' | 'globs' | 'tools';

/** What of the world a plan could be held against, by name: what it names is worth looking for, nothing else is. */
export type Wanted = Readonly<Record<LookedFor, readonly string[]>>;

const wantedBy = perSection(
  (section): Wanted => ({
    programs: programsOf(section),
    files: [...scriptsOf(section)].map(({ path }) => path),
    globs: section.typing.values.flatMap(({ node, type }) =>
      type.is === 'text' && type.format === 'glob' && node.kind === 'scalar' && !isTemplate(node) ? [node.text] : [],
    ),
    tools: section.mentions.flatMap(({ kind, name }) => (kind === 'action' ? (actionOf(name)?.tool ?? []) : [])),
  }),
);

/** Of a whole plan, each name once. */
export function wantedOf({ sections }: Snapshot): Wanted {
  const all = (kind: LookedFor): readonly string[] => [
    ...new Set(sections.flatMap((section) => wantedBy(section)[kind])),
  ];
  return { programs: all('programs'), files: all('files'), globs: all('globs'), tools: all('tools') };
}
