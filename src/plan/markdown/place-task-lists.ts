import type { ListBlock, ListItem } from './document.ts';
import type { DraftPhase, DraftTask } from './draft.ts';
import { type Gathering, pathOf } from './gathering.ts';
import type { EntryDraft } from './report.ts';

/**
 * A list to be ticked off is a list of tasks. Spec Kit's numbers are kept (`T001`); its `[P]` means: beside the others that carry it.
 * A task without `[P]` waits for everything before it; the list's order says no less.
 */
export function placeTaskList(gathering: Gathering, phase: DraftPhase, block: ListBlock, entry: EntryDraft): void {
  entry.what = `${block.items.length} tasks to tick off`;
  for (const item of block.items) {
    const { id, parallel, text } = readItem(item);
    const task = gathering.task(phase, {
      title: titleOf(text),
      agent: '',
      prompt: [text, ...item.source.split('\n').slice(item.text === '' ? 0 : paragraphLines(item))].join('\n').trim(),
      ...(id !== undefined && { id }),
    });
    for (const file of filesIn(text)) task.files.push(file);
    setNeeds(gathering, phase, task, parallel);
    if (item.ticked === true) task.comment = 'Ticked in the document: done there already.';
    const note = item.ticked === true ? 'ticked in the document: done there already; take it out, or run it again' : '';
    entry.placed(item.lines, item.text, pathOf(phase, task), note);
  }
}

const paragraphLines = (item: ListItem): number => {
  const rest = item.source
    .split('\n')
    .findIndex((line, at) => at > 0 && (line.trim() === '' || /^\s*([-*+]|\d+[.)])\s/.test(line)));
  return rest < 0 ? item.source.split('\n').length : rest;
};

function readItem(item: ListItem): {
  readonly id: string | undefined;
  readonly parallel: boolean;
  readonly text: string;
} {
  const [, id, rest = ''] = /^(?:(T\d{2,})\b[:.]?\s*)?([\s\S]*)$/.exec(item.text) ?? [];
  const parallel = /^\[P\]\s*/.test(rest);
  return { id, parallel, text: parallel ? rest.replace(/^\[P\]\s*/, '') : rest };
}

/** The first clause, without marks: what fits a row. */
const titleOf = (text: string): string => {
  const clause = text.split(/\s+[—–]\s+|:\s|\.\s/)[0] ?? text;
  const bare = clause.replace(/[`*]/g, '').trim();
  return bare === '' ? 'Task' : bare.length > 100 ? `${bare.slice(0, 99).trimEnd()}…` : bare;
};

/** Paths in code marks: they have a slash and an ending, or only the ending and a capital that files have. */
const filesIn = (text: string): readonly string[] => {
  const marked = [...text.matchAll(/`([^`\s]+)`/g)].map((found) => (found[1] ?? '').replace(/^\.\//, ''));
  return [...new Set(marked.filter((one) => /^[\w.@/-]*[\w-]\.[A-Za-z]\w{0,5}$/.test(one) && !one.startsWith('/')))];
};

function setNeeds({ parallel: beside }: Gathering, phase: DraftPhase, task: DraftTask, parallel: boolean): void {
  const before = phase.tasks.slice(0, -1);
  const last = before.findLastIndex((other) => !beside.has(other));
  if (parallel) beside.add(task);
  const barrier = before[last];
  const waitsFor = parallel
    ? barrier === undefined
      ? []
      : [barrier]
    : before.slice(last === before.length - 1 ? last : last + 1);
  if (waitsFor.length > 0) task.needs = waitsFor.filter((one) => one !== undefined).map(({ id }) => id);
}
