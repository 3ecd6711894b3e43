import * as vscode from 'vscode';
import { fail, ok, type Result } from '../../base/result.ts';
import { commands, views } from '../../protocol/commands.ts';
import type { Home } from '../home.ts';
import { line, plural } from '../say/words.ts';
import { choose } from './ask.ts';
import { cancelled, type Handlers } from './command.ts';

export const hookCommands = {
  [commands.runPostEditHooks]: async (home, { file }) => {
    const uri = file ?? vscode.window.activeTextEditor?.document.uri;
    if (uri === undefined || uri.scheme !== 'file')
      return fail({ kind: 'no-such', what: 'file in front', name: '', known: [] });
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open?.isDirty) await open.save();
    const path = home.plans.relative(uri);
    const run = await home.link.request('hooks.run', { on: 'post-edit', files: [path], dryRun: false });
    if (!run.ok) return run;
    const { matched } = run.value;
    if (matched.length === 0) return ok(`No post-edit hook matches ${path}`);
    await vscode.commands.executeCommand(`${views.hooks}.focus`);
    return ok(`${plural(matched.length, 'hook')} for ${path}: ${matched.map(({ title }) => title).join(', ')}`);
  },

  [commands.openHookOutput]: async (home, { subject }) => {
    const hook = subject.kind === 'hook' ? subject.hook : await chooseHook(home);
    if (hook === undefined) return cancelled;
    const entry = home.model.value.work.hooks.find((one) => one.hook === hook);
    await home.documents.open('hook', hook, entry === undefined ? 'Hook' : `${entry.title} ${entry.subject}`);
    return ok(undefined);
  },

  [commands.pauseHooks]: (home) => pause(home, true),
  [commands.resumeHooks]: (home) => pause(home, false),
} satisfies Handlers;

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
