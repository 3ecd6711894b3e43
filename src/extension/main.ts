import { existsSync } from 'node:fs';
import os from 'node:os';
import * as vscode from 'vscode';
import { openGit } from '../adapters/git/git.ts';
import { connectRunner } from '../adapters/ipc/client.ts';
import { findWorkspace, workspaceFolders } from '../adapters/workspace.ts';
import { restoreBoard } from './board/board.ts';
import { restoreGraphs } from './board/graph.ts';
import { commandRunner, type RunCommand } from './commands/command.ts';
import { promptsKey } from './commands/launch.ts';
import { hideClosedKey } from './commands/shown-issues.ts';
import { commandTable } from './commands/table.ts';
import { keepContextKeys } from './context-keys.ts';
import { ReviewComments } from './documents/comments.ts';
import { Documents } from './documents/documents.ts';
import { IssueFiles } from './documents/issue-files.ts';
import type { IssueContents } from './documents/issue-folder.ts';
import { issueLanguage } from './documents/issue-language.ts';
import { GitContent, gitScheme } from './documents/revision.ts';
import { addSources } from './documents/sources.ts';
import { followTranscripts } from './documents/transcript.ts';
import { Transcripts } from './documents/transcripts.ts';
import { reportEdits } from './edits.ts';
import type { Home } from './home.ts';
import { agreedHooks } from './hooks/consent.ts';
import { showHookProblems } from './hooks/problems.ts';
import { linkIds } from './ids.ts';
import { keepLanguage } from './language-start.ts';
import { RunnerLink } from './link/link.ts';
import { emptyModel, type Model } from './model.ts';
import { callThePerson } from './notices.ts';
import { Plans } from './plans/plans.ts';
import { onSettings, readSetting, runnerSettings } from './settings.ts';
import { showHookStatus, showStatus } from './status-item.ts';
import { Store } from './store.ts';
import { LiveIssues } from './tracker/live.ts';
import { IssueWrites } from './tracker/writes.ts';
import { showViews } from './views/views.ts';

/** What was registered before the window was there is handed on to it. */
export type Window = {
  readonly run: RunCommand;
  /** Undefined without a folder. */
  readonly issueFiles: IssueContents | undefined;
};

/**
 * Called once, right after VS Code was told that we are there. Reads, draws and listens; nothing is started here but, in a trusted folder,
 * a line to a runner that is already at work.
 */
export function activate(context: vscode.ExtensionContext): Window {
  const log = vscode.window.createOutputChannel('Phaseline', { log: true });
  context.subscriptions.push(log);
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  const home = folder === undefined ? undefined : makeHome(context, folder, log);
  const run = commandRunner(commandTable, home, log);
  if (home === undefined || folder === undefined) return { run, issueFiles: undefined };
  addSources(home);
  const issueFiles = new IssueFiles(home);
  context.subscriptions.push(
    showViews(home),
    keepContextKeys(home),
    showStatus(home),
    reportEdits(home),
    showHookProblems(home),
    showHookStatus(home),
    callThePerson(home),
    followTranscripts(home.transcripts),
    issueFiles,
    issueLanguage(home, issueFiles),
    linkIds(home),
    restoreBoard(home),
    restoreGraphs(home),
    vscode.workspace.registerTextDocumentContentProvider(gitScheme, new GitContent()),
    keepSettings(home, folder),
    keepTrust(home),
    keepName(home),
    keepLanguage(home),
  );
  void home.plans.find();
  if (existsSync(workspaceFolders(home.root).runnerFile)) void home.link.ensure(false);
  return { run, issueFiles };
}

function makeHome(
  context: vscode.ExtensionContext,
  folder: vscode.WorkspaceFolder,
  log: vscode.LogOutputChannel,
): Home {
  const root = findWorkspace(folder.uri.fsPath);
  const grouping = readSetting('issues.groupBy', folder.uri);
  const me = os.userInfo().username;
  const hideClosed = context.workspaceState.get(hideClosedKey, false);
  const trusted = vscode.workspace.isTrusted;
  const prompts = Object.keys(context.workspaceState.get<object>(promptsKey, {}));
  const model = new Store<Model>({ ...emptyModel, prompts, grouping, hideClosed, me, trusted });
  const asset = (path: string): string => context.asAbsolutePath(path);
  const link = new RunnerLink(root, model, (start) =>
    connectRunner({
      workspace: root,
      client: 'window',
      settings: runnerSettings(folder.uri, model.value.active?.path, agreedHooks(context.workspaceState)),
      cli: start ? asset('dist/cli.js') : undefined,
    }),
  );
  const plans = new Plans(root, folder, model, context.workspaceState);
  const documents = new Documents();
  const issues = new LiveIssues(model);
  const writes = new IssueWrites(model, link, issues);
  const comments = new ReviewComments(model, context.workspaceState);
  context.subscriptions.push(link, plans, documents, comments);
  const hooksAreSet = (): boolean => readSetting('hooks', folder.uri).length > 0;
  return {
    root,
    model,
    link,
    plans,
    documents,
    issues,
    writes,
    transcripts: new Transcripts(link),
    comments,
    log,
    asset,
    hooksAreSet,
    memory: context.workspaceState,
    started: new Set(),
  };
}

/** Tells the runner what the person changed in the settings, or which plan is active now. */
function keepSettings({ model, link, plans, memory }: Home, folder: vscode.WorkspaceFolder): vscode.Disposable {
  let told = '';
  const tell = (): void => {
    const settings = runnerSettings(folder.uri, model.value.active?.path, agreedHooks(memory));
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
