import type { Span } from '../../base/span.ts';
import { statusInBeads } from '../schema/words.ts';
import { type Entry, entriesOf, entryOf, type Node, scalarsOf, textOf, valueAt } from '../syntax/tree.ts';

/** A name as it is written somewhere. */
export type Name = { readonly text: string; readonly span: Span };

/** The skeleton of a plan that may be half-written: what is there, by name and place; nothing is promised to be valid. */
export type Outline = {
  readonly epic: Name | undefined;
  readonly phases: readonly PhaseOutline[];
  readonly issues: readonly IssueOutline[];
  readonly agents: readonly Declaration[];
  readonly runners: readonly Declaration[];
};

/** A name that the plan says something about. */
export type Declaration = Name & { readonly entry: Entry };

export type PhaseOutline = {
  readonly id: Name;
  readonly entry: Entry;
  readonly title: string | undefined;
  /** Undefined: not written, so the phase before it. */
  readonly needs: readonly Name[] | undefined;
  readonly issues: readonly Name[];
  readonly tasks: readonly TaskOutline[];
};

export type TaskOutline = {
  readonly id: Name;
  readonly entry: Entry;
  readonly phase: string;
  readonly title: string | undefined;
  readonly agent: Name | undefined;
  readonly issue: Name | undefined;
  readonly needs: readonly Name[];
  readonly files: readonly Name[];
};

export type IssueOutline = {
  readonly id: Name;
  readonly entry: Entry;
  readonly title: string | undefined;
  /** As Beads spells it. */
  readonly status: string | undefined;
  readonly parent: Name | undefined;
  readonly needs: readonly Name[];
};

export function outlineOf(root: Node | undefined): Outline {
  return {
    epic: nameAt(root, 'epic'),
    phases: mappings(root, 'phases').map(phase),
    issues: mappings(root, 'issues').map(issue),
    agents: entriesAt(root, 'agents').map(declaration),
    runners: entriesAt(root, 'runners').map(declaration),
  };
}

const keyName = ({ key }: Entry): Name => ({ text: key.text, span: key.span });

const declaration = (entry: Entry): Declaration => ({ ...keyName(entry), entry });

const names = (node: Node | undefined): readonly Name[] => scalarsOf(node).map(({ text, span }) => ({ text, span }));

const nameAt = (node: Node | undefined, key: string): Name | undefined => names(valueAt(node, key))[0];

function entriesAt(node: Node | undefined, key: string): readonly Entry[] {
  const value = valueAt(node, key);
  return value?.kind === 'mapping' ? entriesOf(value) : [];
}

const mappings = (node: Node | undefined, key: string): readonly Entry[] => entriesAt(node, key);

function phase(entry: Entry): PhaseOutline {
  const id = keyName(entry);
  const needs = entryOf(entry.value, 'needs');
  return {
    id,
    entry,
    title: textOf(entryOf(entry.value, 'title')?.value),
    needs: needs && names(needs.value),
    issues: names(valueAt(entry.value, 'issues')),
    tasks: entriesAt(entry.value, 'tasks').map((task) => taskOf(task, id.text)),
  };
}

function taskOf(entry: Entry, phaseId: string): TaskOutline {
  return {
    id: keyName(entry),
    entry,
    phase: phaseId,
    title: textOf(entryOf(entry.value, 'title')?.value),
    agent: nameAt(entry.value, 'agent'),
    issue: nameAt(entry.value, 'issue'),
    needs: names(valueAt(entry.value, 'needs')),
    files: names(valueAt(entry.value, 'files')),
  };
}

function issue(entry: Entry): IssueOutline {
  const status = textOf(entryOf(entry.value, 'status')?.value);
  return {
    id: keyName(entry),
    entry,
    title: textOf(entryOf(entry.value, 'title')?.value),
    status: status === undefined ? undefined : statusInBeads(status),
    parent: nameAt(entry.value, 'parent'),
    needs: names(valueAt(entry.value, 'needs')),
  };
}

/** What a phase waits for: what it says, or the phase before it. */
export const phaseNeeds = (outline: Outline, index: number): readonly string[] => {
  const here = outline.phases[index];
  const before = outline.phases[index - 1];
  if (here?.needs !== undefined) return here.needs.map(({ text }) => text);
  return before === undefined ? [] : [before.id.text];
};

/** A task's own name over the whole plan: `phase/task`. */
export const fullName = ({ phase: phaseId, id }: TaskOutline): string => `${phaseId}/${id.text}`;

/** `task` or `phase/task` as a full name, read within a phase. */
export const resolveTask = (written: string, phaseId: string): string =>
  written.includes('/') ? written : `${phaseId}/${written}`;
