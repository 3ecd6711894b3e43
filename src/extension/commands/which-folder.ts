import * as vscode from 'vscode';
import { type CommandId, commands } from '../../protocol/commands.ts';
import { isRunning } from '../../run/state.ts';
import type { Home } from '../home.ts';
import type { Homes } from '../homes.ts';
import { folderAbove, type Placed, type Subject } from '../views/row.ts';
import { isHeld, runsOf, waitingFor } from '../work.ts';
import { choose } from './ask.ts';

/** Done in every folder of the window when no row says in which. */
export const everywhere: ReadonlySet<CommandId> = new Set([
  commands.refresh,
  commands.pauseHooks,
  commands.resumeHooks,
  commands.hideClosedIssues,
  commands.showClosedIssues,
  commands.clearIssueFilter,
]);

/** What the window has but once: any folder will do. */
const anywhere: ReadonlySet<CommandId> = new Set([commands.showLog, commands.groupIssues, commands.filterIssues]);

const runs = ({ model }: Home) => runsOf(model.value.work);

/** In which folders a command has something to act on; of the others nobody needs to be asked. */
const fits: Partial<Record<CommandId, (home: Home) => boolean>> = {
  [commands.answerAgent]: ({ model }) => waitingFor(model.value.work).length > 0,
  [commands.stop]: (home) => runs(home).some(isRunning),
  [commands.resume]: (home) => runs(home).length > 0,
  [commands.release]: (home) => runs(home).some(isHeld),
  [commands.showReport]: (home) => runs(home).length > 0,
  [commands.runPlan]: ({ model }) => model.value.active !== undefined,
  [commands.runPhase]: ({ model }) => model.value.active !== undefined,
  [commands.runTask]: ({ model }) => model.value.active !== undefined,
  [commands.preflight]: ({ model }) => model.value.active !== undefined,
  [commands.showPlanGraph]: ({ model }) => model.value.active !== undefined,
  [commands.agreeToHooks]: ({ model }) => model.value.heldHooks.length > 0,
  [commands.sendComments]: hasComments,
  [commands.deleteComment]: hasComments,
  [commands.findIssue]: hasIssues,
  [commands.showIssueBoard]: hasIssues,
  [commands.showIssueGraph]: hasIssues,
  [commands.launchReady]: hasIssues,
  [commands.createTracker]: (home) => !hasIssues(home),
};

function hasIssues({ model }: Home): boolean {
  return model.value.issues !== undefined && model.value.issues.state !== 'none';
}

function hasComments({ model }: Home): boolean {
  return Object.keys(model.value.comments).length > 0;
}

/** What a command was called with, as far as it tells a folder. */
export type Told = {
  readonly subject: Subject;
  readonly from: Placed | undefined;
  readonly file: vscode.Uri | undefined;
};

/**
 * The folder that a command acts in: the one of its row, file or run; else the only one where it has something to do; else that of the editor in
 * front; else the one that the person chooses. Undefined: they went away.
 */
export async function folderFor(id: CommandId, told: Told, homes: Homes): Promise<Home | undefined> {
  const { all } = homes;
  if (all.length < 2) return all[0];
  const named = namedBy(told, homes);
  if (named !== undefined) return named;
  if (anywhere.has(id)) return all[0];
  const fitting = all.filter(fits[id] ?? (() => true));
  const some = fitting.length > 0 ? fitting : all;
  const inFront = vscode.window.activeTextEditor && homes.of(vscode.window.activeTextEditor.document.uri);
  if (some.length === 1 || (inFront !== undefined && some.includes(inFront)))
    return some.length === 1 ? some[0] : inFront;
  return choose(
    'In which folder?',
    some.map((home) => ({ label: home.name, description: home.root, value: home })),
  );
}

function namedBy({ subject, from, file }: Told, homes: Homes): Home | undefined {
  const root = subject.kind === 'folder' ? subject.root : from && folderAbove(from);
  if (root !== undefined) return homes.at(root);
  const prompt = file && homes.all.find(({ model }) => model.value.prompts.includes(file.toString()));
  const around = prompt ?? (file && homes.of(file));
  if (around !== undefined) return around;
  const run = 'run' in subject ? subject.run : undefined;
  return run === undefined ? undefined : homes.all.find(({ model }) => model.value.work.runs[run] !== undefined);
}
