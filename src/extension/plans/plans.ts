import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { ActivePlan, Model } from '../model.ts';
import { readSetting } from '../settings.ts';
import type { Store } from '../store.ts';
import { readPlanText } from './read.ts';

const pattern = '**/{*.phaseplan.yaml,*.phaseplan.yml,phaseplan.yaml,phaseplan.yml}';
const exclude = '**/{node_modules,.git,.phaseline}/**';
const chosenKey = 'activePlan';

/** Finds the folder's plans, knows which of them the views show, and keeps that one read as it is edited. */
export class Plans implements vscode.Disposable {
  readonly #root: string;
  readonly #folder: vscode.WorkspaceFolder;
  readonly #model: Store<Model>;
  readonly #memory: vscode.Memento;
  readonly #held = new DisposableStore();

  constructor(root: string, folder: vscode.WorkspaceFolder, model: Store<Model>, memory: vscode.Memento) {
    this.#root = root;
    this.#folder = folder;
    this.#model = model;
    this.#memory = memory;
    const watcher = this.#held.add(
      vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern)),
    );
    this.#held.add(watcher.onDidCreate(() => void this.find()));
    this.#held.add(watcher.onDidDelete(() => void this.find()));
    this.#held.add(watcher.onDidChange((uri) => this.#isActive(uri) && void this.#read()));
    this.#held.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.#isActive(document.uri)) this.#take(document.getText());
      }),
    );
  }

  /** Searches the folder anew; the active plan is chosen and read on the way. */
  async find(): Promise<void> {
    const found = await vscode.workspace.findFiles(new vscode.RelativePattern(this.#folder, pattern), exclude, 500);
    const plans = found.map((uri) => this.relative(uri)).sort();
    const path = this.#choose(plans);
    const active = path === this.#model.value.active?.path ? this.#model.value.active : path && { ...unread, path };
    this.#model.update({ plans, active: active || undefined });
    await this.#read();
  }

  /** Makes this plan the one that views show. */
  async activate(plan: string): Promise<void> {
    await this.#memory.update(chosenKey, plan);
    this.#model.update({ active: { ...unread, path: plan } });
    await this.#read();
  }

  uri(plan: string): vscode.Uri {
    return vscode.Uri.file(path.join(this.#root, plan));
  }

  /** Relative to the root, forward slashes; begins with `..` for what lies outside. */
  relative(uri: vscode.Uri): string {
    return path.relative(this.#root, uri.fsPath).split(path.sep).join('/');
  }

  dispose(): void {
    this.#held.dispose();
  }

  #choose(plans: readonly string[]): string | undefined {
    const wanted = [readSetting('activePlan', this.#folder.uri), this.#memory.get<string>(chosenKey)];
    return wanted.find((plan) => plan !== undefined && plans.includes(plan)) ?? plans[0];
  }

  #isActive(uri: vscode.Uri): boolean {
    const { active } = this.#model.value;
    return active !== undefined && uri.scheme === 'file' && this.relative(uri) === active.path;
  }

  /** The text as an editor holds it, else as it is on disk. */
  async #read(): Promise<void> {
    const { active } = this.#model.value;
    if (active === undefined) return;
    const uri = this.uri(active.path);
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    try {
      this.#take(open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
    } catch {
      this.#model.update({ active: { ...unread, path: active.path, errors: 1, firstError: 'It cannot be read.' } });
    }
  }

  /** A text that cannot be read as a plan leaves the last good one in the tree, with the errors on top. */
  #take(text: string): void {
    const { active } = this.#model.value;
    if (active === undefined) return;
    const { plan, errors, firstError } = readPlanText(text);
    this.#model.update({ active: { ...active, plan: plan ?? active.plan, errors, firstError } });
  }
}

const unread: ActivePlan = { path: '', plan: undefined, errors: 0, firstError: '' };
