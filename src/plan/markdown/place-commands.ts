import type { Json } from '../../base/json.ts';
import { startsClaudeFlow, type Translated, translate } from '../schema/translate.ts';
import type { CodeBlock, Lines } from './document.ts';
import type { DraftStep } from './draft.ts';
import { type Gathering, pathOf, usePhaseIssue } from './gathering.ts';
import type { Place } from './outline.ts';
import type { EntryDraft } from './report.ts';
import { readCommands, type ShellCommand } from './shell.ts';

export const shellLanguages = new Set(['bash', 'sh', 'shell', 'zsh', 'console', 'shell-session', 'terminal']);

/** Every command of a shell block to its place: issues into the tracker's part, the rest to where the block stands. */
export function placeCommands(gathering: Gathering, block: CodeBlock, place: Place, entry: EntryDraft): void {
  const commands = readCommands(block.text, block.firstLine);
  entry.what = `${commands.length} ${commands.length === 1 ? 'command' : 'commands'}`;
  if (commands.length === 0) entry.reference(block.lines, block.text, 'comments only');
  for (const command of commands) {
    if (command.text === '' && command.problem === '') continue;
    const lines = { start: command.line, end: command.endLine };
    if (command.problem !== '') entry.leftOver(lines, command.text, command.problem);
    else placeCommand(gathering, { command, lines, block, place, entry });
  }
}

type Placing = {
  readonly command: ShellCommand;
  readonly lines: Lines;
  readonly block: CodeBlock;
  readonly place: Place;
  readonly entry: EntryDraft;
};

function placeCommand(gathering: Gathering, placing: Placing): void {
  const { command, lines, entry, place } = placing;
  const { words, text } = command;
  const translated = translate(words);
  const template =
    isTemplate(command) || (place.role === 'plain' && forEveryAgent.test(placing.block.path.at(-1)?.title ?? ''));
  if (translated?.uses === 'beads.create' && !template) {
    placeIssue(gathering, translated, placing);
    return;
  }
  if (translated?.uses === 'beads.link' && !template && placeLink(gathering, translated, placing)) return;
  if (place.role === 'reference') {
    entry.reference(lines, text, 'an example in a reference section; not part of a phase');
    return;
  }
  if (template) {
    placeTemplate(gathering, translated, placing);
    return;
  }
  if (place.phase === undefined && place.role !== 'setup') {
    entry.leftOver(lines, text, 'it stands outside any phase, so nothing says when it runs');
    return;
  }
  placeStep(gathering, translated, placing);
}

/** A section of what each agent does is about no phase of its own. */
const forEveryAgent = /\b(every|each|all) (agents?|tasks?)\b/i;

/** `[task-id]`, `<file>`: words for the reader to fill in. */
const isTemplate = ({ words }: ShellCommand): boolean =>
  words.some((word) => /\[[A-Za-z][\w -]*\]|<[A-Za-z][\w -]*>/.test(word));

function placeIssue(gathering: Gathering, { with: values, unplaced }: Translated, placing: Placing): void {
  const { entry, lines, command } = placing;
  const id = textOf(values['id']);
  if (id === undefined) {
    entry.leftOver(lines, command.text, 'it gives no --id, so nothing can refer to the issue');
    return;
  }
  const issue = gathering.issue(id);
  for (const key of ['title', 'description', 'type', 'priority', 'status', 'parent', 'assignee', 'estimate'] as const) {
    const value = textOf(values[key]);
    if (value !== undefined) issue[key] = value;
  }
  const labels = values['labels'];
  if (labels !== undefined) issue.labels = [labels].flat().map(String);
  entry.placed(lines, command.text, `issues.${id}`);
  createThem(gathering, placing.place);
  if (unplaced.length > 0) entry.leftOver(lines, unplaced.join(' '), `an issue of a plan has no place for it (${id})`);
}

/** Where a document creates issues, the plan creates all that it declares, in one step that may be repeated. */
function createThem(gathering: Gathering, { phase: number, role }: Place): void {
  if (role === 'reference' || (number === undefined && role !== 'setup')) return;
  const list = number === undefined ? gathering.draft.setup : gathering.phase(number).before;
  if (list.some(({ uses }) => uses === 'beads.create')) return;
  list.push({ name: 'Create the issues of this plan', uses: 'beads.create' });
}

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** `bd link A B --type depends-on` is a blocking dependency of A, whatever Beads makes of that type. */
function placeLink(gathering: Gathering, { with: values }: Translated, { entry, lines, command }: Placing): boolean {
  const [from, to, type] = [textOf(values['id']), textOf(values['depends-on']), textOf(values['type']) ?? 'blocks'];
  const issue = from === undefined ? undefined : gathering.draft.issues.get(from);
  if (issue === undefined || to === undefined || !/^(depends[-_]on|blocks|blocked[-_]by)$/.test(type)) return false;
  if (!issue.needs.includes(to)) issue.needs.push(to);
  entry.placed(lines, command.text, `issues.${from}.needs`, 'read as a blocking dependency');
  return true;
}

const momentOfHook: Readonly<Record<string, 'pre-task' | 'post-task' | 'post-edit' | 'session-start' | 'session-end'>> =
  {
    'claude-flow.pre-task': 'pre-task',
    'claude-flow.post-task': 'post-task',
    'claude-flow.post-edit': 'post-edit',
    'claude-flow.session-restore': 'session-start',
    'claude-flow.session-end': 'session-end',
  };

