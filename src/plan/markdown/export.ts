import { Alias, Document, isMap, isScalar, isSeq, type Pair, parseDocument, visit, YAMLMap } from 'yaml';
import { fence } from '../../base/fence.ts';

/** Word after `yaml` in the fences that hold a plan's data; an import takes the plan from them and leaves the rest to people. */
export const fragmentMark = 'phaseplan';

/**
 * A plan as Markdown: headings and prompts to read, data in fenced YAML fragments that say where they belong. `importMarkdown` makes an
 * equivalent plan of it. Undefined: the text is no mapping with phases.
 */
export function exportMarkdown(plan: string): string | undefined {
  const document = parseDocument(plan, { merge: true });
  resolveAliases(document);
  const root = document.contents;
  if (document.errors.length > 0 || !isMap(root)) return undefined;
  const phases = take(root, 'phases');
  if (!isMap(phases)) return undefined;
  const [issues, criteria, checklist] = [take(root, 'issues'), take(root, 'criteria'), take(root, 'checklist')];
  const parts = [
    `# ${line(textOf(root, 'title') ?? textOf(root, 'name') ?? 'Plan')}`,
    ...optional(textOf(root, 'description')),
    fragment(['plan'], root),
    ...section('## Issues', ['issues'], issues),
    ...phases.items.flatMap((pair) => phaseParts(keyOf(pair), pair.value)),
    ...section('## Success Criteria', ['criteria'], criteria),
    ...section('## Execution Checklist', ['checklist'], checklist),
  ];
  return `${parts.join('\n\n')}\n`;
}

function phaseParts(id: string, phase: unknown): readonly string[] {
  if (!isMap(phase)) return [`## Phase ${id}`, fragment(['phase', id], new YAMLMap())];
  const [tasks, criteria] = [take(phase, 'tasks'), take(phase, 'criteria')];
  const window = textOf(phase, 'window');
  const heading = `## ${line(`${id}: ${textOf(phase, 'title') ?? id}`)}${window === undefined ? '' : ` (${line(window)})`}`;
  return [
    heading,
    ...optional(textOf(phase, 'description')),
    fragment(['phase', id], phase),
    ...(isMap(tasks) ? tasks.items.flatMap((pair) => taskParts(`${id}/${keyOf(pair)}`, pair.value)) : []),
    ...section(`### What closes ${id}`, ['criteria', id], criteria),
  ];
}

function taskParts(path: string, task: unknown): readonly string[] {
  if (!isMap(task)) return [`### ${path}`, fragment(['task', path], new YAMLMap())];
  const title = textOf(task, 'title');
  const text = textOf(task, 'prompt');
  // A fence always ends its text with one line end; any other prompt stays in the data.
  const prompt = text !== undefined && /[^\n]\n$/.test(text) ? text : undefined;
  if (prompt !== undefined) task.delete('prompt');
  return [
    `### ${line(title ?? path)}`,
    fragment(['task', path], task),
    ...(prompt === undefined ? [] : [fence(prompt, `text ${fragmentMark} prompt ${path}`)]),
  ];
}

const section = (heading: string, where: readonly string[], node: unknown): readonly string[] =>
  isMap(node) ? [heading, fragment(where, node)] : [];

/** A piece of the plan as YAML, in a fence that says where it belongs. */
function fragment(where: readonly string[], node: YAMLMap): string {
  const document = new Document();
  document.contents = node;
  return fence(
    document.toString({ lineWidth: 0, flowCollectionPadding: true }),
    `yaml ${fragmentMark} ${where.join(' ')}`,
  );
}

/** Takes a key out of a mapping and returns its value. */
function take(map: YAMLMap, key: string): unknown {
  const value: unknown = map.get(key, true);
  map.delete(key);
  return value;
}

const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : '');

function textOf(map: YAMLMap, key: string): string | undefined {
  const value: unknown = map.get(key);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** One line without signs that Markdown reads. */
const line = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>]/g, '\\$&')
    .trim();

/** Prose before the data, for people only; a fence or heading in it must not become one of the document. */
const optional = (text: string | undefined): readonly string[] =>
  text === undefined
    ? []
    : [
        text
          .trim()
          .split('\n')
          .map((one) => `> ${one}`.trimEnd())
          .join('\n'),
      ];

/** Fragments stand alone, so what an alias means is written out where it is used. */
function resolveAliases(document: Document): void {
  visit(document, {
    Alias: (_key, alias) => {
      const node = alias.resolve(document)?.clone();
      return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
    },
  });
  visit(document, {
    Node: (_key, node) => {
      if (!(node instanceof Alias)) delete node.anchor;
    },
  });
}
