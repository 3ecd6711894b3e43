import * as vscode from 'vscode';
import type { FoundAgent } from '../../agents/agent.ts';
import { mentionedIssues, spellOutMentions } from '../../agents/mentions.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { AgentType } from '../../plan/model/plan.ts';
import { commands, views } from '../../protocol/commands.ts';
import type { Params } from '../../protocol/requests.ts';
import type { Home } from '../home.ts';
import { line, plural } from '../say/words.ts';
import { readSetting } from '../settings.ts';
import { ask, choose, needed, separator, withProgress } from './ask.ts';
import type { Call } from './call.ts';
import { cancelled, type Handlers } from './command.ts';
import { heldIssues } from './held-issues.ts';
import { openIssues, readyIssues } from './issue-choice.ts';
import { askForPrompt } from './prompt-box.ts';
import { type FoundType, typeChoices } from './type-choices.ts';

/** Agents are launched by hand: one, or one for each of several issues. */
export const launchCommands = {
  [commands.launchAgent]: async (home, { subject }) => {
    const asked = await askForLaunch(home, subject.kind === 'issue' ? subject.id : undefined);
    if (!asked.ok) return asked;
    const { edit, launch } = asked.value;
    return edit ? openPrompt(home, launch) : start(home, [launch]);
  },

  [commands.launchReady]: async (home, call) => {
    const issues = await chooseReady(home, call);
    if (!issues.ok) return issues;
    const kind = await askForKind(home);
    if (!kind.ok) return kind;
    const prompt = await ask({
      title: `Launch ${plural(issues.value.length, kind.value.agent)}`,
      prompt: 'What shall each do with its issue? The issue comes along.',
      value: 'Resolve the issue, with a test that fails without it.',
      check: needed,
    });
    if (prompt === undefined) return cancelled;
    const { title: _, ...chosen } = kind.value;
    const titles = issueTitles(home);
    const launches = issues.value.map((issue): Launch => {
      const title = titles.get(issue) ?? issue;
      return { ...chosen, prompt, issue, title, isolation: 'worktree' };
    });
    return start(home, launches);
  },

  [commands.launchPrompt]: async (home) => {
    const editor = vscode.window.activeTextEditor;
    const key = editor?.document.uri.toString() ?? '';
    const { [key]: launch, ...others } = home.memory.get<Prompts>(promptsKey, {});
    if (editor === undefined || launch === undefined)
      return fail({ kind: 'no-such', what: 'prompt to launch with in this editor', name: '', known: [] });
    const started = await start(home, [{ ...launch, prompt: editor.document.getText(), exact: true }]);
    if (!started.ok) return started;
    await keepPrompts(home, others);
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    return started;
  },
} satisfies Handlers;

/** Launches that wait in an editor for their prompt to be changed, by its URI. */
type Prompts = Readonly<Record<string, Launch>>;
export const promptsKey = 'prompts';

/** They are kept over a reload, as their documents are. */
async function keepPrompts(home: Home, prompts: Prompts): Promise<void> {
  home.model.update({ prompts: Object.keys(prompts) });
  await home.memory.update(promptsKey, prompts);
}

/** Opens exactly what would be sent, to be changed and then launched with. */
async function openPrompt(home: Home, launch: Launch): Promise<Result<string>> {
  const whole = await home.link.request('agent.prompt', launch);
  if (!whole.ok) return whole;
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: whole.value.text });
  await keepPrompts(home, { ...home.memory.get<Prompts>(promptsKey, {}), [document.uri.toString()]: launch });
  await vscode.window.showTextDocument(document, { preview: false });
  return ok('Change it, then "Launch with This Prompt" in the title of the editor');
}

async function start(home: Home, launches: readonly Launch[]): Promise<Result<string>> {
  const started = await withProgress('Launching…', () =>
    Promise.all(launches.map((launch) => home.link.request('agent.launch', launch))),
  );
  for (const one of started) if (one.ok) home.started.add(one.value.run);
  const refused = started.find((one) => !one.ok);
  if (refused !== undefined && !refused.ok) return refused;
  await vscode.commands.executeCommand(`${views.agents}.focus`);
  const [first] = launches;
  return ok(launches.length === 1 ? `Launched ${first?.agent ?? ''}` : `Launched ${plural(launches.length, 'agent')}`);
}

