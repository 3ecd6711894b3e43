import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { fileFailure } from '../../adapters/files.ts';
import { openGit } from '../../adapters/git/git.ts';
import { findProgram } from '../../adapters/programs.ts';
import { workspaceFolders } from '../../adapters/workspace.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { commands } from '../../protocol/commands.ts';
import type { Home } from '../home.ts';
import { isMergeable } from '../work.ts';
import { choose } from './ask.ts';
import type { Call } from './call.ts';
import { cancelled, type Handlers } from './command.ts';
import { endedPhase } from './gate.ts';
import { recordOf } from './run.ts';

/** A branch goes to a remote, by the person's own tools and in their sight. */
export const publishCommands = {
  [commands.pullRequest]: async (home, call) => {
    const work = await branchOf(home, call);
    if (!work.ok) return work;
    const steps = await stepsFor(home, work.value);
    if (!steps.ok) return steps;
    const chosen = await choose(
      `Publish ${work.value.title}`,
      steps.value.map((value) => ({ label: value.label, detail: value.commands.map(shownAs).join('  then  '), value })),
      'These commands are run as they stand, in a terminal',
    );
    if (chosen === undefined) return cancelled;
    for (const command of chosen.commands) {
      const exit = await runInSight(home, command);
      if (exit !== 0)
        return fail({ kind: 'program-failed', program: command.program, exit, detail: 'see its terminal' });
    }
    return ok(`Published ${work.value.branch}`);
  },
} satisfies Handlers;

type Branch = { readonly branch: string; readonly title: string; readonly body: string };

async function branchOf(home: Home, call: Call): Promise<Result<Branch>> {
  if (call.subject.kind === 'task') {
    const chosen = await recordOf(home, call, 'Publish which task?', 'task that has ended', isMergeable);
    if (!chosen.ok) return chosen;
    const { branch = '', title, reason, files, issue } = chosen.value.record;
    const about = [title, reason, issue === undefined ? '' : `Issue: ${issue}`, list(files)];
    return ok({ branch, title, body: paragraphs(about) });
  }
  const phase = await endedPhase(home, call);
  if (!phase.ok) return phase;
  const { run, phase: id, title } = phase.value;
  const known = home.model.value.work.runs[run];
  const tasks = Object.values(known?.tasks ?? {}).filter((task) => task.phase === id);
  const evidence = Object.values(known?.evidence ?? {}).filter((one) => one.phase === id);
  const body = paragraphs([
    title,
    list(tasks.map((task) => `${task.title}: ${task.life}${task.reason === '' ? '' : `, ${task.reason}`}`)),
    evidence.length === 0 ? '' : '## Evidence',
    list(evidence.map((one) => `${one.title}: ${one.met ? 'met' : 'not met'} (\`${one.command}\`)`)),
  ]);
  return ok({ branch: known?.phaseStates[id]?.branch ?? '', title, body });
}

const paragraphs = (parts: readonly string[]): string => `${parts.filter((part) => part !== '').join('\n\n')}\n`;
const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

type Command = { readonly program: string; readonly words: readonly string[] };
type Steps = { readonly label: string; readonly commands: readonly Command[] };

/** What can be done here: a push needs a remote; a pull request needs GitHub's own program, too. */
async function stepsFor(home: Home, { branch, title, body }: Branch): Promise<Result<readonly Steps[]>> {
  const git = openGit(home.root);
  const remotes = await git('remote');
  const names = remotes.ok ? remotes.value.split('\n').filter((name) => name !== '') : [];
  const remote = names.includes('origin') ? 'origin' : names[0];
  if (remote === undefined || branch === '')
    return fail({
      kind: 'no-such',
      what: branch === '' ? 'branch to publish' : 'remote to push to',
      name: '',
      known: [],
    });
  const push: Command = { program: 'git', words: ['push', '--set-upstream', remote, branch] };
  const pushOnly: Steps = { label: '$(repo-push) Push the branch', commands: [push] };
  if (findProgram('gh', { cwd: home.root }) === undefined) return ok([pushOnly]);
  const current = await git('symbolic-ref', '--short', '--quiet', 'HEAD');
  const file = await keepBody(home, body);
  if (!file.ok) return file;
  const into = current.ok ? ['--base', current.value.trim()] : [];
  const words = ['pr', 'create', ...into, '--head', branch, '--title', title, '--body-file', file.value];
  const request: Command = { program: 'gh', words };
  return ok([{ label: '$(git-pull-request) Push and open a pull request', commands: [push, request] }, pushOnly]);
}

async function keepBody(home: Home, body: string): Promise<Result<string>> {
  const file = path.join(workspaceFolders(home.root).home, 'pull-request.md');
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, body);
    return ok(file);
  } catch (thrown) {
    return fail(fileFailure('write', file, thrown));
  }
}

/** As a person would type it. */
const shownAs = ({ program, words }: Command): string =>
  [program, ...words].map((word) => (/^[\w./:@=-]+$/.test(word) ? word : `'${word}'`)).join(' ');

/** Runs a program without a shell in a terminal of its own; its exit code, undefined where it never ran. */
async function runInSight(home: Home, { program, words }: Command): Promise<number | undefined> {
  const execution = new vscode.ProcessExecution(program, [...words], { cwd: home.root });
  const task = new vscode.Task(
    { type: 'process' },
    vscode.TaskScope.Workspace,
    `${program} ${words[0] ?? ''}`,
    'Phaseline',
    execution,
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always };
  const running = await vscode.tasks.executeTask(task);
  return new Promise((resolve) => {
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution: ended, exitCode }) => {
      if (ended !== running) return;
      listening.dispose();
      resolve(exitCode);
    });
  });
}
