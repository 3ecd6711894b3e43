import type { Span } from '../../base/span.ts';
import { splitWords, type Word } from '../../base/words.ts';
import { innerSpan } from '../syntax/inner.ts';
import { entryAround, entryOf, type Mapping, type Scalar, textOf } from '../syntax/tree.ts';
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

/** Several rules and features look at the commands of one version: they are split once. */
const known = new WeakMap<Snapshot['typing'], readonly Command[]>();

export function commandsOf({ typing }: Pick<Snapshot, 'typing'>): readonly Command[] {
  const commands = known.get(typing) ?? [...readCommands(typing)];
  known.set(typing, commands);
  return commands;
}

function* readCommands(typing: Snapshot['typing']): Generator<Command> {
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

/** A word of a command that looks like a file of the workspace. */
type Script = { readonly span: Span; readonly path: string };

const scriptWord = /^(?:\.\/)?(?:[\w.@+-]+\/)*[\w@+-][\w.@+-]*$/;
const scriptEnding = /\.(?:sh|bash|zsh|fish|ps1|js|mjs|cjs|ts|mts|cts|py|rb|pl|php|lua|sql)$/;

/** Scripts that commands name, as paths of the workspace; whether they are there is another question. */
export function* scriptsOf({ text, typing }: Pick<Snapshot, 'text' | 'typing'>): Generator<Script> {
  for (const { node, step, words } of commandsOf({ typing })) {
    const folder = textOf(entryOf(step, 'cwd')?.value) ?? '';
    for (const [index, word] of words.entries()) {
      const looksSo = scriptEnding.test(word.text) || (index === 0 && word.text.includes('/'));
      if (!looksSo || !scriptWord.test(word.text)) continue;
      const path = within(folder, word.text);
      if (path !== undefined) yield { span: innerSpan(text, node, word.start, word.end), path };
    }
  }
}

/** Undefined for what may lie outside the workspace, or is only known when the step runs. */
function within(folder: string, name: string): string | undefined {
  const parts = `${folder}/${name}`.split('/').filter((part) => part !== '' && part !== '.');
  const unclear = folder.startsWith('/') || folder.includes('${{') || /[\\:]/.test(folder) || parts.includes('..');
  return unclear ? undefined : parts.join('/');
}