/** The selected issues, or those that the person ticks among the ready ones. */
async function chooseReady(home: Home, { all }: Call): Promise<Result<readonly string[]>> {
  const selected = all.flatMap((subject) => (subject.kind === 'issue' ? [subject.id] : []));
  if (selected.length > 0) return withoutHeld(home, selected);
  const ready = readyIssues(home);
  if (ready.length === 0) return fail({ kind: 'no-such', what: 'ready issue', name: '', known: [] });
  const ticked = await vscode.window.showQuickPick([...ready], {
    title: 'Launch an agent for which ready issues?',
    placeHolder: 'One agent for each, in a worktree of its own',
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  const ids = (ticked ?? []).flatMap(({ value }) => (value === undefined ? [] : [value]));
  return ids.length === 0 ? cancelled : ok(ids);
}

/** A selection is made by eye: what waits for other issues, or is over, is taken along only where the person says so. */
async function withoutHeld(home: Home, selected: readonly string[]): Promise<Result<readonly string[]>> {
  const held = heldIssues(home.issues.graph, selected);
  if (held.size === 0) return ok(selected);
  const others = selected.filter((id) => !held.has(id));
  const only = `Launch for ${others.length === 1 ? 'the Other' : `the ${others.length} Others`}`;
  const all = 'Launch for All';
  const message = `${held.size} of ${plural(selected.length, 'selected issue')} cannot be taken up now.`;
  const detail = [...held.values()].join('\n');
  const answers = others.length === 0 ? [all] : [only, all];
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...answers);
  if (answer === undefined) return cancelled;
  return ok(answer === all ? selected : others);
}

type Launch = Params<'agent.launch'>;
type Remembered = { readonly agent?: string; readonly runner?: string; readonly isolation?: Launch['isolation'] };
const memoryKey = 'launch';

/** Type and program; what was chosen last comes first, so that Enter repeats it. */
async function askForKind(
  home: Home,
): Promise<Result<Pick<Launch, 'agent' | 'runner' | 'plan'> & { readonly title: string }>> {
  const found = await home.link.request('agent.found', {});
  if (!found.ok) return found;
  const last = home.memory.get<Remembered>(memoryKey, {});
  const agent = await chooseType(home, found.value.types, last.agent);
  if (agent === undefined) return cancelled;
  const runner = await chooseProgram(found.value.agents, last.runner);
  if (!runner.ok) return runner;
  await home.memory.update(memoryKey, { ...last, agent, runner: runner.value.id } satisfies Remembered);
  return ok({ agent, runner: runner.value.id, title: runner.value.title, ...planOfType(home, agent) });
}

/** Type, program, prompt, issue, isolation. */
async function askForLaunch(
  home: Home,
  givenIssue: string | undefined,
): Promise<Result<{ readonly edit: boolean; readonly launch: Launch }>> {
  const kind = await askForKind(home);
  if (!kind.ok) return kind;
  const { title, ...chosen } = kind.value;
  const typed = await askForPrompt(home, `Launch ${chosen.agent} with ${title}`);
  if (typed === undefined) return cancelled;
  const titles = issueTitles(home);
  const [mentioned] = mentionedIssues(typed.text, titles);
  const issue = givenIssue ?? mentioned ?? (await chooseIssue(home));
  if (issue === undefined) return cancelled;
  const last = home.memory.get<Remembered>(memoryKey, {});
  const isolation = await chooseIsolation(last.isolation);
  if (isolation === undefined) return cancelled;
  await home.memory.update(memoryKey, { ...last, isolation } satisfies Remembered);
  const prompt = spellOutMentions(typed.text, titles);
  return ok({ edit: typed.edit, launch: { ...chosen, prompt, isolation, ...(issue === '' ? {} : { issue }) } });
}

const issueTitles = (home: Home): ReadonlyMap<string, string> => {
  const { issues } = home.model.value;
  return new Map(
    issues === undefined || issues.state === 'none' ? [] : issues.issues.map(({ id, title }) => [id, title]),
  );
};

async function chooseType(
  home: Home,
  found: readonly FoundType[],
  last: string | undefined,
): Promise<string | undefined> {
  const planned = home.model.value.active?.plan?.agents ?? new Map<string, AgentType>();
  const allowed = readSetting('permissions', vscode.Uri.file(home.root));
  const choices = typeChoices(found, planned, allowed, last);
  return choose('Launch which type of agent?', choices);
}

/** The plan says more of a type that it has: then it comes along. */
function planOfType(home: Home, agent: string): Pick<Launch, 'plan'> {
  const { active } = home.model.value;
  return active?.plan?.agents.has(agent) === true && active.errors === 0 ? { plan: active.path } : {};
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
