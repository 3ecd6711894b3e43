import type { ListBlock } from './document.ts';
import type { DraftPhase } from './draft.ts';
import { type Gathering, pathOf } from './gathering.ts';
import type { EntryDraft } from './report.ts';

/** An agent as a roster describes it: a name above a list whose items say its type and its work. */
export type Roster = { readonly title: string; readonly agent: string; readonly block: ListBlock };

/** Reads `**1. Test Engineer (Agent ID: test-01)**` above `- **Type**: tester …`; undefined: the list is no such thing. */
export function rosterOf(block: ListBlock): Roster | undefined {
  const type = block.items.find(({ lead }) => /^(agent )?type:?$|^agent:?$/i.test(lead));
  const heading = block.label === '' ? (block.path.at(-1)?.title ?? '') : block.label;
  const title = heading
    .replace(/^\d+[.)]\s*/, '')
    .replace(/\s*\([^()]*\)\s*$/, '')
    .trim();
  const agent = /:\*{0,2}\s*`?([\w-]+)`?\s*$/.exec(type?.text ?? '')?.[1] ?? '';
  return type === undefined || title === '' || agent === '' ? undefined : { title, agent, block };
}

/** The roster of an agent that a `Task(…)` starts adds to its prompt; any other is a task of its own. */
export function placeRoster(gathering: Gathering, phase: DraftPhase, roster: Roster, entry: EntryDraft): void {
  const { title, agent, block } = roster;
  entry.what = `the agent ${title} (${agent})`;
  gathering.later.push(() => {
    const known = phase.tasks.find((task) => task.title.toLowerCase() === title.toLowerCase());
    if (known !== undefined) known.prompt = `${known.prompt}\n\n${block.source}`;
    const task = known ?? gathering.task(phase, { title, agent, prompt: block.source });
    const note = known === undefined ? 'a task of its own' : 'added to the prompt of the Task(…) of this name';
    entry.placed(block.lines, title, pathOf(phase, task), note);
  });
}
