import * as vscode from 'vscode';

/** What stands in the files of issues, for who reads and writes them. */
export type IssueContents = Pick<vscode.FileSystemProvider, 'stat' | 'readFile' | 'writeFile' | 'onDidChangeFile'>;

/**
 * The tracker as a folder, as VS Code wants one: only files that are read and written, none that is listed, moved or deleted.
 * It is there before they are; who asks then waits.
 */
export class IssueFolder implements vscode.FileSystemProvider {
  readonly #find: () => Promise<IssueContents>;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  #files: Promise<IssueContents> | undefined;

  readonly onDidChangeFile = this.#changed.event;

  /** `find` is asked once, by the first who reads a file: what changed before is nobody's concern. */
  constructor(find: () => Promise<IssueContents>) {
    this.#find = find;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return (await this.#there()).stat(uri);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.#there()).readFile(uri);
  }

  async writeFile(
    uri: vscode.Uri,
    content: Uint8Array,
    options: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    await (await this.#there()).writeFile(uri, content, options);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #there(): Promise<IssueContents> {
    this.#files ??= this.#listen();
    return this.#files;
  }

  async #listen(): Promise<IssueContents> {
    const files = await this.#find();
    files.onDidChangeFile((changes) => this.#changed.fire(changes));
    return files;
  }
}
