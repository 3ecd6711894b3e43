import type { Json } from '../../base/json.ts';
import type { DraftPhase, DraftStep, DraftTask } from './draft.ts';
import { type Afterthought, type Gathering, type Note, pathOf } from './gathering.ts';

/** Decides what could only be decided once the whole document was read. */
export function settle(gathering: Gathering): void {
  for (const call of gathering.later) call();
  for (const note of gathering.notes) settleNote(gathering, note);
  for (const afterthought of gathering.afterthoughts) settleAfterthought(afterthought);
  settleHooks(gathering);
  settleNeeds(gathering);
  settleIssues(gathering);
  settlePrefix(gathering);
}

/** Words about a phase go to the task that they are about, or become the tasks of a phase that names none. */
function settleNote(gathering: Gathering, { phase, title, source, lines, entry, steps }: Note): void {
  const task = bestMatch(phase, title);
  if (task !== undefined) {
    task.prompt = `${task.prompt}\n\n${title}:\n${source}`;
    entry.placed(lines, title, `${pathOf(phase, task)}.prompt`, 'details of the task of this name');
    return;
  }
  if (steps.length > 1 && phase.tasks.length === 0) {
    let before: DraftTask | undefined;
    for (const step of steps) {
      const made = gathering.task(phase, { title: step.title, agent: '', prompt: step.source });
      if (before !== undefined) made.needs = [before.id];
      before = made;
      entry.placed(
        step.lines,
        step.title,
        pathOf(phase, made),
        'a numbered item of a phase without agents: a task, after the one before it',
      );
    }
    return;
  }
  describe(phase, `${title}:\n${source}`);
  entry.placed(
    lines,
    title,
    `${pathOf(phase)}.description`,
    'words about the phase; no task is named after them, so no prompt holds them',
  );
}

const describe = (phase: DraftPhase, words: string): void => {
  phase.description = phase.description === undefined ? words : `${phase.description}\n\n${words}`;
};

const idle = new Set(['the', 'and', 'for', 'with', 'model', 'task', 'agent', 'phase', 'step', 'team', 'engineer']);

const wordsOf = (text: string): ReadonlySet<string> =>
  new Set((text.toLowerCase().match(/[a-z0-9]{3,}/g) ?? []).filter((word) => !idle.has(word)));

/** The task that shares at least two telling words with a title. */
function bestMatch(phase: DraftPhase, title: string): DraftTask | undefined {
  const words = wordsOf(title);
  let best: { readonly task: DraftTask; readonly shared: number } | undefined;
  for (const task of phase.tasks) {
    const shared = [...wordsOf(task.title)].filter((word) => words.has(word)).length;
    if (shared >= 2 && shared > (best?.shared ?? 0)) best = { task, shared };
  }
  return best?.task;
}

/** A prompt often repeats what its phase does at the end anyway; that is then done once. */
function settleAfterthought({ phase, task, step, lines, text, entry }: Afterthought): void {
  const at = `${pathOf(phase)}.after`;
  if (phase.after.some((other) => covers(other, step))) {
    entry.placed(lines, text, at, 'the phase ends with the same step: done once');
    return;
  }
  phase.after.push(step);
  entry.placed(lines, text, at, `after the phase, for ${task.title}; it may fail without harm`);
}

const covers = (one: DraftStep, other: DraftStep): boolean =>
  one.uses !== undefined &&
  one.uses === other.uses &&
  Object.entries(other.with ?? {}).every(([key, value]) => same(one.with?.[key], value));

const same = (one: Json | undefined, other: Json): boolean => JSON.stringify(one) === JSON.stringify(other);

const hookWords: Readonly<Record<string, string>> = {
  'post-edit': 'after each edit',
  'pre-task': 'before each task',
  'post-task': 'after each task',
  'session-start': 'when a run starts',
  'session-end': 'when a run ends',
};

/** One rule for each moment that the document names. Post-edit is meant for every edit where the document turns hooks on as a whole. */
function settleHooks(gathering: Gathering): void {
  const { draft, hooks, enabledHooks, editedFiles } = gathering;
  for (const [on, uses] of hooks) {
    const files = [...editedFiles];
    const every = on !== 'post-edit' || enabledHooks.has(on) || files.length === 0;
    if (on === 'post-edit' && files.length > 0) {
      const why = every
        ? 'the document enables post-edit for all agents: every edit is told'
        : 'only these files are told';
      gathering.decide(`Prompts name ${files.length} files for post-edit; ${why}, once.`);
    }
    const comment = on === 'post-edit' && files.length > 0 ? `Named in prompts: ${files.join(', ')}.` : '';
    draft.hooks.push({ on, uses, files: every ? [] : files, comment: comment || `Asked for ${hookWords[on] ?? on}.` });
  }
}

/** A phase waits for the one before it in the document; one that runs beside the others is not waited for. */
function settleNeeds({ draft }: Gathering): void {
  let before: DraftPhase | undefined;
  for (const phase of draft.phases) {
    const previous = draft.phases[draft.phases.indexOf(phase) - 1];
    if (phase.needs === undefined && previous !== undefined && previous !== before)
      phase.needs = before === undefined ? [] : [before.id];
    if (phase.needs === undefined || phase.needs.length > 0 || before === undefined) before = phase;
  }
}

/**
 * An issue that is mentioned beside issues that are described belongs to the same tracker: it is declared too, so that the plan is whole.
 * A document that describes none means a tracker that has them all.
 */
function settleIssues(gathering: Gathering): void {
  const { draft } = gathering;
  const mentioned = [
    ...[...draft.issues.values()].flatMap(({ parent, needs }) => [...(parent === undefined ? [] : [parent]), ...needs]),
    ...draft.phases.flatMap(({ issues }) => issues),
    ...draft.phases.flatMap(({ tasks }) => tasks.flatMap(({ issue }) => (issue === undefined ? [] : [issue]))),
    ...[draft.setup, ...draft.phases.flatMap(({ before, after }) => [before, after])].flat().flatMap(issuesIn),
  ];
  const described = draft.issues.size > 0;
  for (const id of mentioned) {
    if (!described || draft.issues.has(id)) continue;
    gathering.issue(id);
    gathering.decide(`${id} is only mentioned in the document: its title is to be filled in.`);
  }
  for (const issue of draft.issues.values()) issue.title ??= issue.id;
}

/** Issues that a step's arguments name. */
const issuesIn = (step: DraftStep): readonly string[] =>
  ['id', 'depends-on', 'parent'].flatMap((key) => {
    const value = step.uses?.startsWith('beads.') === true ? step.with?.[key] : undefined;
    return typeof value === 'string' ? [value] : [];
  });

/** New ids must begin as the document's do, or the tracker would refuse them. */
function settlePrefix({ draft }: Gathering): void {
  const prefixes = new Set([...draft.issues.keys()].map((id) => id.split('-')[0] ?? ''));
  const [prefix] = prefixes;
  if (prefixes.size !== 1 || prefix === undefined || prefix === '') return;
  for (const step of [...draft.setup, ...draft.phases.flatMap(({ before }) => before)])
    if (step.uses === 'beads.init') step.with = { prefix, ...step.with };
}
