import { existsSync } from 'node:fs';
import os from 'node:os';
import * as vscode from 'vscode';
import { openGit } from '../adapters/git/git.ts';
import { connectRunner } from '../adapters/ipc/client.ts';
import { workspaceFolders } from '../adapters/workspace.ts';
import type { DisposableStore } from '../base/disposable.ts';
import { restoreBoard } from './board/board.ts';
import { restoreGraphs } from './board/graph.ts';
import { restorePlanGraphs } from './board/plan-graph.ts';
import { commandRunner, type RunCommand } from './commands/command.ts';
import { promptsKey } from './commands/launch.ts';
import { hideClosedKey } from './commands/shown-issues.ts';
import { commandTable } from './commands/table.ts';
import { keepContextKeys } from './context-keys.ts';
import { AllIssueFiles } from './documents/all-issue-files.ts';
import { ReviewComments } from './documents/comments.ts';
import { Documents } from './documents/documents.ts';
import { IssueFiles } from './documents/issue-files.ts';
import type { IssueContents } from './documents/issue-folder.ts';
import { issueLanguage } from './documents/issue-language.ts';
import { provideDocuments } from './documents/provide-documents.ts';
import { GitContent, gitScheme } from './documents/revision.ts';
import { addSources } from './documents/sources.ts';
import { followTranscripts } from './documents/transcript.ts';
import { Transcripts } from './documents/transcripts.ts';
import { reportEdits } from './edits.ts';
import type { Home } from './home.ts';
import { Homes, type Place } from './homes.ts';
import { agreedHooks } from './hooks/consent.ts';
import { showHookProblems } from './hooks/problems.ts';
import { linkIds } from './ids.ts';
import { keepLanguage } from './language-start.ts';
import { RunnerLink } from './link/link.ts';
import { FolderMemory } from './memory.ts';
import { emptyModel, type Model } from './model.ts';
import { callThePerson } from './notices.ts';
import { Plans } from './plans/plans.ts';
import { onSettings, readSetting, runnerSettings } from './settings.ts';
import { showHookStatus, showStatus } from './status-item.ts';
import { Store } from './store.ts';
import { logBrokenLines } from './tracker/broken-lines.ts';
import { LiveIssues } from './tracker/live.ts';
import { IssueWrites } from './tracker/writes.ts';
import { showViews } from './views/views.ts';

/** What was registered before the window was there is handed on to it. */
export type Window = {
  readonly run: RunCommand;
  readonly issueFiles: IssueContents;
};

/**
 * Called once, right after VS Code was told that we are there. Reads, draws and listens; nothing is started here but, in a trusted folder,
 * a line to a runner that is already at work.
 */
export function activate(context: vscode.ExtensionContext): Window {
  const log = vscode.window.createOutputChannel('Phaseline', { log: true });
  const homes = new Homes((place, held) => makeHome(context, place, held, log));
  const issueFiles = new AllIssueFiles(homes);
  context.subscriptions.push(
    log,
    homes,
    showViews(homes),
    keepContextKeys(homes),
    keepShown(homes),
    provideDocuments(homes),
    issueFiles,
    issueLanguage(homes),
    followTranscripts(homes),
    restoreBoard(homes),
    restoreGraphs(homes),
    restorePlanGraphs(homes),
    vscode.workspace.registerTextDocumentContentProvider(gitScheme, new GitContent()),
    homes.each(attend),
    keepLanguage(homes, log, context.asAbsolutePath('dist/server.js')),
  );
  return { run: commandRunner(commandTable, homes, log), issueFiles };
}

/** What is done for each folder of the window while it is there. */
function attend(home: Home): vscode.Disposable {
  addSources(home);
  void home.plans.find();
  if (existsSync(workspaceFolders(home.root).runnerFile)) void home.link.ensure(false);
  return vscode.Disposable.from(
    showStatus(home),
    reportEdits(home),
    showHookProblems(home),
    showHookStatus(home),
    callThePerson(home),
    linkIds(home),
    logBrokenLines(home),
    keepSettings(home),
    keepTrust(home),
    keepName(home),
  );
}

function makeHome(
  context: vscode.ExtensionContext,
  { root, folder, tag }: Place,
  held: DisposableStore,
  log: vscode.LogOutputChannel,
): Home {
  const memory = new FolderMemory(context.workspaceState, tag);
  const grouping = readSetting('issues.groupBy', folder.uri);
  const me = os.userInfo().username;
  const hideClosed = memory.get(hideClosedKey, false);
  const trusted = vscode.workspace.isTrusted;
  const prompts = Object.keys(memory.get<object>(promptsKey, {}));
  const model = new Store<Model>({ ...emptyModel, prompts, grouping, hideClosed, me, trusted });
  const asset = (path: string): string => context.asAbsolutePath(path);
  const link = held.add(
    new RunnerLink(root, model, (start) =>
      connectRunner({
        workspace: root,
        client: 'window',
        settings: runnerSettings(folder.uri, model.value, agreedHooks(memory)),
        cli: start ? asset('dist/cli.js') : undefined,
      }),
    ),
  );
  const issues = new LiveIssues(model);
  const writes = new IssueWrites(model, link, issues);
  return {
    root,
    tag,
    name: folder.name,
    folder,
    model,
    link,
    plans: held.add(new Plans(root, folder, model, memory)),
    documents: held.add(new Documents(tag)),
    issues,
    writes,
    issueFiles: held.add(new IssueFiles({ tag, model, link, issues, writes })),
    transcripts: new Transcripts(link),
    comments: held.add(new ReviewComments(model, memory)),
    log,
    asset,
    hooksAreSet: () => readSetting('hooks', folder.uri).length > 0,
    memory,
    started: new Set(),
  };
}

/** What the person chose to see of issues holds for all folders of the window. */
function keepShown(homes: Homes): vscode.Disposable {
  return homes.each(({ model }) =>
    model.onChange(({ grouping, filter }) => {
      for (const other of homes.all) {
        const { value } = other.model;
        if (value.grouping !== grouping || value.filter !== filter) other.model.update({ grouping, filter });
      }
    }),
  );
}

/** Tells the runner what the person changed in the settings, or which plan is active now. */
function keepSettings({ model, link, plans, memory, folder }: Home): vscode.Disposable {
  let told = '';
  const tell = (): void => {
    const settings = runnerSettings(folder.uri, model.value, agreedHooks(memory));
    const text = JSON.stringify(settings);
    if (text === told) return;
    told = text;
    void link.tell('configure', { settings });
  };
  const changed = onSettings(() => {
    model.update({ grouping: readSetting('issues.groupBy', folder.uri) });
    void plans.find();
    tell();
  });
  return vscode.Disposable.from(changed, model.onChange(tell));
}

const keepTrust = ({ model, link }: Home): vscode.Disposable =>
  vscode.workspace.onDidGrantWorkspaceTrust(() => {
    model.update({ trusted: true });
    void link.ensure();
  });

/** Takes the person's name from Git once the folder is at work; until then the name of their account stands. */
function keepName({ model, link, root }: Home): vscode.Disposable {
  return link.onConnected(async () => {
    const named = await openGit(root)('config', 'user.name');
    const me = named.ok ? named.value.trim() : '';
    if (me !== '') model.update({ me });
  });
}
