import type { SparcMode } from '../model/plan.ts';
import { type Translated, translate } from '../schema/translate.ts';
import { choicesOf, isChoice } from '../schema/type.ts';
import { sparc } from '../schema/words.ts';
import { readCalls, type TaskCall } from './calls.ts';
import type { CodeBlock, Lines } from './document.ts';
import type { DraftPhase, DraftTask } from './draft.ts';
import { type Gathering, pathOf, usePhaseIssue } from './gathering.ts';
import type { Place } from './outline.ts';
import { stepOf } from './place-commands.ts';
import { type PromptPart, readPrompt } from './prompt.ts';
import type { EntryDraft } from './report.ts';

/** Every `Task(…)` of a block becomes a task of its phase; one outside any phase waits for the first phase without tasks. */
export function placeCalls(
  gathering: Gathering,
  block: Pick<CodeBlock, 'text' | 'firstLine'>,
  place: Place,
  entry: EntryDraft,
): void {
  const calls = readCalls(block.text, block.firstLine);
  entry.what = `${calls.length} agent ${calls.length === 1 ? 'task' : 'tasks'}`;
  for (const call of calls) {
    const lines = { start: call.line, end: call.endLine };
    if (call.problem !== '') entry.leftOver(lines, call.title, `this Task(…) cannot be read: ${call.problem}`);
    else if (place.role === 'reference')
      entry.reference(lines, call.title, 'an example in a reference section; not part of a phase');
    else if (place.phase !== undefined) placeCall(gathering, gathering.phase(place.phase), call, entry);
    else gathering.later.push(() => placeOrphan(gathering, call, entry));
  }
}

function placeOrphan(gathering: Gathering, call: TaskCall, entry: EntryDraft): void {
  const { orphans } = gathering;
  const phase = gathering.draft.phases.find(({ tasks }) => tasks.every((task) => orphans.get(task) === entry));
  const lines = { start: call.line, end: call.endLine };
  if (phase === undefined) {
    entry.leftOver(lines, call.title, 'it stands outside any phase, and every phase has tasks of its own');
    return;
  }
  orphans.set(placeCall(gathering, phase, call, entry), entry);
  gathering.decide(
    `The tasks of lines ${entry.lines.start}–${entry.lines.end} stand outside any phase: they went to ${phase.id}, the first without tasks.`,
  );
}

function placeCall(gathering: Gathering, phase: DraftPhase, call: TaskCall, entry: EntryDraft): DraftTask {
  const task = gathering.task(phase, call);
  const note = call.agent === '' ? 'it names no agent type: coder' : '';
  entry.placed({ start: call.line, end: call.endLine }, `${call.title} (${task.agent})`, pathOf(phase, task), note);
  for (const part of readPrompt(call.prompt)) {
    const line = call.promptLine + part.line;
    new PartPlacer(gathering, phase, task, entry, { start: line, end: line }).place(part);
  }
  return task;
}

/** Puts one labelled line of a prompt where the plan can act on it; the prompt keeps it as well. */
class PartPlacer {
  readonly #gathering: Gathering;
  readonly #phase: DraftPhase;
  readonly #task: DraftTask;
  readonly #entry: EntryDraft;
  readonly #lines: Lines;

  constructor(gathering: Gathering, phase: DraftPhase, task: DraftTask, entry: EntryDraft, lines: Lines) {
    this.#gathering = gathering;
    this.#phase = phase;
    this.#task = task;
    this.#entry = entry;
    this.#lines = lines;
  }

  place(part: PromptPart): void {
    const translated = part.command === undefined ? undefined : translate(part.command.words);
    if (part.label === 'sparc') {
      this.#sparc(part.text);
      return;
    }
    if (part.command === undefined) {
      this.#keep(part, 'words without a command; the prompt says them');
      return;
    }
    if (part.label === 'commands') {
      this.#keep(part, 'the agent’s own work');
      return;
    }
    if (part.label === 'verify') {
      this.#verify(part, translated);
      return;
    }
    if (part.label === 'issue' && translated !== undefined && this.#issue(part, translated)) return;
    if (part.label === 'hooks' && translated !== undefined && this.#hook(part, translated)) return;
    this.#after(part, translated);
  }

  #keep(part: PromptPart, note: string): void {
    this.#entry.prompt(this.#lines, part.text, `${this.#path}.prompt`, note);
  }

  #verify(part: PromptPart, translated: Translated | undefined): void {
    const step = part.command && stepOf(part.command, translated);
    if (step === undefined) {
      this.#entry.leftOver(this.#lines, part.text, 'claude-flow has no such command');
      return;
    }
    this.#task.verify.push(step);
    this.#placed(part, 'verify');
  }

