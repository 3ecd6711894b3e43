import * as vscode from 'vscode';
import type { AgentUpdate } from '../../agents/agent.ts';
import { Transcript } from '../../agents/transcript.ts';
import { Emitter } from '../../base/emitter.ts';
import type { TaskRef } from '../../protocol/requests.ts';
import type { TaskRecord } from '../../run/state.ts';
import type { Home } from '../home.ts';
import type { RunnerLink } from '../link/link.ts';
import type { DocumentSource } from './documents.ts';

const kind = 'transcript';

/** What agents said and did, told while they do it. A task is asked for once a connection; what is told later is kept from then on. */
export class Transcripts implements DocumentSource {
  readonly #link: RunnerLink;
  readonly #known = new Map<string, Transcript>();
  readonly #told = new Emitter<string>();

  constructor(link: RunnerLink) {
    this.#link = link;
    link.onTranscript(({ updates, ...ref }) => this.#add(keyOf(ref), updates));
    // The runner behind a new connection knows nothing of what the one before it was asked.
    link.onConnected(() => {
      for (const key of this.#known.keys()) void this.#load(key);
    });
  }

  text(key: string): string {
    return this.#known.get(key)?.text() || 'Nothing was said yet.\n';
  }

  watch(key: string, changed: () => void): vscode.Disposable {
    if (!this.#known.has(key)) void this.#load(key);
    return this.#told.listen((told) => {
      if (told === key) changed();
    });
  }

  async #load(key: string): Promise<void> {
    const early = new Transcript();
    this.#known.set(key, early);
    const past = await this.#link.request('agent.watch', refOf(key));
    if (!past.ok || this.#known.get(key) !== early) return;
    const whole = new Transcript();
    this.#known.set(key, whole);
    this.#add(key, past.value.updates);
  }

  #add(key: string, updates: readonly AgentUpdate[]): void {
    const transcript = this.#known.get(key);
    if (transcript === undefined) return;
    for (const update of updates) transcript.add(update);
    this.#told.emit(key);
  }
}

const keyOf = ({ run, phase, task }: TaskRef): string => [run, phase, task].join('/');

function refOf(key: string): TaskRef {
  const [run = '', phase = '', task = ''] = key.split('/');
  return { run, phase, task };
}

/** Opens a task's transcript at its end. */
export async function openTranscript(home: Home, run: string, { phase, task, title }: TaskRecord): Promise<void> {
  const editor = await home.documents.open(kind, keyOf({ run, phase, task }), `Transcript ${title}`);
  reveal(editor, editor.document.lineCount - 1);
}

const reveal = (editor: vscode.TextEditor, line: number): void =>
  editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.Default);

/** Keeps the end of a growing transcript in sight, for whoever was looking at its end. */
export function followTranscripts(): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(({ document }) => {
    if (document.uri.authority !== kind) return;
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document !== document || !editor.selection.isEmpty) continue;
      const last = editor.visibleRanges.at(-1)?.end.line ?? 0;
      if (last >= seenLines(document) - 3) reveal(editor, document.lineCount - 1);
      lineCounts.set(document, document.lineCount);
    }
  });
}

/** Lines that a document had before its last change. */
const lineCounts = new WeakMap<vscode.TextDocument, number>();
const seenLines = (document: vscode.TextDocument): number => lineCounts.get(document) ?? 0;
