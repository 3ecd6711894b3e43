import * as vscode from 'vscode';
import { checkDocument, type TrackerWords, trackerWords } from '../../issues/document/check.ts';
import { completeDocument, type DocumentCompletion, documentHelp } from '../../issues/document/complete.ts';
import { type DocumentPart, documentOutline } from '../../issues/document/outline.ts';
import { readDocument } from '../../issues/document/read.ts';
import { fieldWord } from '../../issues/document/save.ts';
import type { Homes } from '../homes.ts';
import { issueScheme } from './address.ts';
import type { IssueFiles } from './issue-files.ts';

const selector: vscode.DocumentSelector = { scheme: issueScheme };

/** More than this is not read by anybody; typing narrows it. */
const most = 300;

/** What an editor knows about the document of an issue: its parts, its words, what is wrong, and what a line means. */
export function issueLanguage(homes: Homes): vscode.Disposable {
  const problems = vscode.languages.createDiagnosticCollection('phaseline-issue');
  const words = ({ uri }: vscode.TextDocument): TrackerWords =>
    trackerWords(homes.of(uri)?.issues.graph.issues ?? new Map());
  const check = (document: vscode.TextDocument): void => {
    const files = document.uri.scheme === issueScheme ? homes.of(document.uri)?.issueFiles : undefined;
    if (files !== undefined) problems.set(document.uri, problemsOf(document, files, words(document)));
  };
  const checkAll = (): void => vscode.workspace.textDocuments.forEach(check);
  return vscode.Disposable.from(
    problems,
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => problems.delete(uri)),
    homes.each(({ issueFiles }) => issueFiles.onDidChangeFile(checkAll)),
    vscode.languages.registerCompletionItemProvider(
      selector,
      { provideCompletionItems: (document, position) => completionsAt(document, position, words(document)) },
      ...[':', ' ', '[', ',', '#'],
    ),
    vscode.languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: (document) => documentOutline(document.getText()).map(symbolOf),
    }),
    vscode.languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: (document) => foldings(documentOutline(document.getText())),
    }),
    vscode.languages.registerHoverProvider(selector, {
      provideHover(document, { line }) {
        const text = document.lineAt(line).text;
        const help = documentHelp(text);
        const length = /^(?:\w+|## .*)/.exec(text)?.[0].length ?? 0;
        return help === undefined ? undefined : new vscode.Hover(help, new vscode.Range(line, 0, line, length));
      },
    }),
  );
}

function problemsOf(document: vscode.TextDocument, files: IssueFiles, words: TrackerWords): vscode.Diagnostic[] {
  const text = document.getText();
  const file = files.file(document.uri);
  if (file === undefined) return [];
  const read = readDocument(text);
  const before = readDocument(file.text);
  const range = (start: number, end: number): vscode.Range =>
    new vscode.Range(document.positionAt(start), document.positionAt(end));
  const found = checkDocument(read, { fields: before.fields, tail: before.tail.text }, words).map(
    ({ span, grave, message }) => {
      const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
      return new vscode.Diagnostic(range(span.start, span.end), message, grave === 'error' ? error : warning);
    },
  );
  const conflicts = document.isDirty ? file.conflicts(text) : [];
  const clashes = conflicts.map((field) => {
    const span = read.places.get(field) ?? { start: 0, end: 3 };
    const message = `Somebody else has changed the ${fieldWord(field)} meanwhile: "${String(before.fields[field]).slice(0, 200)}". Saving shows both side by side.`;
    return new vscode.Diagnostic(range(span.start, span.end), message, vscode.DiagnosticSeverity.Warning);
  });
  const all = [...found, ...clashes];
  for (const diagnostic of all) diagnostic.source = 'Phaseline';
  return all;
}

function symbolOf({ name, level, lines: { start, end }, parts }: DocumentPart): vscode.DocumentSymbol {
  const kind = level === 0 ? vscode.SymbolKind.Struct : vscode.SymbolKind.String;
  const symbol = new vscode.DocumentSymbol(name, '', kind, linesOf(start, end), linesOf(start, start));
  symbol.children = parts.map(symbolOf);
  return symbol;
}

const linesOf = (start: number, end: number): vscode.Range => new vscode.Range(start, 0, end, Number.MAX_SAFE_INTEGER);

const foldings = (parts: readonly DocumentPart[]): vscode.FoldingRange[] =>
  parts.flatMap(({ lines: { start, end }, parts: inner }) => [
    ...(end > start ? [new vscode.FoldingRange(start, end)] : []),
    ...foldings(inner),
  ]);

const kinds: { readonly [kind in DocumentCompletion['kind']]: vscode.CompletionItemKind } = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  issue: vscode.CompletionItemKind.Reference,
  person: vscode.CompletionItemKind.User,
  section: vscode.CompletionItemKind.Class,
};

function completionsAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  words: TrackerWords,
): vscode.CompletionList | undefined {
  const offset = document.offsetAt(position);
  const all = completeDocument(document.getText(), offset, words);
  const typed = all[0] === undefined ? '' : document.getText().slice(all[0].span.start, offset).toLowerCase();
  const fitting =
    all.length <= most ? all : all.filter(({ label, matches = label }) => matches.toLowerCase().includes(typed));
  const items = fitting.slice(0, most).map(({ label, text, span, kind, detail, help, matches }, index) => {
    const item = new vscode.CompletionItem({ label, description: detail }, kinds[kind]);
    item.insertText = text;
    item.range = new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
    item.sortText = String(index).padStart(5, '0');
    if (help !== '') item.documentation = new vscode.MarkdownString(help);
    if (matches !== undefined) item.filterText = matches;
    return item;
  });
  return new vscode.CompletionList(items, fitting.length > most);
}
