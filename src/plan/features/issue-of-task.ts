import type { Span } from '../../base/span.ts';
import { outlineOf } from '../model/outline.ts';
import { parseTree } from '../syntax/parse.ts';
import { follow } from '../syntax/tree.ts';
import { scalarText } from '../syntax/write.ts';
import type { TextEdit } from './edit.ts';
import { addEntryOnTop } from './edit-tree.ts';

/** The edit that makes an issue the one that a task is about; undefined where the plan has no such task. */
export function setIssueOfTask(text: string, phase: string, task: string, issue: string): TextEdit | undefined {
  const phases = outlineOf(parseTree(text).root).phases;
  const found = phases.find(({ id }) => id.text === phase)?.tasks.find(({ id }) => id.text === task);
  if (found?.issue !== undefined) return { span: found.issue.span, text: scalarText(issue) };
  const value = follow(found?.entry.value);
  return value?.kind === 'mapping' ? addEntryOnTop(text, value, 'issue', scalarText(issue)) : undefined;
}

/** Where a plan speaks of an issue: at the task that is about it, else in its phase, else where it is declared. */
export function placeOfIssue(text: string, issue: string): Span | undefined {
  const { phases, issues, epic } = outlineOf(parseTree(text).root);
  const named = [
    ...phases.flatMap(({ tasks }) => tasks.map((task) => task.issue)),
    ...phases.flatMap((phase) => phase.issues),
    ...issues.map(({ id }) => id),
    epic,
  ];
  return named.find((name) => name?.text === issue)?.span;
}