  #sparc(text: string): void {
    const named = text.toLowerCase().match(/[a-z]+/g) ?? [];
    const modes = choicesOf(sparc).filter((mode) => named.some((word) => word === mode));
    const [mode] = modes;
    if (mode === undefined) {
      this.#entry.leftOver(this.#lines, text, `no SPARC mode; known: ${choicesOf(sparc).join(', ')}`);
      return;
    }
    this.#setMode(mode);
    if (modes.length > 1) this.#task.comment = `The document says ${text}: a task has one mode, the first.`;
    this.#entry.placed(
      this.#lines,
      text,
      `${this.#path}.sparc`,
      modes.length > 1 ? 'a task has one mode: the first' : '',
    );
  }

  #setMode(mode: SparcMode): void {
    this.#task.sparc ??= mode;
    this.#gathering.draft.methodology = 'sparc';
  }

  /** Closing or commenting an issue is what `done` is for. */
  #issue(part: PromptPart, { uses, with: values }: Translated): boolean {
    const id = values['id'];
    if (typeof id !== 'string' || (this.#task.issue !== undefined && this.#task.issue !== id)) return false;
    const said = values['text'] ?? values['comment'] ?? values['reason'];
    const comment = typeof said === 'string' ? said : this.#task.done?.comment;
    const closes =
      uses === 'beads.close' || (uses === 'beads.update' && closesIssue(values['status'], values['progress']));
    if (!closes && uses !== 'beads.comment') return false;
    const issue = closes || this.#task.done?.issue === 'close' ? 'close' : 'keep';
    this.#task.issue = id;
    this.#task.done = { issue, ...(comment !== undefined && { comment }) };
    usePhaseIssue(this.#phase, id);
    this.#placed(part, 'done', closes ? 'closes the issue when the task is done' : 'commented when the task is done');
    return true;
  }

  #hook(part: PromptPart, { uses, with: values }: Translated): boolean {
    if (uses === 'claude-flow.post-edit') {
      const file = values['file'];
      if (typeof file === 'string') this.#edits(file);
      this.#entry.placed(
        this.#lines,
        part.text,
        this.#gathering.hook('post-edit', uses),
        'a hook of the plan; the file is what the task touches',
      );
      return true;
    }
    if (uses === 'claude-flow.post-task') {
      const at = this.#gathering.hook('post-task', uses);
      this.#entry.placed(
        this.#lines,
        part.text,
        at,
        'a hook of the plan: told after every task, with the task’s own id',
      );
      return true;
    }
    const mode =
      uses === 'claude-flow.sparc-tdd' ? 'refinement' : uses === 'claude-flow.sparc-run' ? values['mode'] : undefined;
    if (typeof mode !== 'string' || !isChoice(sparc, mode) || (this.#task.sparc ?? mode) !== mode) return false;
    this.#setMode(mode);
    this.#placed(part, 'sparc', 'the task itself is carried out in this mode');
    return true;
  }

  #edits(file: string): void {
    this.#gathering.editedFiles.add(file);
    if (!this.#task.files.includes(file)) this.#task.files.push(file);
  }

  /** Whatever else a prompt wants done around its task happens after the phase, and may fail without harm. */
  #after(part: PromptPart, translated: Translated | undefined): void {
    const step = part.command && stepOf(part.command, translated);
    if (step === undefined) {
      this.#entry.leftOver(this.#lines, part.text, 'claude-flow has no such command');
      return;
    }
    const { title } = this.#task;
    const named = { ...step, name: `${title}: ${step.uses?.replace(/^.*\./, '') ?? step.run}`, continueOnError: true };
    const [phase, task, lines, entry] = [this.#phase, this.#task, this.#lines, this.#entry];
    this.#gathering.afterthoughts.push({ phase, task, step: named, lines, text: part.text, entry });
  }

  #placed(part: PromptPart, key: string, note = ''): void {
    this.#entry.placed(this.#lines, part.text, `${this.#path}.${key}`, note);
  }

  get #path(): string {
    return pathOf(this.#phase, this.#task);
  }
}

const closesIssue = (status: unknown, progress: unknown): boolean =>
  status === 'closed' || (status === undefined && progress === 100);
