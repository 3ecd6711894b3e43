import * as vscode from 'vscode';
import type { PermissionRequest } from '../../agents/agent.ts';
import { isRefusal } from '../../agents/policy.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type AskedRequest, openQuestion } from '../documents/question.ts';
import type { Home } from '../home.ts';
import { readSetting, writeSetting } from '../settings.ts';
import { waitingFor } from '../work.ts';
import { type Answer, alwaysChoices } from './always-choices.ts';
import { type Choice, choose, separator } from './ask.ts';
import type { Call } from './call.ts';
import { cancelled } from './command.ts';

/** Answers the agent of the row, else all that wait, one after the other: Enter takes the first answer and shows the next question. */
export async function answerAgents(home: Home, { subject }: Call): Promise<Result<string | undefined>> {
  const own = (one: AskedRequest): boolean =>
    subject.kind !== 'task' || (one.run === subject.run && one.phase === subject.phase && one.task === subject.task);
  let answered = 0;
  const seen = new Set<string>();
  for (;;) {
    const all = waitingFor(home.model.value.work).filter((waiting) => waiting.kind === 'request');
    const left = (all.some(own) ? all.filter(own) : answered === 0 ? all : []).filter((one) => !seen.has(keyOf(one)));
    const [next] = left;
    if (next === undefined)
      return answered > 0
        ? ok(answered === 1 ? 'Answered' : `Answered ${answered} questions`)
        : fail({ kind: 'no-such', what: 'agent that waits for an answer', name: '', known: [] });
    seen.add(keyOf(next));
    const done = await answer(home, next, left.length - 1);
    if (!done.ok) return done;
    answered += 1;
  }
}

const keyOf = ({ run, phase, task, request }: AskedRequest): string => [run, phase, task, request.id].join('/');

/** What it asks for stands in the editor, the answers in the list over it. */
async function answer(home: Home, asked: AskedRequest, more: number): Promise<Result<null>> {
  const { run, phase, task, title, request } = asked;
  const question = await openQuestion(home, asked);
  const given = await choose<Answer>(
    `${title} asks: ${request.title}`,
    choicesOf(home, asked),
    more === 0 ? 'What it asks for is below, and in the editor' : `What it asks for is below; ${more} more after this`,
  );
  await question.close();
  if (given === undefined) return cancelled;
  if (given.always === 'kind') await settleKind(home, asked, given.option);
  const answered = await home.link.request('agent.answer', {
    run,
    phase,
    task,
    request: request.id,
    option: given.option,
    remember: given.always === 'same',
  });
  // What holds always may have answered it already.
  return answered.ok || given.always === undefined ? answered : ok(null);
}

const icons = {
  allow_once: 'check',
  allow_always: 'check-all',
  reject_once: 'close',
  reject_always: 'circle-slash',
} as const;

function choicesOf(home: Home, { run, phase, task, request }: AskedRequest): readonly Choice<Answer>[] {
  const { agent = '', folder = home.root } = home.model.value.work.runs[run]?.tasks[`${phase}/${task}`] ?? {};
  const always = alwaysChoices(request, agent, folder);
  return [
    ...request.options.map(({ id, name, kind }) => ({ label: `$(${icons[kind]}) ${name}`, value: { option: id } })),
    ...(always.length === 0 ? [] : [separator('from now on'), ...always]),
    separator('what it asks for'),
    ...detailLines(request).map((label) => ({ label })),
  ];
}

/** Lines of it that the list shows, because it lies over the editor; all of it stands there. */
const mostLines = 12;

/** Of a request that says no more than its title, that. */
function detailLines({ title, detail, files }: PermissionRequest): readonly string[] {
  const lines = [...detail.split('\n').filter((text) => text.trim() !== ''), ...files.map((file) => `$(file) ${file}`)];
  return (lines.length === 0 ? [title] : lines).slice(0, mostLines);
}

/** Writes it into the settings, from where every agent of the type at work is held to it as well. */
async function settleKind(home: Home, { run, phase, task, request }: AskedRequest, option: string): Promise<void> {
  const type = home.model.value.work.runs[run]?.tasks[`${phase}/${task}`]?.agent;
  if (type === undefined) return;
  const rule = isRefusal(request, option) ? 'deny' : 'allow';
  const known = readSetting('permissions', vscode.Uri.file(home.root));
  await writeSetting('permissions', { ...known, [type]: { ...known[type], [request.tool]: rule } });
}
