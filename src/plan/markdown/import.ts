import { slug } from '../../base/slug.ts';
import { startsKnownTool } from '../schema/translate.ts';
import { type Block, readDocument } from './document.ts';
import type { Draft } from './draft.ts';
import { Gathering } from './gathering.ts';
import { Outline } from './outline.ts';
import { placeCommands, shellLanguages } from './place-commands.ts';
import { placeCriteria, placeList, saidCriterion } from './place-lists.ts';
import { placeCalls } from './place-tasks.ts';
import { placeText } from './place-text.ts';
import { type EntryDraft, entryFor, type Imported, type ImportReport, leftOverIn } from './report.ts';
import { fragmentOf, restore } from './restore.ts';
import { settle } from './settle.ts';
import { readCommands } from './shell.ts';
import { writePlan } from './write.ts';

/**
 * Reads a Markdown execution plan: phases, issues, agent tasks, commands, checklists, success criteria. Any text gives a plan and a report;
 * what could not be understood is in the report, never dropped. `name` is the plan's name where the document has neither a swarm's name
 * nor a title. The same text always gives the same bytes.
 */
export function importMarkdown(markdown: string, options: { readonly name?: string } = {}): Imported {
  const blocks = readDocument(markdown);
  if (blocks.some((block) => fragmentOf(block)?.where === 'plan')) return restore(blocks);
  const outline = new Outline(blocks);
  const gathering = new Gathering();
  for (const heading of outline.phases) gathering.phase(heading);
  const entries = blocks.map((block) => {
    const entry = entryFor(block);
    placeBlock(gathering, block, outline, entry);
    return entry;
  });
  settle(gathering);
  const { draft } = gathering;
  draft.name = slug(draft.name, 64) || slug(draft.title, 64) || slug(options.name ?? '', 64) || 'plan';
  if (draft.title === '') draft.title = draft.name;
  const finished = entries.map((entry) => entry.finish());
  const { title, decisions } = draft;
  return {
    yaml: writePlan(draft),
    report: {
      version: 1,
      title,
      totals: totalsOf(draft),
      leftOver: leftOverIn(finished),
      entries: finished,
      decisions,
    },
  };
}

function placeBlock(gathering: Gathering, block: Block, outline: Outline, entry: EntryDraft): void {
  const place = outline.placeOf(block.path);
  if (block.kind === 'list') {
    placeList(gathering, block, place, entry);
    return;
  }
  const criterion = block.kind === 'paragraph' && place.role !== 'reference' ? saidCriterion(block) : undefined;
  if (criterion !== undefined) {
    placeCriteria(gathering, criterion, place, entry);
    return;
  }
  // Written between two paragraphs, without a fence, it is work all the same.
  if (block.kind === 'paragraph' && /^\s*Task\s*\(\s*["'`{]/m.test(block.text)) {
    placeCalls(gathering, { ...block, firstLine: block.lines.start }, place, entry);
    return;
  }
  if (block.kind !== 'code') {
    placeText(gathering, block, place, outline, entry);
    return;
  }
  if (!block.closed)
    entry.leftOver(
      { start: block.lines.start, end: block.lines.start },
      '```',
      'this fence is never closed: all that follows is read as its text',
    );
  if (/(?<![\w$.])Task\s*\(/.test(block.text)) {
    placeCalls(gathering, block, place, entry);
    return;
  }
  if (shellLanguages.has(block.language) || isCommands(block.text)) {
    placeCommands(gathering, block, place, entry);
    return;
  }
  entry.what = block.language === '' ? 'a block of text' : `a block of ${block.language}`;
  if (place.phase === undefined) {
    entry.reference(block.lines, block.text, 'neither commands nor tasks, and in no phase');
    return;
  }
  entry.leftOver(block.lines, block.text, 'neither commands nor tasks: a person should say what it is for');
}

/** A block without a language is commands when each of its lines begins with a program that plans name. */
function isCommands(text: string): boolean {
  const commands = readCommands(text, 1);
  return commands.length > 0 && commands.every(({ words }) => startsKnownTool(words));
}

const totalsOf = (draft: Draft): ImportReport['totals'] => ({
  phases: draft.phases.length,
  issues: draft.issues.size,
  tasks: draft.phases.reduce((sum, { tasks }) => sum + tasks.length, 0),
  agents: draft.agents.size,
  hooks: draft.hooks.length,
  checklist: Object.values(draft.checklist).reduce((sum, items) => sum + items.length, 0),
  criteria: draft.criteria.length + draft.phases.reduce((sum, { criteria }) => sum + criteria.length, 0),
});
