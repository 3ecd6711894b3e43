import { covers, type Span } from '../../base/span.ts';
import { scriptsOf } from '../model/commands.ts';
import type { Knowledge } from '../model/knowledge.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** A place of a plan that means a file of the workspace. */
export type Link = {
  readonly span: Span;
  /** Relative to the workspace, forward slashes. */
  readonly path: string;
  readonly what: 'agent type' | 'script';
};

/** Agent types that a file of the workspace describes, and scripts that steps name and that are there. Where nobody can say, there is no link. */
export function links(snapshot: Snapshot, knowledge: Knowledge): readonly Link[] {
  const declared = new Set(snapshot.outline.agents.map(({ text }) => text));
  const agents = snapshot.mentions.flatMap(({ kind, name, role, node }): readonly Link[] => {
    // What the plan declares is described there, not in the file of the same name.
    if (kind !== 'agent' || role !== 'refers' || declared.has(name)) return [];
    const fact = knowledge.agent(name);
    const path = fact.is === 'known' ? fact.value.source : '';
    return inWorkspace(path) ? [{ span: node.span, path, what: 'agent type' }] : [];
  });
  const scripts = [...scriptsOf(snapshot)].flatMap(({ span, path }): readonly Link[] =>
    knowledge.file(path).is === 'known' ? [{ span, path, what: 'script' }] : [],
  );
  return [...agents, ...scripts].sort((a, b) => a.span.start - b.span.start);
}

export const linkAt = (snapshot: Snapshot, knowledge: Knowledge, offset: number): Link | undefined =>
  links(snapshot, knowledge).find(({ span }) => covers(span, offset));

/** A person's own types have an absolute path, and shipped ones none. */
const inWorkspace = (source: string): boolean => source.endsWith('.md') && !/^(?:[\\/]|[A-Za-z]:)/.test(source);
