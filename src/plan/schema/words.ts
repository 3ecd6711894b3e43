import { underscored } from '../../base/underscored.ts';
import type { Choices } from './type.ts';

/** The fixed words of the format, each with what it means; plans, completion and documentation share them. */
export const priorities = {
  critical: 'Priority 0: everything else waits.',
  high: 'Priority 1: next.',
  medium: 'Priority 2: the usual.',
  low: 'Priority 3: when there is time.',
  backlog: 'Priority 4: some day.',
} as const satisfies Choices;

export const statuses = {
  open: 'Nobody has begun.',
  in_progress: 'Somebody works on it.',
  blocked: 'It cannot go on.',
  deferred: 'Put off on purpose.',
  closed: 'Done, or given up with a reason.',
  pinned: 'Stays open as a reminder.',
  hooked: 'Waits on an agent’s hook.',
} as const satisfies Choices;

/** What other trackers call them. */
const otherStatuses: Readonly<Record<string, string>> = {
  not_started: 'open',
  todo: 'open',
  complete: 'closed',
  completed: 'closed',
  done: 'closed',
};

/** A status in Beads' own spelling: `In Progress` → `in_progress`, `not-started` → `open`, `done` → `closed`. */
export function statusInBeads(text: string): string {
  const spelled = underscored(text);
  return Object.hasOwn(otherStatuses, spelled) ? (otherStatuses[spelled] ?? spelled) : spelled;
}

export const issueTypes = {
  task: 'A piece of work.',
  bug: 'Something is broken.',
  feature: 'Something new for its users.',
  epic: 'Work that has parts; other issues name it as parent.',
  chore: 'Upkeep.',
  decision: 'Something to decide, and what was decided.',
  spike: 'Finding something out.',
  story: 'A feature as its user tells it.',
  milestone: 'A point in time to reach.',
} as const satisfies Choices;

/** A type in Beads' own spelling, where it is one of its own; a tracker's own types are as they are written. */
export function typeInBeads(text: string): string {
  const spelled = text.trim().toLowerCase();
  return Object.hasOwn(issueTypes, spelled) ? spelled : text;
}

export const sparc = {
  specification: 'Say what is wanted: requirements, edge cases, constraints.',
  pseudocode: 'Sketch how it works, before any code.',
  architecture: 'Decide the parts and how they meet.',
  refinement: 'Write it, test first.',
  completion: 'Integrate, document, finish.',
} as const satisfies Choices;

export const hookMoments = {
  'post-edit':
    'After a file was edited, by a person or an agent; once for each edit, or as `debounce` and `batch` say.',
  'pre-task': 'Before a task starts.',
  'post-task': 'After the work of a task passed and was brought together.',
  'session-start': 'When a run starts or is resumed.',
  'session-end': 'When a run ends.',
  'pre-phase': 'Before a phase starts.',
  'post-phase': 'After a phase ended.',
} as const satisfies Choices;

/** Who made an edit. */
export const hookAuthors = {
  person: 'A person, in an editor.',
  agent: 'An agent of a run.',
  hook: 'Another hook, such as a formatter.',
  git: 'An operation of Git: a checkout, a merge, a pull.',
  other: 'Any other program.',
} as const satisfies Choices;

/** What an edit did to its file; a rename is both. */
export const hookChanges = {
  created: 'The file is new.',
  changed: 'The file has other content.',
  deleted: 'The file is gone.',
} as const satisfies Choices;

export const hookFailures = {
  tell: 'It is shown in the Hooks view, and as problems where the output says so.',
  block: 'The task that made the edit does not pass; before a task, the task does not begin.',
} as const satisfies Choices;

export const isolations = {
  worktree: 'In a Git worktree of its own, on its own branch.',
  none: 'In the workspace itself; only one such agent runs at a time.',
} as const satisfies Choices;

/** Agents that Phaseline knows how to start; `demo` is built in. */
export const registryAgents = {
  'claude-code': 'Claude Code.',
  codex: 'OpenAI Codex.',
  gemini: 'Gemini CLI.',
  opencode: 'OpenCode.',
  copilot: 'GitHub Copilot CLI.',
  qwen: 'Qwen Code.',
  demo: 'The built-in demo agent, which needs no key and does small visible edits.',
} as const satisfies Choices;

export const permissions = {
  allow: 'Without asking.',
  ask: 'Only when a person agrees.',
  deny: 'Never.',
} as const satisfies Choices;

/** Kinds of tool calls, as the Agent Client Protocol names them. */
export const toolKinds = {
  read: 'Read files.',
  edit: 'Change files.',
  delete: 'Delete files.',
  move: 'Move or rename files.',
  search: 'Search the workspace.',
  execute: 'Run commands.',
  think: 'Think aloud.',
  fetch: 'Read from the network.',
  other: 'Anything else.',
} as const satisfies Choices;

export const topologies = {
  mesh: 'Every agent may talk to every other.',
  hierarchical: 'One agent leads.',
  ring: 'Each talks to its neighbours.',
  star: 'All talk to one in the middle.',
  hybrid: 'Groups with a leader each.',
  adaptive: 'claude-flow chooses.',
} as const satisfies Choices;

export const shells = {
  sh: 'The POSIX shell.',
  bash: 'Bash.',
  pwsh: 'PowerShell.',
  cmd: 'The Windows command prompt.',
} as const satisfies Choices;
