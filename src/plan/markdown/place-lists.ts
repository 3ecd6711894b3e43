import { slug, unique } from '../../base/slug.ts';
import { translate } from '../schema/translate.ts';
import { type Heading, type ListBlock, type ListItem, plain, type TextBlock } from './document.ts';
import type { ChecklistPart, DraftCheck, DraftChecklistItem, DraftPhase, DraftStep } from './draft.ts';
import { type Gathering, pathOf } from './gathering.ts';
import { numberNamed, type Place, roleOfTitle } from './outline.ts';
import { stepOf } from './place-commands.ts';
import { placeRoster, rosterOf } from './place-rosters.ts';
import { placeTaskList } from './place-task-lists.ts';
import type { EntryDraft } from './report.ts';
import { readCommand } from './shell.ts';

/** A list is what its section, its introducing line or its items say: criteria, a checklist, tasks, an agent, phases, or prose. */
export function placeList(gathering: Gathering, block: ListBlock, place: Place, entry: EntryDraft): void {
  const role = roleOfTitle(block.label) ?? place.role;
  entry.what = `${block.items.length} ${block.items.length === 1 ? 'item' : 'items'}`;
  if (role === 'criteria') {
    placeCriteria(gathering, block, place, entry);
    return;
  }
  if (role === 'checklist') {
    placeChecklist(gathering, block, entry);
    return;
  }
  if (block.items.every(({ ticked, text }) => ticked === true && !/^T\d{2,}\b/.test(text))) {
    placeDone(block, entry);
    return;
  }
  if (role !== 'reference' && block.items.some(({ lead }) => numberNamed(lead) !== undefined)) {
    placePhases(gathering, block, entry);
    return;
  }
  const phase = place.phase === undefined ? undefined : gathering.phase(place.phase);
  if (phase === undefined) {
    placeProse(block, role, entry);
    return;
  }
  const isTask = ({ ticked, text }: ListItem): boolean => ticked !== undefined || /^T\d{2,}\b/.test(text);
  if (block.items.every(isTask)) {
    placeTaskList(gathering, phase, block, entry);
    return;
  }
  const roster = rosterOf(block);
  if (roster !== undefined) {
    placeRoster(gathering, phase, roster, entry);
    return;
  }
  placeNote(gathering, phase, block, entry);
}

function placeDone(block: ListBlock, entry: EntryDraft): void {
  entry.what += ', all ticked';
  for (const item of block.items) entry.reference(item.lines, item.text, 'ticked: done already, nothing to plan');
}

function placeProse(block: ListBlock, role: string, entry: EntryDraft): void {
  for (const item of block.items) {
    if (item.ticked === false && role !== 'reference')
      entry.leftOver(item.lines, item.text, 'to be ticked, but in no phase and no checklist');
    else entry.reference(item.lines, item.text, 'prose: no task, issue, criterion or command');
  }
}

/** Words about a phase: decided when its tasks are known. */
function placeNote(gathering: Gathering, phase: DraftPhase, block: ListBlock, entry: EntryDraft): void {
  const inner = block.path.at(-1);
  const title = block.label !== '' ? block.label : (inner?.title ?? '');
  const steps = block.items
    .filter(({ lead }) => block.ordered && lead !== '')
    .map(({ lead, source, lines }) => ({ title: lead, source, lines }));
  gathering.notes.push({ phase, title, source: block.source, lines: block.lines, entry, steps });
}

/** `- **Phase 2**: ProBFT + MADDPG Implementation`: phases that the document only names. */
function placePhases(gathering: Gathering, block: ListBlock, entry: EntryDraft): void {
  entry.what = `${block.items.length} phases, by name only`;
  for (const { lead, text, lines } of block.items) {
    const number = numberNamed(lead);
    const title = plain(text.slice(text.indexOf('**', 2) + 2)).replace(/^[\s:–—-]+/, '');
    if (number === undefined || gathering.draft.phases.some((phase) => phase.number === number)) {
      entry.reference(
        lines,
        text,
        number === undefined ? 'names no phase' : 'a phase that stands elsewhere in the document',
      );
      continue;
    }
    const phase = gathering.phase({
      id: `phase-${number}`,
      number,
      title,
      window: undefined,
      parallel: false,
      line: lines.start,
    });
    entry.placed(lines, text, pathOf(phase), 'a phase without tasks: the document only names it');
  }
}

