import { plain, type TextBlock } from './document.ts';
import { type Gathering, pathOf, usePhaseIssue } from './gathering.ts';
import type { Outline, Place } from './outline.ts';
import type { EntryDraft } from './report.ts';

/** Headings open phases and name the plan; a first paragraph describes it; lines such as `**Beads Issue**: x` are a phase's issue. */
export function placeText(
  gathering: Gathering,
  block: TextBlock,
  place: Place,
  outline: Outline,
  entry: EntryDraft,
): void {
  if (block.kind === 'heading') {
    placeHeading(gathering, block, outline, entry);
    return;
  }
  const fields = readFields(block.text);
  if (fields.size > 0 && place.phase !== undefined && place.role === 'phase') {
    placeFields(gathering, block, place, fields, entry);
    return;
  }
  const summary = /\b(summary|overview|introduction|objective|goal)\b/i.test(block.path.at(-1)?.title ?? '');
  const first = block.path.length <= 2 && block.path.every(({ level }) => level < 2 || summary);
  if (
    block.kind === 'paragraph' &&
    fields.size === 0 &&
    (summary || first) &&
    place.phase === undefined &&
    !described.test(gathering.draft.description)
  ) {
    const { draft } = gathering;
    draft.description = [draft.description, plain(block.text)].filter((part) => part !== '').join('\n\n');
    entry.what = 'description';
    entry.placed(block.lines, block.text, 'description');
    return;
  }
  entry.what = block.kind === 'paragraph' ? 'prose' : block.kind;
  entry.reference(
    block.lines,
    block.text,
    fields.size > 0 ? 'words about the document itself' : 'read by people; nothing in it to carry out',
  );
}

/** A description has a subtitle at most before its paragraph. */
const described = /\n\n|\. |\.$/;

function placeHeading({ draft }: Gathering, block: TextBlock, outline: Outline, entry: EntryDraft): void {
  const heading = block.path.at(-1);
  const phase = outline.phases.find(({ line }) => line === heading?.line);
  entry.what = 'heading';
  if (phase !== undefined) {
    const window = phase.window === undefined ? '' : `window: ${phase.window}`;
    entry.placed(block.lines, block.text, `phases.${phase.id}`, window);
    return;
  }
  if (heading?.level === 1 && draft.title === '') {
    draft.title = heading.title;
    entry.placed(block.lines, block.text, 'title');
    return;
  }
  if (heading?.level === 2 && draft.description === '' && heading.line === (block.path[0]?.line ?? 0) + 1) {
    draft.description = heading.title;
    entry.placed(block.lines, block.text, 'description', 'a subtitle');
    return;
  }
  entry.reference(block.lines, block.text, 'a section');
}

/** `**Name**: value` or `**Name:** value`, a line each. */
function readFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n'))
    for (const part of line.split(/\s+\|\s+/)) {
      const found = /^\*\*([^*:]+):?\*\*:?\s+(.+)$/.exec(part.trim());
      if (found !== null) fields.set((found[1] ?? '').toLowerCase(), plain(found[2] ?? ''));
    }
  return fields;
}

/** What a phase's opening lines say: the issue that it is about, with its title, priority and assignee. */
function placeFields(
  gathering: Gathering,
  block: TextBlock,
  place: Place,
  fields: ReadonlyMap<string, string>,
  entry: EntryDraft,
): void {
  const id = /^`?([A-Za-z][\w.]*(?:-[\w.]+)+)`?$/.exec(fields.get('beads issue') ?? fields.get('issue') ?? '')?.[1];
  entry.what = 'what the phase says of itself';
  if (id === undefined || place.phase === undefined) {
    entry.reference(block.lines, block.text, 'words about the phase; a plan has no place for them');
    return;
  }
  const phase = gathering.phase(place.phase);
  const issue = gathering.issue(id);
  usePhaseIssue(phase, id);
  issue.title ??= fields.get('objective') ?? phase.title;
  const priority = /^p?([0-4])\b/i.exec(fields.get('priority') ?? '')?.[1];
  if (priority !== undefined) issue.priority ??= priority;
  const assignee = fields.get('assignee');
  if (assignee !== undefined) issue.assignee ??= assignee;
  entry.placed(
    block.lines,
    block.text,
    `issues.${id}`,
    `an issue of ${pathOf(phase)}; other words stay in the document`,
  );
}
