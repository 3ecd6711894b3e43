import * as vscode from 'vscode';
import type { AgentUpdate } from '../../agents/agent.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { TaskRef } from '../../protocol/requests.ts';
import type { TaskRecord } from '../../run/state.ts';
import type { Home } from '../home.ts';
import type { RunnerLink } from '../link/link.ts';
import type { DocumentSource } from './documents.ts';
import { transcriptText } from './transcript-text.ts';

const kind = 'transcript';

/** What agents said and did, told while they do it. */
export class Transcripts implements DocumentSource {
  readonly #link: RunnerLink;
  readonly #updates = new Map<string, readonly AgentUpdate[]>();

  constructor(link: RunnerLink) {
    this.#link = link;
  }

  text(key: string): string {
    return transcriptText(this.#updates.get(key) ?? []);
  }

  /** Takes the past, then what comes; after a broken line the past once more. */
  watch(key: string, changed: () => void): vscode.Disposable {
    const ref = refOf(key);
    const held = new DisposableStore();
    const load = async (): Promise<void> => {
      const past = await this.#link.request('agent.watch', ref);
      if (!past.ok) return;
      this.#updates.set(key, past.value.updates);
      changed();
    };
    held.add(
      this.#link.onTranscript(({ updates, ...of }) => {
        if (keyOf(of) !== key) return;
        this.#updates.set(key, [...(this.#updates.get(key) ?? []), ...updates]);
        changed();
      }),
    );
    held.add(this.#link.onConnected(() => void load()));
    held.add({
      dispose: () => {
        this.#updates.delete(key);
        void this.#link.tell('agent.unwatch', ref);
      },
    });
    void load();
    return held;
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