function placeChecklist(gathering: Gathering, block: ListBlock, entry: EntryDraft): void {
  const part = partNamed([block.label, block.path.at(-1)?.title ?? ''].join(' '));
  entry.what = `${block.items.length} checklist items`;
  for (const item of block.items) {
    const check = checklistCheck(item.text);
    const made: DraftChecklistItem = { title: plain(item.text), ...(check !== undefined && { check }) };
    gathering.draft.checklist[part].push(made);
    entry.placed(
      item.lines,
      item.text,
      `checklist.${part}`,
      check === undefined ? '' : 'checked by the command that it names',
    );
  }
}

const partNamed = (words: string): ChecklistPart =>
  /\b(pre|before|prerequisites?)\b/i.test(words)
    ? 'before'
    : /\b(post|after|final(ly)?)\b/i.test(words)
      ? 'after'
      : 'during';

/** Actions that only look: naming one in a checklist item is a way to check the item. */
const looking = new Set([
  'claude.mcp-list',
  'beads.list',
  'beads.ready',
  'beads.blocked',
  'beads.stats',
  'beads.status',
  'git.status',
]);

function checklistCheck(text: string): DraftStep | undefined {
  const command = readCommand(/`([^`]+)`/.exec(text)?.[1] ?? '');
  const translated = command === undefined ? undefined : translate(command.words);
  return command !== undefined && looking.has(translated?.uses ?? '') ? stepOf(command, translated) : undefined;
}

/** What criteria are read from: a list, or one line that says them. */
type Criteria = Pick<ListBlock, 'label' | 'path'> & { readonly items: readonly Pick<ListItem, 'text' | 'lines'>[] };

/** The criterion of a paragraph such as "**Success criteria:** all tests pass"; undefined where it is no such. */
export function saidCriterion({ text, path, lines }: TextBlock): Criteria | undefined {
  const [, label = '', said = ''] = /^[*_\s]*([^:*_\n]{3,60}?)[*_\s]*:[*_]*\s+(\S.*)$/s.exec(text) ?? [];
  return roleOfTitle(label) === 'criteria' ? { label, path, items: [{ text: said, lines }] } : undefined;
}

export function placeCriteria(gathering: Gathering, block: Criteria, place: Place, entry: EntryDraft): void {
  const number = phaseOfCriteria(block.label, block.path);
  entry.what = block.items.length === 1 ? 'a success criterion' : `${block.items.length} success criteria`;
  gathering.later.push(() => {
    const own = place.phase === undefined ? undefined : gathering.phase(place.phase);
    const named = gathering.draft.phases.find((phase) => phase.number === number);
    const phase = named ?? (number === undefined ? own : undefined);
    for (const item of block.items) placeCriterion(gathering, phase, item, number, entry);
  });
}

/** The line above the list names the phase, or the innermost heading that does. */
function phaseOfCriteria(label: string, path: readonly Heading[]): string | undefined {
  const inner = path.slice(path.findIndex(({ title }) => roleOfTitle(title) === 'criteria') + 1);
  return [label, ...inner.map(({ title }) => title).reverse()].map(numberNamed).find((number) => number !== undefined);
}

function placeCriterion(
  gathering: Gathering,
  phase: DraftPhase | undefined,
  item: Criteria['items'][number],
  number: string | undefined,
  entry: EntryDraft,
): void {
  const list = phase?.criteria ?? gathering.draft.criteria;
  const title = plain(item.text);
  const id = unique(slug(title) || 'criterion', (name) => list.some((other) => other.id === name));
  const check = criterionCheck(item.text);
  list.push({ id, title, check });
  const at = phase === undefined ? `criteria.${id}` : `${pathOf(phase)}.criteria.${id}`;
  const lost =
    phase === undefined && number !== undefined ? `there is no phase ${number}: a criterion of the whole plan. ` : '';
  entry.placed(item.lines, item.text, at, `${lost}${checkNotes[check.kind]}`);
}

const checkNotes: Readonly<Record<DraftCheck['kind'], string>> = {
  issues: 'met when the issues are closed',
  step: 'met when the command that it names succeeds',
  manual: 'its words name no command, so a person approves it; give it a `run:` to have it checked',
};

function criterionCheck(text: string): DraftCheck {
  if (/\bbeads issues?\b/i.test(text) && /\b(updated|resolved|closed|completed?|done)\b/i.test(text))
    return { kind: 'issues' };
  const command = readCommand(/`([^`]+ [^`]+)`/.exec(text)?.[1] ?? '');
  const step = command === undefined ? undefined : stepOf(command, translate(command.words));
  return step !== undefined && /\b(pass|succeed|exit|green|clean)/i.test(text)
    ? { kind: 'step', step }
    : { kind: 'manual' };
}
