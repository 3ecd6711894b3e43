import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { EditReport } from '../protocol/requests.ts';
import type { Home } from './home.ts';
import { HookConsent } from './hooks/consent.ts';
import { isReported } from './reported.ts';

type Change = readonly [vscode.Uri, EditReport['change']];

/** Tells the runner what the editor wrote, renamed, created and deleted. Saving does not wait for any of it: a save costs a push into a list. */
export function reportEdits(home: Home): vscode.Disposable {
  const reporter = new Reporter(home);
  const { workspace } = vscode;
  const all = (uris: readonly vscode.Uri[], change: EditReport['change']): void =>
    reporter.add(uris.map((uri) => [uri, change]));
  return vscode.Disposable.from(
    workspace.onDidSaveTextDocument(({ uri }) => all([uri], 'changed')),
    workspace.onDidSaveNotebookDocument(({ uri }) => all([uri], 'changed')),
    workspace.onDidCreateFiles(({ files }) => all(files, 'created')),
    workspace.onDidDeleteFiles(({ files }) => all(files, 'deleted')),
    workspace.onDidRenameFiles(({ files }) =>
      reporter.add(
        files.flatMap(({ oldUri, newUri }): Change[] => [
          [oldUri, 'deleted'],
          [newUri, 'created'],
        ]),
      ),
    ),
  );
}

/** Gathers what happens in one turn, so that "save all" is one report, and sends one after the other, so that they arrive in order. */
class Reporter {
  readonly #home: Home;
  readonly #consent: HookConsent;
  #changes: Change[] = [];
  #sending: Promise<void> = Promise.resolve();

  constructor(home: Home) {
    this.#home = home;
    this.#consent = new HookConsent(home);
  }

  add(changes: readonly Change[]): void {
    if (this.#changes.length === 0) setImmediate(() => this.#flush());
    this.#changes.push(...changes);
  }

  #flush(): void {
    const changes = this.#changes.splice(0);
    if (!hasHooks(this.#home)) return;
    this.#sending = this.#sending.then(() => this.#send(changes));
    this.#sending.catch((thrown: unknown) => this.#home.log.error(String(thrown)));
  }

  async #send(changes: readonly Change[]): Promise<void> {
    const { plans, link, log } = this.#home;
    const edits: EditReport[] = [];
    for (const [uri, change] of changes) {
      const path = plans.relative(uri);
      if (uri.scheme !== 'file' || !isReported(path)) continue;
      const hash = change === 'deleted' ? 'absent' : await contentHash(uri);
      edits.push({ path, change, ...(hash === undefined ? {} : { hash }) });
    }
    if (edits.length === 0) return;
    const reported = await link.request('edits.report', { edits });
    if (!reported.ok) log.warn(`Edits could not be reported: ${reported.error.kind}`);
    else if (reported.value.held.length > 0)
      void this.#consent.ask(
        reported.value.held,
        edits.map(({ path }) => path),
      );
  }
}

/** A save alone starts no runner where nothing could follow it. */
const hasHooks = (home: Home): boolean => {
  const { trusted, link, plans = [] } = home.model.value;
  return trusted && (link.state === 'on' || plans.length > 0 || home.hooksAreSet());
};

/** Of the bytes on disk, as the runner sees them; undefined for a folder, which the runner looks into, or what is gone again. */
async function contentHash(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await vscode.workspace.fs.readFile(uri))
      .digest('hex');
  } catch {
    return undefined;
  }
}
