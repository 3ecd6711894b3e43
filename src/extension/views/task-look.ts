import { fence } from '../../base/fence.ts';
import { isUnproven } from '../../run/ground.ts';
import { isOver, type TaskRecord, type TaskState } from '../../run/state.ts';
import { count, dollars, duration, line, plain, plural } from '../say/words.ts';
import { isMergeable } from '../work.ts';
import type { Icon } from './row.ts';

type Look = { readonly icon: Icon; readonly word: string };

/** How the state of a task is drawn and said, everywhere alike. */
export const taskLooks: { readonly [state in TaskState]: Look } = {
  idle: { icon: { name: 'circle-outline', tone: 'quiet' }, word: 'not started' },
  queued: { icon: { name: 'clock', tone: 'quiet' }, word: 'queued' },
  starting: { icon: { name: 'loading~spin', tone: 'working' }, word: 'starting' },
  working: { icon: { name: 'loading~spin', tone: 'working' }, word: 'working' },
  waiting: { icon: { name: 'bell-dot', tone: 'waiting' }, word: 'waiting for you' },
  verifying: { icon: { name: 'beaker', tone: 'working' }, word: 'verifying' },
  verified: { icon: { name: 'check-all', tone: 'working' }, word: 'verified, waits for its turn to be merged' },
  merging: { icon: { name: 'git-merge', tone: 'working' }, word: 'merging' },
  done: { icon: { name: 'pass-filled', tone: 'done' }, word: 'done' },
  failed: { icon: { name: 'error', tone: 'failed' }, word: 'failed' },
  stopped: { icon: { name: 'circle-slash', tone: 'quiet' }, word: 'stopped' },
  lost: { icon: { name: 'debug-disconnect', tone: 'failed' }, word: 'lost' },
};

/** Done, and nothing but its own word says so: a person should look at it. */
const unproven: Look = { icon: { name: 'question', tone: 'waiting' }, word: 'done, by its word alone' };

/** How a task that has begun is drawn and said. */
export const lookOf = ({ life, ground }: TaskRecord): Look =>
  life === 'done' && isUnproven(ground) ? unproven : taskLooks[life];

/** Words for `when` clauses, always in this order. */
export function taskContext(
  state: TaskState,
  record: TaskRecord | undefined,
  issue: string | undefined,
  comments = 0,
  held = false,
): string {
  const words: (string | false)[] = ['task'];
  if (state === 'idle' || state === 'queued') words.push(state, held && 'held');
  else if (isOver(state)) words.push('over', state !== 'done' && 'again');
  else words.push('live', state === 'waiting' && 'waiting');
  words.push(record !== undefined && 'begun');
  words.push(record !== undefined && record.files.length > 0 && 'changed');
  words.push(issue !== undefined && 'issue', comments > 0 && 'commented');
  if (record !== undefined) {
    words.push(isMergeable(record) && !record.merged && record.conflict === undefined && 'mergeable');
    words.push(record.conflict !== undefined && (record.resolving ? 'resolving' : 'conflict'));
    words.push(record.merge !== undefined && 'undoable');
  }
  return words.filter((word) => word !== false).join(' ');
}

export const elapsed = ({ startedAt, finishedAt }: TaskRecord, now: number): string =>
  duration((finishedAt === undefined ? now : Date.parse(finishedAt)) - Date.parse(startedAt));

/** What became of work that has ended, as far as a person is still to decide on it. */
export function standing({ life, merged, merge, conflict, resolving, discarded }: TaskRecord): string | undefined {
  if (discarded) return 'discarded';
  if (resolving && conflict !== undefined) return `conflict with ${conflict.into} to resolve`;
  if (conflict !== undefined) return `conflicts with ${conflict.into} in ${plural(conflict.files.length, 'file')}`;
  if (resolving && life === 'done') return 'conflict resolved, to be merged';
  return merged && merge !== undefined ? `merged into ${merge.into}` : undefined;
}

/** What a task used and changed, in a few characters; the reason of one that ended tells its files. */
export function figures({ usage, files, life, reason }: TaskRecord): string {
  const context = usage?.context;
  return line(
    usage === undefined || usage.tokens === 0 ? undefined : `${count(usage.tokens)} tokens`,
    context === undefined || context.size === 0
      ? undefined
      : `context ${Math.round((100 * context.used) / context.size)} %`,
    usage?.cost === undefined ? undefined : dollars(usage.cost),
    files.length === 0 || (isOver(life) && reason !== '') ? undefined : plural(files.length, 'file'),
  );
}

function conflictText({ conflict }: TaskRecord): string {
  if (conflict === undefined) return '';
  const files = conflict.files.map((file) => `- ${plain(file)}`).join('\n');
  return `$(warning) Merging it into \`${conflict.into}\` conflicts in\n\n${files}`;
}

/** The hover of a task that has begun. */
export function taskCard(record: TaskRecord, now: number): string {
  const { title, phase, task, reason, attempt, agent, agentName, issue, branch, said, files, waiting } = record;
  const facts = [
    `**${plain(title)}** — ${lookOf(record).word}${reason === '' ? '' : `: ${plain(reason)}`}`,
    line(
      `${plain(phase)}/${plain(task)}`,
      issue === undefined ? undefined : plain(issue),
      elapsed(record, now),
      figures(record),
    ),
    line(
      plain(agentName ?? agent),
      attempt > 1 ? `attempt ${attempt}` : undefined,
      branch === undefined ? undefined : `\`${branch}\``,
    ),
    conflictText(record),
    ...waiting.map((request) => `$(bell-dot) ${plain(request.title)}\n\n${fence(request.detail)}`),
    said === '' ? '' : `> ${plain(said).replaceAll('\n', '\n> ')}`,
    files
      .slice(0, 12)
      .map((file) => `- ${plain(file)}`)
      .join('\n'),
    files.length > 12 ? `and ${files.length - 12} more` : '',
  ];
  return facts.filter((fact) => fact !== '').join('\n\n');
}
