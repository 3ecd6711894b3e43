import * as vscode from 'vscode';
import { fail, ok, type Result } from '../../base/result.ts';
import { commands, views } from '../../protocol/commands.ts';
import type { HookEntry } from '../../run/state.ts';
import type { Home } from '../home.ts';
import { letRun } from '../hooks/consent.ts';
import { line, plural } from '../say/words.ts';
import type { Subject } from '../views/row.ts';
import { choose, withProgress } from './ask.ts';
import { cancelled, type Handlers } from './command.ts';

export const hookCommands = {
  [commands.runPostEditHooks]: async (home, { file }) => {
    const uri = fileOf(file);
    if (uri === undefined) return noFile;
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open?.isDirty) await open.save();
    const path = home.plans.relative(uri);
    const run = await withProgress('Running hooks…', () =>
      home.link.request('hooks.run', { on: 'post-edit', files: [path], agreed: true }),
    );
    if (!run.ok) return run;
    const { matched } = run.value;
    if (matched.length === 0) return ok(`No post-edit hook matches ${path}`);
    await vscode.commands.executeCommand(`${views.hooks}.focus`);
    const which = `${plural(matched.length, 'hook')} for ${path}: ${matched.map(({ title }) => title).join(', ')}`;
    return ok(home.model.value.work.hooksPaused ? `Hooks are paused; once they go on: ${which}` : which);
  },

  [commands.explainHooks]: async (home, { file, subject }) => {
    const uri = fileOf(file);
    const path = subject.kind === 'hook' ? entryOf(home, subject.hook)?.subject : uri && home.plans.relative(uri);
    if (path === undefined) return noFile;
    await home.documents.open('hook-trace', path, `Hooks of ${path}`);
    return ok(undefined);
  },

  [commands.agreeToHooks]: async (home) => {
    const { heldHooks } = home.model.value;
    if (heldHooks.length === 0) return ok('No hook waits for you');
    if (!(await letRun(home, heldHooks))) return cancelled;
    return ok(`${plural(heldHooks.length, 'hook')} of the plan will follow your edits`);
  },

  [commands.repeatHook]: (home, { subject }) => decide(home, subject, true),
  [commands.settleHook]: (home, { subject }) => decide(home, subject, false),

  [commands.openHookOutput]: async (home, { subject }) => {
    const hook = subject.kind === 'hook' ? subject.hook : await chooseHook(home);
    if (hook === undefined) return cancelled;
    const entry = entryOf(home, hook);
    await home.documents.open('hook', hook, entry === undefined ? 'Hook' : `${entry.title} ${entry.subject}`);
    return ok(undefined);
  },

  [commands.pauseHooks]: (home) => pause(home, true),
  [commands.resumeHooks]: (home) => pause(home, false),
} satisfies Handlers;

const noFile = fail({ kind: 'no-such', what: 'file in front', name: '', known: [] } as const);

/** The file that a command is about: the one it was called for, else the one in front. */
function fileOf(given: vscode.Uri | undefined): vscode.Uri | undefined {
  const uri = given ?? vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' ? uri : undefined;
}

const entryOf = (home: Home, hook: string): HookEntry | undefined =>
  home.model.value.work.hooks.find((entry) => entry.hook === hook);

async function decide(home: Home, subject: Subject, again: boolean): Promise<Result<string | undefined>> {
  const doubtful = home.model.value.work.hooks.filter(({ state }) => state === 'doubtful');
  const hook =
    subject.kind === 'hook'
      ? subject.hook
      : await choose(
          'Which hook that was cut off?',
          doubtful.map(({ hook: value, title, subject: file }) => ({ label: file, description: title, value })),
        );
  if (hook === undefined) return cancelled;
  const decided = await home.link.request('hooks.decide', { hook, again });
  if (!decided.ok) return decided;
  return ok(again ? 'The hook runs again' : 'The hook counts as done');
}

async function pause(home: Home, paused: boolean): Promise<Result<string>> {
  const done = await home.link.request('hooks.pause', { paused });
  if (!done.ok) return done;
  return ok(paused ? 'Hooks are paused: edits are noted, nothing is run' : 'Hooks run again');
}

const chooseHook = (home: Home): Promise<string | undefined> =>
  choose(
    'Output of which hook?',
    [...home.model.value.work.hooks].reverse().map(({ hook, subject, title, state }) => ({
      label: subject,
      description: line(title, state),
      value: hook,
    })),
  );
