import type { ReferenceKind } from '../schema/type.ts';
import { isTemplate, type Typing } from '../schema/typing.ts';
import {
  type Entry,
  entriesOf,
  entryAround,
  entryOf,
  isMergeKey,
  type Node,
  type Scalar,
  textOf,
} from '../syntax/tree.ts';
import { resolveTask } from './outline.ts';

/**
 * One place that names something. Definition, references, highlights, rename and the check for unknown names all read the one list.
 * `name` is what it means: a task's is `phase/task`, however it is written.
 */
export type Mention = {
  readonly kind: ReferenceKind;
  readonly name: string;
  readonly role: 'declares' | 'creates' | 'refers';
  readonly node: Scalar;
};

export function mentionsOf({ typing }: { readonly typing: Typing }): readonly Mention[] {
  const found: Mention[] = [];
  for (const { mapping, type } of typing.declarations) {
    const kind = type.declares;
    if (kind === undefined) continue;
    for (const { key } of entriesOf(mapping).filter((entry) => !isMergeKey(entry))) {
      found.push({ kind, name: meaning(kind, key.text, key), role: 'declares', node: key });
    }
  }
  for (const { node, type } of typing.values) {
    if (type.is !== 'text' || type.refers === undefined || node.kind !== 'scalar' || isTemplate(node)) continue;
    const role = creates(node) ? 'creates' : 'refers';
    found.push({ kind: type.refers, name: meaning(type.refers, node.text, node), role, node });
  }
  return found.sort((a, b) => a.node.span.start - b.node.span.start);
}

/** The key of the phase that a node lies in. */
export function phaseAround(node: Scalar | Entry): string | undefined {
  let inner: Entry | undefined;
  for (let at: Node | Entry | undefined = node; at !== undefined; at = at.parent) {
    if (at.kind !== 'entry') continue;
    if (at.key.text === 'phases' && at.parent.parent === undefined) return inner?.key.text;
    inner = at;
  }
  return undefined;
}

function meaning(kind: ReferenceKind, written: string, node: Scalar): string {
  return kind === 'task' ? resolveTask(written, phaseAround(node) ?? '') : written;
}

/** `beads.create` brings its issue about: the id is no mistake for not being there yet. */
function creates(node: Scalar): boolean {
  const argument = entryAround(node);
  const step = argument?.key.text === 'id' ? argument.parent.parent : undefined;
  return (
    step?.kind === 'entry' && step.key.text === 'with' && textOf(entryOf(step.parent, 'uses')?.value) === 'beads.create'
  );
}