/** What every agent shall do, written with blanks to fill in, is a hook where it is one of claude-flow's moments. */
function placeTemplate(
  gathering: Gathering,
  translated: Translated | undefined,
  { entry, lines, command }: Placing,
): void {
  const moment = translated === undefined ? undefined : momentOfHook[translated.uses];
  if (translated === undefined || moment === undefined) {
    entry.leftOver(
      lines,
      command.text,
      'meant for every agent or with blanks to fill in, and no hook that it could become',
    );
    return;
  }
  const at = gathering.hook(moment, translated.uses);
  entry.placed(lines, command.text, at, 'meant for every agent: a hook of the plan, which fills blanks in itself');
}

function placeStep(gathering: Gathering, translated: Translated | undefined, placing: Placing): void {
  const { command, lines, entry, place, block } = placing;
  const phase = place.phase === undefined ? undefined : gathering.phase(place.phase);
  if (isForItsShell(command)) {
    entry.leftOver(
      lines,
      command.text,
      'it changes only the shell that reads it, and each step has its own: give the steps that need it `cwd:` or `env:`',
    );
    return;
  }
  const step = stepOf(command, translated);
  if (step === undefined) {
    entry.leftOver(lines, command.text, 'claude-flow has no such command and Phaseline has no action for it');
    return;
  }
  if (translated !== undefined && step.uses !== undefined) notePlan(gathering, translated);
  const list =
    phase === undefined ? gathering.draft.setup : isAfter(block, phase.tasks.length) ? phase.after : phase.before;
  const at = phase === undefined ? 'setup' : `${pathOf(phase)}.${list === phase.after ? 'after' : 'before'}`;
  const ids = translated === undefined ? [] : issuesOf(translated);
  if (phase !== undefined) for (const id of ids) usePhaseIssue(phase, id);
  if (step.uses === undefined || ids.length < 2) list.push(step);
  else for (const id of ids) list.push({ ...step, with: { ...step.with, id } });
  entry.placed(
    lines,
    command.text,
    at,
    translated?.with['workspace-root'] === undefined ? '' : rootNote(translated, gathering),
  );
  const unplaced = (translated?.unplaced ?? []).filter((word) => !ids.includes(word));
  if (step.uses !== undefined && unplaced.length > 0)
    entry.leftOver(lines, unplaced.join(' '), `${step.uses} has no such argument`);
}

/** A command that does nothing but to change the shell for those below it. */
const isForItsShell = ({ words, text }: ShellCommand): boolean =>
  /^(?:cd|pushd|popd|export|unset|source|\.|alias|set)$/.test(words[0] ?? '') && !/[;&|\n]/.test(text);

function rootNote({ with: values }: Translated, gathering: Gathering): string {
  gathering.decide(
    `--workspace-root ${textOf(values['workspace-root'])} is left out: the tracker is that of the workspace.`,
  );
  return '--workspace-root is left out: the tracker is that of the workspace';
}

/** The issues that a `bd update` or `bd close` is about; it takes several. */
function issuesOf({ uses, with: values, unplaced }: Translated): readonly string[] {
  const id = textOf(values['id']);
  if (id === undefined || (uses !== 'beads.update' && uses !== 'beads.close' && uses !== 'beads.claim')) return [];
  return uses === 'beads.update' ? [id, ...unplaced.filter((word) => /^[\w.]+(-[\w.]+)+$/.test(word))] : [id];
}

/** A block is for the end of a phase when its words say so, or when it follows the agents. */
function isAfter(block: CodeBlock, tasksSoFar: number): boolean {
  const words = [block.label, block.path.at(-1)?.title ?? ''].join(' ');
  return tasksSoFar > 0 || /\b(post|after|wrap[- ]?up|clean[- ]?up|finally|completion)\b/i.test(words);
}

/** A command as a step: the typed action it means, the program itself, or a shell line. Undefined: claude-flow would not know it. */
export function stepOf(command: ShellCommand, translated: Translated | undefined): DraftStep | undefined {
  const name = command.comment === '' ? {} : { name: command.comment };
  if (command.needsShell) return { ...name, run: command.text, shell: 'sh' };
  if (translated === undefined) return startsClaudeFlow(command.words) ? undefined : { ...name, run: command.text };
  const { 'workspace-root': _root, ...rest } = translated.with;
  return { ...name, uses: translated.uses, ...(Object.keys(rest).length > 0 && { with: rest }) };
}

/** What set-up commands say about the plan as a whole. */
function notePlan({ draft, enabledHooks }: Gathering, { uses, with: values }: Translated): void {
  if (uses.startsWith('claude-flow.sparc-')) draft.methodology = 'sparc';
  if (uses === 'claude-flow.hooks-enable') for (const event of Object.keys(values)) enabledHooks.add(event);
  if (uses !== 'claude-flow.swarm-init') return;
  const { name, 'max-agents': most, ...swarm } = values;
  draft.swarm = swarm;
  if (typeof name === 'string' && draft.name === '') draft.name = name;
  if (typeof most === 'number') draft.maxAgents = most;
}
