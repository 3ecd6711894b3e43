import type { Action, Argument } from './action.ts';

const id: Argument = { type: 'issue', required: true, doc: 'The issue.' };
const title: Argument = { type: 'text', doc: 'One line that says what is to be done.' };
const workspaceRoot: Argument = { type: 'path', doc: 'Folder of the tracker; absent: the workspace.' };
const shared = {
  description: { type: 'text', doc: 'What and why, in Markdown.' },
  type: { type: 'text', doc: 'bug, feature, task, epic, chore, …' },
  priority: { type: 'priority', doc: 'critical, high, medium, low, backlog, or 0 to 4.' },
  status: { type: 'status', doc: 'open, in_progress, blocked, deferred, closed, …' },
  parent: { type: 'issue', doc: 'Issue that this one is a part of.' },
  assignee: { type: 'text', doc: 'Who works on it.' },
  labels: { type: 'list', doc: 'Words to find it by.' },
  estimate: { type: 'duration', doc: 'Expected work; a day has eight hours.' },
} as const satisfies Action['arguments'];
const filters = {
  status: { type: 'status', doc: 'Only issues in this status.' },
  priority: { type: 'priority', doc: 'Only issues of this priority.' },
  labels: { type: 'list', doc: 'Only issues with all of these labels.' },
  assignee: { type: 'text', doc: 'Only issues of this person or agent.' },
  type: { type: 'text', doc: 'Only issues of this type.' },
  parent: { type: 'issue', doc: 'Only parts of this issue.' },
  format: { type: 'text', values: ['text', 'json'], doc: 'How to print them; text unless given.' },
} as const satisfies Action['arguments'];

/** Short for fields of an issue. */
const fieldFlags = { d: 'description', t: 'type', p: 'priority', a: 'assignee', l: 'labels', s: 'status' } as const;

