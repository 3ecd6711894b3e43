import path from 'node:path';
import * as vscode from 'vscode';
import { commentsPrompt, type LineComment } from '../../agents/follow-up.ts';
import { commentController } from '../../protocol/commands.ts';
import type { TaskRef } from '../../protocol/requests.ts';
import { taskKey } from '../../run/state.ts';
import type { Model } from '../model.ts';
import type { Store } from '../store.ts';
import { runsOf } from '../work.ts';
import { gitScheme, ofTask } from './revision.ts';

/** One comment that is not sent yet, as it is kept over a reload. */
type Kept = LineComment & { readonly task: string; readonly uri: string };

const memoryKey = 'comments';

/** Of which agent's work a document is a part, and under which name. */
type Place = { readonly task: string; readonly file: string; readonly before: boolean };

export const keyOf = ({ run, phase, task }: TaskRef): string => [run, phase, task].join('/');

/**
 * Comments that a person writes beside lines of an agent's work: in its worktree, or at a commit that the review shows. They stay here, over a
 * reload too, until they are sent to the agent together.
 */
export class ReviewComments implements vscode.Disposable {
  readonly #model: Store<Model>;
  readonly #memory: vscode.Memento;
  readonly #controller: vscode.CommentController;
  readonly #threads = new Map<vscode.CommentThread, Kept[]>();

  constructor(model: Store<Model>, memory: vscode.Memento) {
    this.#model = model;
    this.#memory = memory;
    this.#controller = vscode.comments.createCommentController(commentController, 'Review of an agent');
    this.#controller.options = { prompt: 'Comment for the agent', placeHolder: 'What shall it change here?' };
    this.#controller.commentingRangeProvider = {
      provideCommentingRanges: (document) =>
        this.#placeOf(document.uri) === undefined ? [] : [new vscode.Range(0, 0, document.lineCount - 1, 0)],
    };
    for (const kept of memory.get<readonly Kept[]>(memoryKey, [])) this.#show(kept);
    this.#tell();
  }

  /** Adds what the person wrote in a thread; false where it is about no agent's work. */
  async add(thread: vscode.CommentThread, text: string): Promise<boolean> {
    const place = this.#placeOf(thread.uri);
    if (place === undefined || text.trim() === '') return false;
    const line = thread.range?.end.line ?? 0;
    const document = await vscode.workspace.openTextDocument(thread.uri);
    const quote = line < document.lineCount ? document.lineAt(line).text : '';
    const { task, file, before } = place;
    const kept: Kept = { task, file, before, line: line + 1, quote, text: text.trim(), uri: thread.uri.toString() };
    this.#threads.set(thread, [...(this.#threads.get(thread) ?? []), kept]);
    this.#draw(thread);
    await this.#keep();
    return true;
  }

  async remove(comment: vscode.Comment): Promise<void> {
    for (const [thread, kept] of this.#threads) {
      const at = thread.comments.indexOf(comment);
      if (at < 0) continue;
      this.#threads.set(thread, kept.toSpliced(at, 1));
      if (kept.length === 1) this.#forget(thread);
      else this.#draw(thread);
    }
    await this.#keep();
  }

  /** The comments on a task as a prompt; undefined: there are none. */
  promptFor(ref: TaskRef): string | undefined {
    const own = [...this.#threads.values()].flat().filter(({ task }) => task === keyOf(ref));
    return own.length === 0 ? undefined : commentsPrompt(own);
  }

  /** They are with the agent now. */
  async sent(ref: TaskRef): Promise<void> {
    for (const [thread, kept] of this.#threads) if (kept[0]?.task === keyOf(ref)) this.#forget(thread);
    await this.#keep();
  }

  dispose(): void {
    this.#controller.dispose();
  }

  #show(kept: Kept): void {
    const range = new vscode.Range(kept.line - 1, 0, kept.line - 1, 0);
    const thread = this.#controller.createCommentThread(vscode.Uri.parse(kept.uri), range, []);
    this.#threads.set(thread, [kept]);
    this.#draw(thread);
  }

  #draw(thread: vscode.CommentThread): void {
    thread.label = 'Not sent to the agent yet';
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    thread.comments = (this.#threads.get(thread) ?? []).map(({ text }) => ({
      body: text,
      mode: vscode.CommentMode.Preview,
      author: { name: this.#model.value.me },
    }));
  }

  #forget(thread: vscode.CommentThread): void {
    this.#threads.delete(thread);
    thread.dispose();
  }

  async #keep(): Promise<void> {
    this.#tell();
    await this.#memory.update(memoryKey, [...this.#threads.values()].flat());
  }

  #tell(): void {
    const comments: Record<string, number> = {};
    for (const { task } of [...this.#threads.values()].flat()) comments[task] = (comments[task] ?? 0) + 1;
    this.#model.update({ comments });
  }

  #placeOf(uri: vscode.Uri): Place | undefined {
    if (uri.scheme === gitScheme) return ofTask(uri);
    if (uri.scheme !== 'file') return undefined;
    for (const run of runsOf(this.#model.value.work)) {
      for (const { folder, branch, phase, task } of Object.values(run.tasks)) {
        if (folder === undefined || branch === '' || branch === undefined) continue;
        const file = path.relative(folder, uri.fsPath);
        if (file.startsWith('..') || path.isAbsolute(file)) continue;
        return { task: `${run.id}/${taskKey(phase, task)}`, file: file.replaceAll('\\', '/'), before: false };
      }
    }
    return undefined;
  }
}
