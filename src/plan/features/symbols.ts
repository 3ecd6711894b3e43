import type { Span } from '../../base/span.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Entry, entriesOf, entryOf, follow } from '../syntax/tree.ts';

export type PlanSymbol = {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'phase' | 'task' | 'issue' | 'agent' | 'runner' | 'criterion' | 'section';
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly PlanSymbol[];
};

/** The plan as an outline: sections, phases with their tasks and criteria, issues, agents. */
export function symbols({ root }: Snapshot): readonly PlanSymbol[] {
  const top = follow(root);
  if (top?.kind !== 'mapping') return [];
  return entriesOf(top).flatMap((entry): readonly PlanSymbol[] => {
    if (entry.key.text === 'phases') return children(entry).map(phase);
    const kind = sections[entry.key.text];
    return kind === undefined
      ? []
      : [
          symbol(
            entry,
            'section',
            '',
            children(entry).map((child) => symbol(child, kind, titleOf(child))),
          ),
        ];
  });
}

const sections: Readonly<Record<string, PlanSymbol['kind']>> = {
  issues: 'issue',
  agents: 'agent',
  runners: 'runner',
  criteria: 'criterion',
};

function phase(entry: Entry): PlanSymbol {
  const tasks = childrenAt(entry, 'tasks').map((task) => symbol(task, 'task', titleOf(task)));
  const criteria = childrenAt(entry, 'criteria').map((one) => symbol(one, 'criterion', titleOf(one)));
  return symbol(entry, 'phase', titleOf(entry), [...tasks, ...criteria]);
}

function symbol(entry: Entry, kind: PlanSymbol['kind'], detail: string, inner: readonly PlanSymbol[] = []): PlanSymbol {
  return {
    name: entry.key.text === '' ? '?' : entry.key.text,
    detail,
    kind,
    span: entry.span,
    nameSpan: entry.key.span,
    children: inner,
  };
}

function children(entry: Entry): readonly Entry[] {
  const value = follow(entry.value);
  return value?.kind === 'mapping' ? value.entries : [];
}

function childrenAt(entry: Entry, key: string): readonly Entry[] {
  const inner = entryOf(entry.value, key);
  return inner === undefined ? [] : children(inner);
}

function titleOf(entry: Entry): string {
  const title = follow(entryOf(entry.value, 'title')?.value);
  return title?.kind === 'scalar' ? title.text : '';
}
