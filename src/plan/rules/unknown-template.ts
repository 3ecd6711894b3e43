import { nearest } from '../../base/nearest.ts';
import { isEnvironmentName, templateNames, templatesIn } from '../schema/templates.ts';
import { innerSpan } from '../syntax/inner.ts';
import { ancestors, type Entry, type Scalar } from '../syntax/tree.ts';
import type { Rule } from './rule.ts';
import { didYouMean } from './words.ts';

export const unknownTemplate: Rule = {
  code: 'unknown-template',
  severity: 'error',
  about: 'A `${{ … }}` names nothing, or something that has no value at this place.',
  *find({ typing, text }) {
    const seen = new Set<Scalar>();
    for (const { node } of typing.values) {
      if (node.kind !== 'scalar' || typeof node.value !== 'string' || !node.value.includes('${{') || seen.has(node))
        continue;
      seen.add(node);
      if (isProse(node)) continue;
      for (const { name, nameStart } of templatesIn(node.text)) {
        const span = innerSpan(text, node, nameStart, nameStart + Math.max(1, name.length));
        const wrong = isEnvironmentName(name) ? undefined : complaint(name, node);
        if (wrong === undefined) continue;
        const names = Object.hasOwn(templateNames, name) ? [] : meantBy(name);
        const remedies = names.map(
          (to) => ({ kind: 'replace', span, text: to, title: `Write \${{ ${to} }}` }) as const,
        );
        yield { span, message: `${wrong}${didYouMean(names)}`, remedies };
      }
    }
  },
};

/** Nearly so written, or of the same thing: `task.name` may mean `task.title`. */
function meantBy(name: string): readonly string[] {
  const all = Object.keys(templateNames);
  const close = nearest(name, all);
  if (close.length > 0 || !name.includes('.')) return close;
  const of = name.slice(0, name.indexOf('.') + 1);
  // Titles first: they are what other tools call names.
  return all
    .filter((one) => one.startsWith(of))
    .sort((a, b) => Number(b.endsWith('title')) - Number(a.endsWith('title')));
}

/** What agents and people read is not substituted. */
const proseKeys = new Set(['prompt', 'description', 'title', 'comment', 'name', 'window']);
const isProse = (node: Scalar): boolean => {
  const holder = node.parent?.kind === 'entry' ? node.parent : undefined;
  return holder !== undefined && proseKeys.has(holder.key.text) && keysAround(holder)[1] !== 'with';
};

const keysAround = (entry: Entry): readonly string[] =>
  [...ancestors(entry)].flatMap((at) => (at.kind === 'entry' ? [at.key.text] : []));

function complaint(name: string, node: Scalar): string | undefined {
  if (name === '') return 'This template names nothing.';
  const known = Object.hasOwn(templateNames, name) ? templateNames[name] : undefined;
  if (known === undefined) return `There is nothing called "${name}" to put in here.`;
  const keys = [...ancestors(node)].flatMap((at) => (at.kind === 'entry' ? [at.key.text] : [])).reverse();
  const inHook = keys[0] === 'hooks';
  if (inHook || known.where === 'everywhere') return undefined;
  if (known.where === 'hook') return `"${name}" has a value only in hooks: nothing was edited here.`;
  if (keys[0] !== 'phases') return `"${name}" has a value only within a phase.`;
  return known.where === 'task' && keys[2] !== 'tasks' ? `"${name}" has a value only within a task.` : undefined;
}