/** Actions on the issue tracker. All of them go through the one issue store, so they work on embedded trackers too. */
export const beadsActions = {
  'beads.init': {
    doc: 'Creates the issue tracker of the workspace; where there is one, does nothing.',
    does: '`bd init --prefix … --non-interactive` where bd is installed, else an embedded store in `.beads/issues.jsonl`.',
    needs: 'nothing',
    arguments: {
      prefix: { type: 'text', doc: 'First part of new ids; absent: the name of the folder.' },
      'workspace-root': workspaceRoot,
    },
    command: { program: 'bd', words: ['init'], today: 'changed' },
  },
  'beads.create': {
    doc: 'Creates an issue; where there is one with this id, brings it up to what is written here.',
    does: '`bd create`, then `bd update --parent`, because bd takes no id together with a parent.',
    needs: 'tracker',
    arguments: {
      id: { type: 'issue', doc: 'Its id; absent: the tracker makes one.' },
      title: { ...title, required: true },
      ...shared,
      needs: { type: 'issues', doc: 'Issues that block it.' },
    },
    // All issues of the plan that the tracker lacks.
    bare: true,
    command: { program: 'bd', words: ['create'], positional: ['title'], flags: fieldFlags, today: 'changed' },
  },
  'beads.update': {
    doc: 'Changes fields of an issue.',
    does: '`bd update`; `progress` becomes metadata (100 is no status: close it), `comment` a comment.',
    needs: 'tracker',
    arguments: {
      id,
      title,
      ...shared,
      progress: { type: 'number', doc: 'Per cent done. Beads has no such field: kept as metadata.' },
      comment: { type: 'text', doc: 'Said on the issue after the change.' },
    },
    command: { program: 'bd', words: ['update'], positional: ['id'], flags: fieldFlags, today: 'changed' },
  },
  'beads.claim': {
    doc: 'Takes an issue for somebody and sets it in progress; refused when somebody else has it.',
    does: '`bd update --claim`.',
    needs: 'tracker',
    arguments: { id, assignee: { type: 'text', doc: 'Who takes it; absent: the agent of the task.' } },
    command: { program: 'bd', words: ['claim'], positional: ['id'], today: 'gone' },
  },
  'beads.comment': {
    doc: 'Says something on an issue.',
    does: '`bd comment`.',
    needs: 'tracker',
    arguments: { id, text: { type: 'text', required: true, doc: 'What to say, in Markdown.' } },
    command: { program: 'bd', words: ['comment'], positional: ['id', 'text'], today: 'works' },
  },
  'beads.link': {
    doc: 'Makes one issue depend on another. A link that would close a circle is refused.',
    does: '`bd dep add`; the type depends-on, which blocks nothing in Beads, is written as blocks.',
    needs: 'tracker',
    arguments: {
      id,
      'depends-on': { type: 'issue', required: true, doc: 'The issue that it waits for, or is related to.' },
      type: { type: 'text', doc: 'blocks (unless given), related, parent-child, discovered-from, …' },
    },
    command: { program: 'bd', words: ['link'], positional: ['id', 'depends-on'], today: 'changed' },
  },
  'beads.close': {
    doc: 'Closes an issue; refused while something still blocks it.',
    does: '`bd close --reason`.',
    needs: 'tracker',
    arguments: { id, reason: { type: 'text', doc: 'Why it is done.' } },
    command: { program: 'bd', words: ['close'], positional: ['id', 'reason'], flags: { r: 'reason' }, today: 'works' },
  },
  'beads.reopen': {
    doc: 'Opens a closed issue again.',
    does: '`bd reopen --reason`.',
    needs: 'tracker',
    arguments: { id, reason: { type: 'text', doc: 'Why it is not done.' } },
    command: { program: 'bd', words: ['reopen'], positional: ['id'], flags: { r: 'reason' }, today: 'works' },
  },
  'beads.list': {
    doc: 'Prints the issues that match.',
    does: '`bd list --all -n 0`, so that nothing is cut off after fifty.',
    needs: 'tracker',
    arguments: filters,
    command: { program: 'bd', words: ['list'], flags: { ...fieldFlags, label: 'labels' }, today: 'changed' },
  },
  'beads.ready': {
    doc: 'Prints the issues that nothing blocks.',
    does: '`bd ready`.',
    needs: 'tracker',
    arguments: filters,
    command: { program: 'bd', words: ['ready'], today: 'works' },
  },
  'beads.blocked': {
    doc: 'Prints the blocked issues and what blocks them.',
    does: '`bd blocked`.',
    needs: 'tracker',
    arguments: { format: filters.format },
    command: { program: 'bd', words: ['blocked'], today: 'works' },
  },
  'beads.stats': {
    doc: 'Prints how many issues there are in each status.',
    does: '`bd status --json --no-activity`.',
    needs: 'tracker',
    arguments: { 'workspace-root': workspaceRoot, format: filters.format },
    command: { program: 'bd', words: ['stats'], today: 'changed' },
  },
  'beads.status': {
    doc: 'Prints how many issues there are in each status; another name of beads.stats.',
    does: '`bd status --json --no-activity`.',
    needs: 'tracker',
    arguments: { 'workspace-root': workspaceRoot, format: filters.format },
    command: { program: 'bd', words: ['status'], today: 'works' },
  },
  'beads.export': {
    doc: 'Writes all issues to a file, one JSON object a line.',
    does: '`bd export -o`.',
    needs: 'tracker',
    arguments: {
      output: { type: 'path', required: true, doc: 'File to write; folders are made.' },
      format: { type: 'text', values: ['json', 'jsonl'], doc: 'Both are JSON lines, as Beads writes them.' },
    },
    command: { program: 'bd', words: ['export'], flags: { o: 'output' }, today: 'changed' },
  },
  'beads.import': {
    doc: 'Reads issues from a file of JSON lines.',
    does: '`bd import`.',
    needs: 'tracker',
    arguments: { input: { type: 'path', required: true, doc: 'File to read.' } },
    command: { program: 'bd', words: ['import'], positional: ['input'], flags: { i: 'input' }, today: 'works' },
  },
} as const satisfies Readonly<Record<string, Action>>;
