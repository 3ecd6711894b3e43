/** What `${{ … }}` may name, with what it means and where there is a value for it. */
export type TemplateName = { readonly doc: string; readonly where: 'everywhere' | 'phase' | 'task' | 'hook' };

export const templateNames: Readonly<Record<string, TemplateName>> = {
  'plan.name': { doc: 'The plan’s short name.', where: 'everywhere' },
  'plan.title': { doc: 'The plan’s title.', where: 'everywhere' },
  'plan.epic': { doc: 'Id of the plan’s epic.', where: 'everywhere' },
  'run.id': { doc: 'Id of the run.', where: 'everywhere' },
  date: { doc: 'Today, as `20251114`.', where: 'everywhere' },
  workspace: { doc: 'Absolute path of the workspace.', where: 'everywhere' },
  worktree: { doc: 'Absolute path of the task’s worktree; the workspace where there is none.', where: 'everywhere' },
  'phase.id': { doc: 'Key of the phase.', where: 'phase' },
  'phase.title': { doc: 'Title of the phase.', where: 'phase' },
  'task.id': { doc: 'Key of the task.', where: 'task' },
  'task.title': { doc: 'Title of the task.', where: 'task' },
  'task.agent': { doc: 'Agent type of the task.', where: 'task' },
  'task.prompt': { doc: 'Prompt of the task.', where: 'task' },
  'issue.id': { doc: 'Id of the task’s issue.', where: 'task' },
  'issue.title': { doc: 'Title of the task’s issue.', where: 'task' },
  file: { doc: 'The edited file, relative to the workspace, with forward slashes.', where: 'hook' },
  files: { doc: 'All files of a run with `batch`; alone in a word of `run:`, a word each.', where: 'hook' },
};

/** `env.NAME` is any variable of the environment. */
export const isEnvironmentName = (name: string): boolean => /^env\.[A-Za-z_][A-Za-z0-9_]*$/.test(name);

/** One `${{ … }}` of a text; offsets of the whole and of the name in it. */
export type Template = {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
};

export function* templatesIn(text: string): Generator<Template> {
  for (const match of text.matchAll(/\$\{\{(\s*)(.*?)\s*\}\}/gs)) {
    const [all, blank = '', name = ''] = match;
    yield { name, start: match.index, end: match.index + all.length, nameStart: match.index + 3 + blank.length };
  }
}
