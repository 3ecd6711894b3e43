import { Document, isMap, isSeq, Pair, parseDocument, Scalar, YAMLMap } from 'yaml';
import type { Block, CodeBlock } from './document.ts';
import { fragmentMark } from './export.ts';
import { type EntryDraft, entryFor, type Imported, type ImportReport, leftOverIn } from './report.ts';

/** Where a fragment belongs, by the words after the mark in its fence. */
type Fragment = { readonly where: string; readonly path: string; readonly block: CodeBlock };

/** The fragment that a block is, in a document that `exportMarkdown` wrote; undefined: it is something else. */
export function fragmentOf(block: Block): Fragment | undefined {
  if (block.kind !== 'code' || (block.language !== 'yaml' && block.language !== 'text')) return undefined;
  const [mark, where = '', path = ''] = block.meta.split(' ');
  return mark === fragmentMark ? { where, path, block } : undefined;
}

const order = [
  'version',
  'name',
  'title',
  'description',
  'epic',
  'methodology',
  'limits',
  'swarm',
  'runners',
  'agents',
];
const orderAfter = ['issues', 'hooks', 'setup', 'phases', 'criteria', 'checklist'];

/** Puts an exported plan together again. What is no fragment was for people; work added there is a left-over, not lost. */
export function restore(blocks: readonly Block[]): Imported {
  const restorer = new Restorer();
  const entries = blocks.map((block) => {
    const entry = entryFor(block);
    const fragment = fragmentOf(block);
    if (fragment !== undefined) restorer.add(fragment, entry);
    else leave(block, entry);
    return entry.finish();
  });
  const { yaml, root } = restorer.finish();
  const title: unknown = root.get('title') ?? root.get('name');
  return {
    yaml,
    report: {
      version: 1,
      title: String(title),
      totals: totalsOf(root),
      leftOver: leftOverIn(entries),
      entries,
      decisions: [],
    },
  };
}

function leave(block: Block, entry: EntryDraft): void {
  entry.what = 'for people';
  if (block.kind === 'code' || (block.kind === 'list' && block.items.some(({ ticked }) => ticked !== undefined)))
    entry.leftOver(
      block.lines,
      block.kind === 'code' ? block.text : block.source,
      'an exported plan holds its data in its own fences; add this there',
    );
  else
    entry.reference(
      block.lines,
      block.kind === 'list' ? block.source : block.text,
      'for people; the data is in the fences',
    );
}

function totalsOf(root: YAMLMap): ImportReport['totals'] {
  const phases = membersOf(root, 'phases');
  const sum = (key: string): number => phases.flatMap((phase) => membersOf(phase, key)).length;
  const checklist = membersOf(root, 'checklist');
  return {
    phases: phases.length,
    issues: membersOf(root, 'issues').length,
    tasks: sum('tasks'),
    agents: membersOf(root, 'agents').length,
    hooks: membersOf(root, 'hooks').length,
    checklist: checklist.flatMap((part) => (isSeq(part) ? part.items : [])).length,
    criteria: membersOf(root, 'criteria').length + sum('criteria'),
  };
}

function membersOf(node: unknown, key: string): readonly unknown[] {
  const value: unknown = isMap(node) ? node.get(key, true) : undefined;
  return isMap(value) ? value.items.map((pair) => pair.value) : isSeq(value) ? value.items : [];
}

class Restorer {
  readonly #root = new YAMLMap();
  readonly #phases = new YAMLMap();

  /** Adds one fragment; what cannot be read, or belongs nowhere, is a left-over of its block. */
  add({ where, path, block }: Fragment, entry: EntryDraft): void {
    entry.what = `a part of an exported plan: ${[where, path].filter((part) => part !== '').join(' ')}`;
    const target = this.#target(where, path);
    const node = where === 'prompt' ? literal(block.text) : readMapping(block.text);
    if (target === undefined) entry.leftOver(block.lines, block.text, `“${where}” is no part of a plan`);
    else if (typeof node === 'string') entry.leftOver(block.lines, block.text, `it is no YAML mapping: ${node}`);
    else {
      if (target.key !== undefined) target.into.set(target.key, node);
      else if (isMap(node)) for (const { key, value } of node.items) target.into.set(key, value);
      entry.placed(block.lines, block.text, target.at);
    }
  }

  finish(): { readonly yaml: string; readonly root: YAMLMap } {
    this.#root.set('phases', this.#phases);
    const keyed = this.#root.items.map((pair, at) => ({ pair, rank: rankOf(String(pair.key), at) }));
    const sorted = new YAMLMap();
    sorted.items = keyed.sort((one, other) => one.rank - other.rank).map(({ pair }) => pair);
    const document = new Document();
    document.contents = sorted;
    return { yaml: document.toString({ lineWidth: 0, flowCollectionPadding: true }), root: sorted };
  }

  #phase(id: string): YAMLMap {
    return mapAt(this.#phases, id);
  }

  #task(phase: string, id: string): YAMLMap {
    return mapAt(mapAt(this.#phase(phase), 'tasks'), id);
  }

  /** The mapping that a fragment goes into: as its own key, or (no key) with each of its keys. */
  #target(where: string, path: string): Target | undefined {
    const [phase = '', task = ''] = path.split('/');
    switch (where) {
      case 'plan':
        return { into: this.#root, key: undefined, at: 'plan' };
      case 'issues':
      case 'checklist':
        return { into: this.#root, key: where, at: where };
      case 'phase':
        return { into: this.#phase(phase), key: undefined, at: `phases.${phase}` };
      case 'task':
        return { into: this.#task(phase, task), key: undefined, at: `phases.${phase}.tasks.${task}` };
      case 'prompt':
        return { into: this.#task(phase, task), key: where, at: `phases.${phase}.tasks.${task}.prompt` };
      case 'criteria':
        return phase === ''
          ? { into: this.#root, key: where, at: where }
          : { into: this.#phase(phase), key: where, at: `phases.${phase}.criteria` };
      default:
        return undefined;
    }
  }
}

type Target = { readonly into: YAMLMap; readonly key: string | undefined; readonly at: string };

/** A fragment's mapping, or why it is none. */
function readMapping(text: string): YAMLMap | string {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) return error.message.split('\n')[0] ?? '';
  return isMap(document.contents) ? document.contents : 'there are no keys in it';
}

/** Known keys in the order of the reference, an author's own between them. */
const rankOf = (key: string, at: number): number => {
  const [early, late] = [order.indexOf(key), orderAfter.indexOf(key)];
  return early >= 0 ? early : late >= 0 ? 1_000_000 + late : 1000 + at;
};

function mapAt(map: YAMLMap, key: string): YAMLMap {
  const known: unknown = map.get(key, true);
  if (isMap(known)) return known;
  const made = new YAMLMap();
  map.items.push(new Pair(new Scalar(key), made));
  return made;
}

function literal(text: string): Scalar {
  const node = new Scalar(`${text}\n`);
  node.type = Scalar.BLOCK_LITERAL;
  return node;
}
