import * as vscode from 'vscode';
import type { Homes } from '../homes.ts';
import type { IssueFiles } from './issue-files.ts';
import type { IssueContents } from './issue-folder.ts';

/** The files of the trackers of all folders; each names the folder that it is of. */
export class AllIssueFiles implements IssueContents, vscode.Disposable {
  readonly #homes: Homes;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #listening: vscode.Disposable;

  readonly onDidChangeFile = this.#changed.event;

  constructor(homes: Homes) {
    this.#homes = homes;
    this.#listening = homes.each(({ issueFiles }) =>
      issueFiles.onDidChangeFile((events) => this.#changed.fire([...events])),
    );
  }

  stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return this.#of(uri).stat(uri);
  }

  readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.#of(uri).readFile(uri);
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    return this.#of(uri).writeFile(uri, content);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }

  #of(uri: vscode.Uri): IssueFiles {
    const files = this.#homes.of(uri)?.issueFiles;
    if (files === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return files;
  }
}
