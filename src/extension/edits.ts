import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { EditReport } from '../protocol/requests.ts';
import { EditTelling } from './edit-telling.ts';
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
    reporter,
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
  readonly #telling: EditTelling;
  #changes: Change[] = [];
  #sending: Promise<void> = Promise.resolve();

  constructor(home: Home) {
    this.#home = home;
    const consent = new HookConsent(home);
    this.#telling = new EditTelling({
      report: (edits) => home.link.request('edits.report', { edits }),
      onConnected: home.link.onConnected,
      held: (hooks, edits) =>
        void consent.ask(
          hooks,
          edits.map(({ path }) => path),
        ),
      warn: (text) => home.log.warn(text),
    });
  }

  dispose(): void {
    this.#telling.dispose();
  }

  add(changes: readonly Change[]): void {
    if (this.#changes.length === 0) setImmediate(() => this.#flush());
    this.#changes.push(...changes);
  }

  #flush(): void {
    const changes = this.#changes.splice(0);
    if (!hasHooks(this.#home)) return;
    this.#sending = this.#sending
      .then(() => this.#send(changes))
      .catch((thrown: unknown) => this.#home.log.error(String(thrown)));
  }

  async #send(changes: readonly Change[]): Promise<void> {
    const edits: EditReport[] = [];
    for (const [uri, change] of changes) {
      const path = this.#home.plans.relative(uri);
      if (uri.scheme !== 'file' || !isReported(path)) continue;
      const hash = change === 'deleted' ? 'absent' : await contentHash(uri);
      edits.push({ path, change, ...(hash === undefined ? {} : { hash }) });
    }
    if (edits.length > 0) await this.#telling.tell(edits);
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
