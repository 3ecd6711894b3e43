import { covers, moved, type Span } from '../../base/span.ts';
import { fullName, type Name, resolveTask } from '../model/outline.ts';
import { perSection } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Name as Meaning, namedAt } from './navigate.ts';

/** A phase, a task or an issue: what may wait for others of its kind. Offsets are those of the plan. */
export type Waiter = {
  readonly kind: 'phase' | 'task' | 'issue';
  /** As mentions have it: a task's is `phase/task`. */
  readonly name: string;
  readonly title: string | undefined;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly needs: readonly { readonly name: string; readonly span: Span }[];
};

type Read = Omit<Waiter, 'needs'> & { readonly needs: Waiter['needs'] | undefined };

const readWaiters = perSection(({ outline }): readonly Read[] => {
  const named = (all: readonly Name[], meaning = (text: string) => text): Waiter['needs'] =>
    all.map(({ text, span }) => ({ name: meaning(text), span }));
  return [
    ...outline.issues.map(({ id, entry, title, needs }) => ({
      ...{ kind: 'issue' as const, name: id.text, title, span: entry.span, nameSpan: id.span },
      needs: named(needs),
    })),
    ...outline.phases.flatMap(({ id, entry, title, needs, tasks }) => [
      {
        ...{ kind: 'phase' as const, name: id.text, title, span: entry.span, nameSpan: id.span },
        needs: needs && named(needs),
      },
      ...tasks.map((task) => ({
        ...{ kind: 'task' as const, name: fullName(task), title: task.title },
        ...{ span: task.entry.span, nameSpan: task.id.span },
        needs: named(task.needs, (text) => resolveTask(text, task.phase)),
      })),
    ]),
  ].sort((a, b) => a.span.start - b.span.start);
});

/** All that may wait, in the order of the text. A phase that says nothing waits for the one before it, and says so by its name. */
export function waiters(snapshot: Snapshot): readonly Waiter[] {
  let before: string | undefined;
  return [...snapshot.places()].flatMap(({ section, start }) =>
    readWaiters(section).map((one): Waiter => {
      const nameSpan = moved(one.nameSpan, start);
      const implied = before === undefined ? [] : [{ name: before, span: nameSpan }];
      if (one.kind === 'phase') before = one.name;
      const needs = one.needs?.map(({ name, span }) => ({ name, span: moved(span, start) })) ?? implied;
      return { ...one, span: moved(one.span, start), nameSpan, needs };
    }),
  );
}

/** What is named at an offset, or whose keys it is among, where that may wait. */
export function waiterAt(snapshot: Snapshot, offset: number): Meaning | undefined {
  const named = namedAt(snapshot, offset);
  if (named !== undefined && kinds.has(named.kind)) return named;
  return waiters(snapshot).findLast(({ span }) => covers(span, offset));
}

const kinds: ReadonlySet<string> = new Set(['phase', 'task', 'issue'] satisfies Waiter['kind'][]);
