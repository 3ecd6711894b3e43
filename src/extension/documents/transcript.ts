import * as vscode from 'vscode';
import { foldsOf } from '../../agents/folds.ts';
import { commands } from '../../protocol/commands.ts';
import type { TaskRef } from '../../protocol/requests.ts';
import type { TaskRecord } from '../../run/state.ts';
import type { Home } from '../home.ts';
import type { Homes } from '../homes.ts';
import { megabytes } from '../say/words.ts';
import { documentScheme } from './address.ts';
import { keyOf } from './comments.ts';
import { refOf, type Transcripts } from './transcripts.ts';

const kind = 'transcript';

/** Opens a task's transcript at its end, with thoughts folded. */
export async function openTranscript(home: Home, run: string, { phase, task, title }: TaskRecord): Promise<void> {
  const key = keyOf({ run, phase, task });
  if (home.transcripts.around(key).after) await home.transcripts.load(key);
  const editor = await home.documents.open(kind, key, `Transcript ${title}`);
  await foldThoughts(editor);
  reveal(editor, editor.document.lineCount - 1);
}

/** The task whose transcript is in front. */
export function transcriptInFront(): TaskRef | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri !== undefined && isTranscript(uri) ? refOf(uri.query) : undefined;
}

const isTranscript = ({ scheme, authority }: vscode.Uri): boolean => scheme === documentScheme && authority === kind;

const reveal = (editor: vscode.TextEditor, line: number): void =>
  editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.Default);

async function foldThoughts(editor: vscode.TextEditor): Promise<void> {
  const thoughts = foldsOf(linesOf(editor.document)).filter((fold) => fold.kind === 'thought');
  if (thoughts.length === 0) return;
  const selectionLines = thoughts.map(({ start }) => start);
  await vscode.commands.executeCommand('editor.fold', { levels: 1, direction: 'down', selectionLines });
}

const linesOf = (document: vscode.TextDocument): readonly string[] => document.getText().split(/\r?\n/);

/** What a transcript's editor offers beside its text: folds, the way to what is not shown, and its end kept in sight while it grows. */
export function followTranscripts(homes: Homes): vscode.Disposable {
  const selector = { scheme: documentScheme, language: 'markdown' };
  const folds: vscode.FoldingRangeProvider = {
    provideFoldingRanges: (document) =>
      isTranscript(document.uri)
        ? foldsOf(linesOf(document)).map(({ start, end }) => new vscode.FoldingRange(start, end))
        : [],
  };
  const lenses: vscode.CodeLensProvider = {
    provideCodeLenses: (document) => {
      const transcripts = isTranscript(document.uri) ? homes.of(document.uri)?.transcripts : undefined;
      return transcripts === undefined ? [] : lensesOf(document, transcripts);
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerFoldingRangeProvider(selector, folds),
    vscode.languages.registerCodeLensProvider(selector, lenses),
    vscode.workspace.onDidChangeTextDocument(({ document }) => keepEndInSight(document)),
  );
}

function lensesOf(document: vscode.TextDocument, transcripts: Transcripts): vscode.CodeLens[] {
  const { before, after } = transcripts.around(document.uri.query);
  const lens = (line: number, title: string, command: string): vscode.CodeLens =>
    new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command });
  const subject = { kind: 'task', plan: '', issue: undefined, ...refOf(document.uri.query) };
  const end = lens(Math.max(0, document.lineCount - 2), '$(arrow-down) Back to the end', commands.openTranscript);
  return [
    ...(before === 0
      ? []
      : [lens(0, `$(arrow-up) Show earlier part (${megabytes(before)} more)`, commands.earlierTranscript)]),
    ...(after
      ? [
          {
            ...end,
            command: { title: end.command?.title ?? '', command: commands.openTranscript, arguments: [subject] },
          },
        ]
      : []),
  ].map(({ range, command }) => new vscode.CodeLens(range, command));
}

/** For whoever was looking at its end. */
function keepEndInSight(document: vscode.TextDocument): void {
  if (!isTranscript(document.uri)) return;
  for (const editor of vscode.window.visibleTextEditors) {
    if (editor.document !== document || !editor.selection.isEmpty) continue;
    const last = editor.visibleRanges.at(-1)?.end.line ?? 0;
    if (last >= seenLines(document) - 3) reveal(editor, document.lineCount - 1);
  }
  lineCounts.set(document, document.lineCount);
}

/** Lines that a document had before its last change. */
const lineCounts = new WeakMap<vscode.TextDocument, number>();
const seenLines = (document: vscode.TextDocument): number => lineCounts.get(document) ?? 0;
