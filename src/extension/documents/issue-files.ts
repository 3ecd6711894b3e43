import * as vscode from 'vscode';
import { fail, ok, type Result } from '../../base/result.ts';
import { blankFields } from '../../issues/document/fields.ts';
import { readDocument } from '../../issues/document/read.ts';
import { fieldWord, saveOf } from '../../issues/document/save.ts';
import { documentText } from '../../issues/document/write.ts';
import type { IssueGraph } from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import { sentence } from '../../protocol/explain.ts';
import type { RunnerLink } from '../link/link.ts';
import type { Model } from '../model.ts';
import type { Store } from '../store.ts';
import type { LiveIssues } from '../tracker/live.ts';
import type { IssueWrites } from '../tracker/writes.ts';
import { issueScheme, type Tagged } from './address.ts';
import { IssueFile } from './issue-file.ts';
import type { IssueContents } from './issue-folder.ts';
import { IssueSaves } from './issue-saves.ts';
import { issueText, newIssueTail } from './issue-text.ts';

/** The manifest tells our language by it. */
const folder = '/phaseline-issue/';
const newName = 'New issue';

/** The document of an issue of a folder's tracker. */
export const issueUri = ({ tag }: Tagged, id: string): vscode.Uri =>
  vscode.Uri.from({ scheme: issueScheme, authority: tag, path: `${folder}${id}` });

/** A document that becomes an issue when it is saved. */
export const newIssueUri = ({ tag }: Tagged, number: number, parent: string): vscode.Uri =>
  vscode.Uri.from({
    scheme: issueScheme,
    authority: tag,
    path: `${folder}${newName}${number === 1 ? '' : ` ${number}`}`,
    query: parent,
  });

const nameOf = (uri: vscode.Uri): string => uri.path.slice(folder.length);

/** The issue that a document is about; undefined for a new one, and for other documents. */
export const issueIdOf = (uri: vscode.Uri): string | undefined =>
  uri.scheme === issueScheme && !isNew(uri) ? nameOf(uri) : undefined;

/** Ids have no blanks. */
const isNew = (uri: vscode.Uri): boolean => nameOf(uri).startsWith(newName);

export type IssueFilesNeeds = Tagged & {
  readonly model: Store<Model>;
  readonly link: RunnerLink;
  readonly issues: LiveIssues;
  readonly writes: IssueWrites;
};

/** One tracker as a folder of files in Markdown, one an issue, read and written by editors. */
export class IssueFiles implements IssueContents, vscode.Disposable {
  readonly #needs: IssueFilesNeeds;
  readonly #files = new Map<string, IssueFile>();
  readonly #saves: IssueSaves;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #held: vscode.Disposable;

  readonly onDidChangeFile = this.#changed.event;

