import { fence } from '../../../base/fence.ts';
import { commands } from '../../../protocol/commands.ts';
import { type HookEntry, isPending } from '../../../run/state.ts';
import type { Model } from '../../model.ts';
import { age, duration, line, plain, plural, type Writing } from '../../say/words.ts';
import type { Icon, Row } from '../row.ts';
import type { Frame } from '../tree.ts';

const looks: { readonly [state in HookEntry['state']]: { readonly icon: Icon; readonly word: string } } = {
  running: { icon: { name: 'loading~spin', tone: 'working' }, word: 'running' },
  ok: { icon: { name: 'pass', tone: 'done' }, word: 'passed' },
  failed: { icon: { name: 'error', tone: 'failed' }, word: 'failed' },
  unavailable: { icon: { name: 'warning', tone: 'waiting' }, word: 'not available' },
  doubtful: { icon: { name: 'question', tone: 'waiting' }, word: 'in doubt' },
  interrupted: { icon: { name: 'debug-pause', tone: 'quiet' }, word: 'interrupted' },
  cut: { icon: { name: 'debug-disconnect', tone: 'quiet' }, word: 'cut off' },
};

const wrong = (entry: HookEntry): boolean =>
  !entry.settled &&
  (entry.state === 'failed' || entry.state === 'unavailable' || entry.state === 'doubtful' || isLoop(entry));

const loopWords = /^hooks set each other off without end: /;

/** Cut because hooks set each other off; others are cut because their run or folder is gone. */
const isLoop = ({ state, result }: HookEntry): boolean => state === 'cut' && loopWords.test(result?.reason ?? '');

const loop = { icon: { name: 'sync-ignored', tone: 'failed' }, word: 'cut, a loop' } as const;

/** The Hooks view: newest first, and what failed within the last hundred on top. */
export function hookRows(model: Model, now: number): readonly Row[] {
  const newest = [...model.work.hooks].reverse();
  const failures = saidOnce(newest.slice(0, 100).filter(wrong));
  const shown = new Set(failures);
  return [...failures, ...newest.filter((entry) => !shown.has(entry))].map((entry) => hookRow(entry, now));
}

/** What is not available, or is refused for the name of a file, stands on top once, however many edits it meets. */
function saidOnce(entries: readonly HookEntry[]): readonly HookEntry[] {
  const said = new Set<string>();
  return entries.filter(({ state, rule, result }) => {
    const about = `${rule}\0${result?.reason}`;
    if (state !== 'unavailable') return true;
    const isNew = !said.has(about);
    said.add(about);
    return isNew;
  });
}

export function hookFrame(model: Model): Frame {
  const recent = saidOnce(model.work.hooks.slice(-100).filter(({ settled }) => !settled));
  const count = (state: HookEntry['state']): number => recent.filter((entry) => entry.state === state).length;
  const [failed, missing, doubtful] = [count('failed'), count('unavailable'), count('doubtful')];
  const loops = recent.filter(isLoop).length;
  const held = model.heldHooks.length;
  return {
    description:
      line(
        failed === 0 ? undefined : `${failed} failed`,
        loops === 0 ? undefined : plural(loops, 'loop'),
        doubtful === 0 ? undefined : `${doubtful} in doubt`,
        missing === 0 ? undefined : `${missing} not available`,
      ) || undefined,
    message:
      line(
        model.work.hooksPaused ? 'Paused: edits are noted, no hook runs.' : undefined,
        held === 0
          ? undefined
          : `${plural(held, 'hook')} of the plan wait${held === 1 ? 's' : ''} until you let ${held === 1 ? 'it' : 'them'} run.`,
      ) || undefined,
  };
}

function hookRow(entry: HookEntry, now: number): Row {
  const { hook, title, subject, state, startedAt, result } = entry;
  const { icon, word } = isLoop(entry) ? loop : looks[state];
  const name = subject.split('/').at(-1) ?? subject;
  const others = entry.files.length - 1;
  const description = line(
    others > 0 ? `and ${plural(others, 'file')} more` : undefined,
    // A narrow side bar shows the beginning, and of a loop that is where it goes round.
    isLoop(entry) ? result?.reason.replace(loopWords, '') : undefined,
    title,
    whatIsWrong(entry),
    entry.attempt > 1 ? `attempt ${entry.attempt}` : undefined,
    result === undefined ? undefined : duration(result.milliseconds),
    authorWords(entry),
    age(startedAt, now),
  );
  return {
    id: hook,
    label: name,
    description,
    icon,
    tooltip: () => hookCard(entry),
    spoken: `Hook ${title} on ${entry.on} of ${subject}, ${word}, ${description}`,
    context: `hook ${isPending(entry) ? state : 'finished'}`,
    subject: { kind: 'hook', hook },
    ...(isPending(entry) ? {} : { command: commands.openHookOutput }),
  };
}

function whatIsWrong(entry: HookEntry): string | undefined {
  if (entry.state === 'doubtful') return 'cut off by a crash; run it again?';
  if (entry.state === 'interrupted') return 'the runner ended; it runs again with its rule';
  return wrong(entry) && !isLoop(entry) ? entry.result?.reason : undefined;
}

function authorWords({ author }: HookEntry): string | undefined {
  switch (author?.kind) {
    case 'person':
      return 'you';
    case 'agent':
      return author.task;
    case 'hook':
      return 'by a hook';
    case 'git':
      return `by Git: ${author.operation}`;
    default:
      return undefined;
  }
}

/** All about one hook that ran; also the document that its output opens as. */
export function hookCard(entry: HookEntry, write: Writing = plain): string {
  const { title, on, subject, state, result, startedAt, files, problems } = entry;
  const facts = [
    `**${write(title)}** — ${looks[state].word}${result === undefined || result.reason === '' ? '' : `: ${write(result.reason)}`}`,
    line(on, write(subject), authorWords(entry), startedAt),
    result === undefined
      ? ''
      : line(result.exit === undefined ? undefined : `exit code ${result.exit}`, duration(result.milliseconds)),
    files.length > 1 ? files.map((file) => `- ${write(file)}`).join('\n') : '',
    problems.map(({ file, line: at, message }) => `- ${write(`${file}:${at}`)} ${write(message)}`).join('\n'),
    result === undefined || result.output === '' ? '' : fence(result.output.slice(-20_000)),
  ];
  return facts.filter((fact) => fact !== '').join('\n\n');
}
