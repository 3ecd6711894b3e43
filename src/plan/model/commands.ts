import type { Span } from '../../base/span.ts';
import { splitWords, type Word } from '../../base/words.ts';
import type { Typing } from '../schema/typing.ts';
import { innerSpan } from '../syntax/inner.ts';
import { entryAround, entryOf, type Mapping, type Scalar, textOf } from '../syntax/tree.ts';
import { perSection, type Reading } from './section.ts';

/** A `run:` of a step, hook, criterion or checklist item, split into words. */
export type Command = {
  readonly node: Scalar;
  /** The mapping that `run:` is a key of. */
  readonly step: Mapping;
  /** Given to a shell as it stands; the words are then only a guess. */
  readonly shell: boolean;
  readonly words: readonly Word[];
};

/** Several rules and features look at the commands of one section: they are split once. */
export const commandsOf = perSection(({ typing }: Reading): readonly Command[] => [...readCommands(typing)]);

function* readCommands(typing: Typing): Generator<Command> {
  for (const { node, type } of typing.values) {
    if (type.is !== 'text' || type.format !== 'command' || node.kind !== 'scalar') continue;
    const step = entryAround(node)?.parent;
    const words = splitWords(node.text);
    if (step !== undefined && words.ok)
      yield { node, step, shell: entryOf(step, 'shell') !== undefined, words: words.value };
  }
}

/** Programs that a section starts by a bare name: what is worth looking for on PATH. A path or a template is another matter. */
export const programsOf = perSection((section: Reading): readonly string[] => {
  const programs = commandsOf(section).flatMap(({ shell, words }) => (shell ? [] : [words[0]?.text ?? '']));
  return [...new Set(programs.filter((program) => /^[\w.+-]+$/.test(program)))].sort();
});

/** A word of a command that looks like a file of the workspace. */
type Script = { readonly span: Span; readonly path: string };

const scriptWord = /^(?:\.\/)?(?:[\w.@+-]+\/)*[\w@+-][\w.@+-]*$/;
const scriptEnding = /\.(?:sh|bash|zsh|fish|ps1|js|mjs|cjs|ts|mts|cts|py|rb|pl|php|lua|sql)$/;

/** Scripts that commands name, as paths of the workspace; whether they are there is another question. */
export const scriptsOf = perSection((section: Reading): readonly Script[] => [...scripts(section)]);

function* scripts(section: Reading): Generator<Script> {
  for (const { node, step, words } of commandsOf(section)) {
    const folder = textOf(entryOf(step, 'cwd')?.value) ?? '';
    for (const [index, word] of words.entries()) {
      const looksSo = scriptEnding.test(word.text) || (index === 0 && word.text.includes('/'));
      if (!looksSo || !scriptWord.test(word.text)) continue;
      const path = within(folder, word.text);
      if (path !== undefined) yield { span: innerSpan(section.text, node, word.start, word.end), path };
    }
  }
}

/** Undefined for what may lie outside the workspace, or is only known when the step runs. */
function within(folder: string, name: string): string | undefined {
  const parts = `${folder}/${name}`.split('/').filter((part) => part !== '' && part !== '.');
  const unclear = folder.startsWith('/') || folder.includes('${{') || /[\\:]/.test(folder) || parts.includes('..');
  return unclear ? undefined : parts.join('/');
}