  constructor(needs: IssueFilesNeeds) {
    this.#needs = needs;
    this.#saves = new IssueSaves({
      known: (id) => this.#graph().issues.get(id),
      create: (issue) => needs.link.request('issues.create', { issue }),
      writes: needs.writes,
    });
    this.#held = vscode.Disposable.from(
      // Looking tells what is touched; without an open document nobody looks.
      needs.model.onChange(() => this.#files.size > 0 && this.#graph()),
      needs.issues.onTouched(() => this.#lookAgain()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        // What is typed is heard of before the document counts as changed; a change of that alone comes without text.
        if (contentChanges.length === 0) this.#settle(document);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => void this.#saved(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
    );
  }

  /** The file of an open document, for who compares it with what the tracker has. */
  file(uri: vscode.Uri): IssueFile | undefined {
    return this.#files.get(uri.toString());
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { mtime, size } = (await this.#look(uri)).version(dirtyText(uri));
    const { issues } = this.#needs.model.value;
    const readOnly = issues?.state === 'known' && issues.readOnly !== undefined;
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime,
      size,
      ...(readOnly ? { permissions: vscode.FilePermission.Readonly } : {}),
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const file = await this.#look(uri);
    if (dirtyText(uri) === undefined) {
      file.loaded();
      this.#saves.forget(uri.toString());
    }
    return new TextEncoder().encode(file.text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const text = new TextDecoder().decode(content);
    const wrong = readDocument(text).problems.find(({ grave }) => grave === 'error');
    if (wrong !== undefined) throw new Error(`line ${lineAt(text, wrong.span.start)}: ${wrong.message}`);
    const file = await this.#look(uri);
    const saved = await this.#save(uri, file, text);
    if (!saved.ok) throw new Error(sentence(saved.error));
    if (!isNew(uri)) file.look(issueText(saved.value, this.#graph()));
    file.wrote(text);
  }

  dispose(): void {
    this.#held.dispose();
    this.#changed.dispose();
  }

  /** The file with what the tracker has now. */
  async #look(uri: vscode.Uri): Promise<IssueFile> {
    const text = isNew(uri) ? documentText(blankFields(uri.query), newIssueTail) : await this.#text(uri);
    const known = this.#files.get(uri.toString());
    if (known !== undefined) {
      known.look(text);
      return known;
    }
    const changed = this.#graph().issues.get(nameOf(uri))?.updated_at;
    const file = new IssueFile(text, Date.parse(changed ?? '') || 1);
    this.#files.set(uri.toString(), file);
    return file;
  }

  async #text(uri: vscode.Uri): Promise<string> {
    const issue = await this.#issue(nameOf(uri));
    if (!issue.ok) throw vscode.FileSystemError.Unavailable(sentence(issue.error));
    if (issue.value === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return issueText(issue.value, this.#graph());
  }

  /** The issue as the tracker has it; asks the runner where nothing is known yet. */
  async #issue(id: string): Promise<Result<Issue | undefined>> {
    const { model, link } = this.#needs;
    if (model.value.issues === undefined) {
      const loaded = await link.request('issues.load', {});
      if (!loaded.ok) return loaded;
    }
    return ok(this.#graph().issues.get(id));
  }

  #graph(): IssueGraph {
    return this.#needs.issues.graph;
  }

  async #save(uri: vscode.Uri, file: IssueFile, text: string): Promise<Result<Issue>> {
    if (isNew(uri)) return this.#saves.create(uri.toString(), readDocument(text).fields);
    const id = nameOf(uri);
    const conflicts = file.conflicts(text);
    if (conflicts.length > 0 && !file.conflictShown) {
      const fields = conflicts.map(fieldWord).join(', ');
      return fail({
        kind: 'usage',
        detail: `Somebody else changed ${fields} of ${id} this moment. Save again to see both.`,
      });
    }
    const issue = this.#graph().issues.get(id);
    if (issue === undefined) return fail({ kind: 'issue-unknown', id });
    return this.#saves.save(uri.toString(), issue, saveOf(file.three(text)));
  }

  /** Tells editors which of their issues the tracker has changed. */
  #lookAgain(): void {
    const graph = this.#graph();
    const events: vscode.FileChangeEvent[] = [];
    for (const [key, file] of this.#files) {
      const uri = vscode.Uri.parse(key);
      if (isNew(uri)) continue;
      const issue = graph.issues.get(nameOf(uri));
      if (issue === undefined) events.push({ type: vscode.FileChangeType.Deleted, uri });
      else if (file.look(issueText(issue, graph))) events.push({ type: vscode.FileChangeType.Changed, uri });
    }
    if (events.length > 0) this.#changed.fire(events);
  }

  #forget(uri: vscode.Uri): void {
    this.#files.delete(uri.toString());
    this.#saves.forget(uri.toString());
  }

  #settle(document: vscode.TextDocument): void {
    if (document.uri.scheme === issueScheme && !document.isDirty) this.file(document.uri)?.settled(document.getText());
  }

  /** What was put together while saving comes into the editor; a new issue's document gives way to that of the issue. */
  async #saved(document: vscode.TextDocument): Promise<void> {
    const { uri } = document;
    if (this.file(uri) === undefined) return;
    const id = this.#saves.createdFrom(uri.toString());
    if (id === undefined) {
      this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
      return;
    }
    this.#saves.forget(uri.toString());
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const own = tabs.filter(
      ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
    );
    await vscode.window.showTextDocument(issueUri(this.#needs, id), { preview: false });
    await vscode.window.tabGroups.close(own);
  }
}

/** The text of an open document that has changes of its own. */
const dirtyText = (uri: vscode.Uri): string | undefined =>
  vscode.workspace.textDocuments.find((one) => one.isDirty && one.uri.toString() === uri.toString())?.getText();

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;
