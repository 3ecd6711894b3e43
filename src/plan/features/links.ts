import { covers, type Span } from '../../base/span.ts';
import { scriptsOf } from '../model/commands.ts';
import { gather, movedThing } from '../model/gather.ts';
import type { Knowledge } from '../model/knowledge.ts';
import type { Names } from '../model/names.ts';
import type { Section } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** A place of a plan that means a file of the workspace. */
export type Link = {
  readonly span: Span;
  /** Relative to the workspace, forward slashes. */
  readonly path: string;
  readonly what: 'agent type' | 'script';
};

/** Agent types that a file of the workspace describes, and scripts that steps name and that are there. Where nobody can say, there is no link. */
export const links = (plan: Snapshot, knowledge: Knowledge): readonly Link[] =>
  gather(plan, (section) => linksIn(section, plan.names, knowledge), movedThing);

function linksIn(section: Section, names: Names, knowledge: Knowledge): readonly Link[] {
  const agents = section.mentions.flatMap(({ kind, name, role, node }): readonly Link[] => {
    // What the plan declares is described there; the declaration leads on to the file of the same name.
    if (kind !== 'agent' || (role === 'refers' && names.of('agent').has(name))) return [];
    const fact = knowledge.agent(name);
    const path = fact.is === 'known' ? fact.value.source : '';
    return inWorkspace(path) ? [{ span: node.span, path, what: 'agent type' }] : [];
  });
  const scripts = scriptsOf(section).flatMap(({ span, path }): readonly Link[] =>
    knowledge.file(path).is === 'known' ? [{ span, path, what: 'script' }] : [],
  );
  return [...agents, ...scripts].sort((a, b) => a.span.start - b.span.start);
}

export function linkAt(plan: Snapshot, knowledge: Knowledge, offset: number): Link | undefined {
  const place = plan.at(offset);
  const found =
    place && linksIn(place.section, plan.names, knowledge).find(({ span }) => covers(span, offset - place.start));
  return found && movedThing(found, place?.start ?? 0);
}

/** A person's own types have an absolute path, and shipped ones none. */
const inWorkspace = (source: string): boolean => source.endsWith('.md') && !/^(?:[\\/]|[A-Za-z]:)/.test(source);
