import * as vscode from 'vscode';
import type { FoundAgent } from '../../agents/agent.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { commands, views } from '../../protocol/commands.ts';
import type { Params } from '../../protocol/requests.ts';
import { openChanges } from '../documents/changes.ts';
import { openTranscript } from '../documents/transcript.ts';
import type { Home } from '../home.ts';
import { line } from '../say/words.ts';
import { waitingFor } from '../work.ts';
import { ask, choose, needed, separator } from './ask.ts';
import { type Call, cancelled, type Handlers } from './command.ts';
import { openIssues } from './issue-choice.ts';
import { recordOf } from './run.ts';

export const agentCommands = {
  [commands.launchAgent]: async (home, { subject }) => {
    const launch = await askForLaunch(home, subject.kind === 'issue' ? subject.id : undefined);
    if (!launch.ok) return launch;
    const started = await home.link.request('agent.launch', launch.value);
    if (!started.ok) return started;
    home.started.add(started.value.run);
    await vscode.commands.executeCommand(`${views.agents}.focus`);
    return ok(`Launched ${launch.value.agent}`);
  },

  [commands.answerAgent]: answerAgent,

  [commands.openTranscript]: async (home, call) => {
    const chosen = await recordOf(home, call, 'Transcript of which task?', 'task that has begun', () => true);
    if (!chosen.ok) return chosen;
    await openTranscript(home, chosen.value.run.id, chosen.value.record);
    return ok(undefined);
  },

  [commands.reviewChanges]: async (home, call) => {
    const chosen = await recordOf(
      home,
      call,
      'Changes of which task?',
      'task with changes',
      ({ files }) => files.length > 0,
    );
    return chosen.ok ? openChanges(home, chosen.value.record) : chosen;
  },
} satisfies Handlers;

type Launch = Params<'agent.launch'>;
type Remembered = { readonly agent?: string; readonly runner?: string; readonly isolation?: Launch['isolation'] };
const memoryKey = 'launch';

/** Type, program, prompt, issue, isolation; what was chosen last comes first, so that Enter repeats it. */
async function askForLaunch(home: Home, givenIssue: string | undefined): Promise<Result<Launch>> {
  const found = await home.link.request('agent.found', {});
  if (!found.ok) return found;
  const last = home.memory.get<Remembered>(memoryKey, {});
  const agent = await chooseType(home, found.value.types, last.agent);
  if (agent === undefined) return cancelled;
  const runner = await chooseProgram(found.value.agents, last.runner);
  if (!runner.ok) return runner;
  const prompt = await ask({
    title: `Launch ${agent} with ${runner.value.title}`,
    prompt: 'What shall it do? Say where, and how one sees that it is done.',
    check: needed,
  });
  if (prompt === undefined) return cancelled;
  const issue = givenIssue ?? (await chooseIssue(home));
  if (issue === undefined) return cancelled;
  const isolation = await chooseIsolation(last.isolation);
  if (isolation === undefined) return cancelled;
  await home.memory.update(memoryKey, { agent, runner: runner.value.id, isolation } satisfies Remembered);
  return ok({ agent, runner: runner.value.id, prompt, isolation, ...(issue === '' ? {} : { issue }) });
}

type AgentKind = { readonly name: string; readonly description: string; readonly source: string };

async function chooseType(
  home: Home,
  types: readonly AgentKind[],
  last: string | undefined,
): Promise<string | undefined> {
  const planned = [...(home.model.value.active?.plan?.agents.values() ?? [])].map(
    ({ name, prompt }): AgentKind => ({ name, description: prompt, source: 'of the plan' }),
  );
  const all = new Map([...types, ...planned].map((type) => [type.name, type]));
  if (all.size === 0) return 'agent';
  return choose(
    'Launch which type of agent?',
    [...all.values()]
      .sort((a, b) => Number(b.name === last) - Number(a.name === last))
      .map(({ name, description, source }) => ({
        label: name,
        description: name === last ? line('last choice', source) : source,
        detail: description.split('\n')[0] ?? '',
        value: name,
      })),
  );
}

/** Real agents first; the demo agent last, and called a demo. */
async function chooseProgram(agents: readonly FoundAgent[], last: string | undefined): Promise<Result<FoundAgent>> {
  const [only] = agents;
  if (only === undefined) return fail({ kind: 'no-such', what: 'agent program', name: '', known: [] });
  if (agents.length === 1) return ok(only);
  const rank = ({ id }: FoundAgent): number => (id === last ? 0 : id === 'demo' ? 2 : 1);
  const agent = await choose(
    'With which agent program?',
    [...agents]
      .sort((a, b) => rank(a) - rank(b))
      .map((value) => ({
        label: value.title,
        description: line(value.id === last ? 'last choice' : undefined, value.version, value.id),
        ...(value.id === 'demo'
          ? { detail: 'A demo, no real agent: makes a small visible edit in each file that the prompt names.' }
          : {}),
        value,
      })),
  );
  return agent === undefined ? cancelled : ok(agent);
}

/** An issue's id; empty: none; undefined: the person went away. */
async function chooseIssue(home: Home): Promise<string | undefined> {
  const issues = openIssues(home);
  if (issues.length === 0) return '';
  return choose('For which issue?', [{ label: '$(circle-slash) No issue', value: '' }, separator('open'), ...issues]);
}

async function chooseIsolation(last: Launch['isolation'] | undefined): Promise<Launch['isolation'] | undefined> {
  const worktree = {
    label: 'In a worktree of its own',
    detail: 'On its own branch, beside your files; you review and merge.',
    value: 'worktree' as const,
  };
  const none = {
    label: 'In this folder',
    detail: 'It edits the files that you see, at once.',
    value: 'none' as const,
  };
  return choose<Launch['isolation']>('Where shall it work?', last === 'none' ? [none, worktree] : [worktree, none]);
}

async function answerAgent(home: Home, { subject }: Call): Promise<Result<string | undefined>> {
  const requests = waitingFor(home.model.value.work).filter((waiting) => waiting.kind === 'request');
  const own = requests.filter(
    ({ run, phase, task }) =>
      subject.kind === 'task' && run === subject.run && phase === subject.phase && task === subject.task,
  );
  const offered = own.length > 0 ? own : requests;
  if (offered.length === 0)
    return fail({ kind: 'no-such', what: 'agent that waits for an answer', name: '', known: [] });
  const [only] = offered;
  const waiting =
    offered.length === 1 && only !== undefined
      ? only
      : await choose(
          'Answer which agent?',
          offered.map((value) => ({ label: value.request.title, description: value.title, value })),
        );
  if (waiting === undefined) return cancelled;
  const { run, phase, task, request, title } = waiting;
  const icons = {
    allow_once: 'check',
    allow_always: 'check-all',
    reject_once: 'close',
    reject_always: 'circle-slash',
  } as const;
  const option = await choose<string>(
    `${title}: ${request.title}`,
    [
      ...request.options.map(({ id, name, kind }) => ({ label: `$(${icons[kind]}) ${name}`, value: id })),
      separator('what it asks for'),
      ...detailLines(request.detail, request.files).map((label) => ({ label })),
    ],
    request.detail.split('\n')[0],
  );
  if (option === undefined) return cancelled;
  const answered = await home.link.request('agent.answer', { run, phase, task, request: request.id, option });
  if (!answered.ok) return answered;
  return ok(`Answered ${title}: ${request.options.find(({ id }) => id === option)?.name ?? option}`);
}

const detailLines = (detail: string, files: readonly string[]): readonly string[] =>
  [...detail.split('\n').filter((text) => text.trim() !== ''), ...files.map((file) => `$(file) ${file}`)].slice(0, 30);
