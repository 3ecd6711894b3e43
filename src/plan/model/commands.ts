import { splitWords, type Word } from '../../base/words.ts';
import { entryAround, entryOf, type Mapping, type Scalar } from '../syntax/tree.ts';
import type { Snapshot } from './snapshot.ts';

/** A `run:` of a step, hook, criterion or checklist item, split into words. */
export type Command = {
  readonly node: Scalar;
  /** The mapping that `run:` is a key of. */
  readonly step: Mapping;
  /** Given to a shell as it stands; the words are then only a guess. */
  readonly shell: boolean;
  readonly words: readonly Word[];
};

export function* commandsOf({ typing }: Pick<Snapshot, 'typing'>): Generator<Command> {
  for (const { node, type } of typing.values) {
    if (type.is !== 'text' || type.format !== 'command' || node.kind !== 'scalar') continue;
    const step = entryAround(node)?.parent;
    const words = splitWords(node.text);
    if (step !== undefined && words.ok)
      yield { node, step, shell: entryOf(step, 'shell') !== undefined, words: words.value };
  }
}

/** Programs that a plan starts by a bare name, each once: what is worth looking for on PATH. A path or a template is another matter. */
export function programsOf(snapshot: Pick<Snapshot, 'typing'>): readonly string[] {
  const programs = new Set<string>();
  for (const { shell, words } of commandsOf(snapshot)) {
    const program = words[0]?.text ?? '';
    if (!shell && /^[\w.+-]+$/.test(program)) programs.add(program);
  }
  return [...programs].sort();
}
