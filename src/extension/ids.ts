import * as vscode from 'vscode';
import { Mentions } from '../issues/mentions.ts';
import { languageId } from '../protocol/lsp.ts';
import { issueUri } from './documents/issue-files.ts';
import type { Home } from './home.ts';
import { line } from './say/words.ts';
import { issueCard } from './views/issues/card.ts';
import { issueWords } from './views/issues/look.ts';

/** Every document: source, notes, commit messages, the box of the Source Control view. */
const anywhere: vscode.DocumentSelector = { scheme: '*' };

/** Longer texts are logs and data. */
const longest = 2_000_000;

class IssueLink extends vscode.TerminalLink {
  readonly issue: string;

  constructor(start: number, length: number, tooltip: string, issue: string) {
    super(start, length, tooltip);
    this.issue = issue;
  }
}

/** Ids of issues as links with hovers, in every text and in terminals. Nothing is registered before the window knows a tracker. */
export function linkIds(home: Home): vscode.Disposable {
  let registered: vscode.Disposable | undefined;
  const look = (): void => {
    const { issues } = home.model.value;
    const known = issues !== undefined && issues.state !== 'none';
    if (known && registered === undefined) registered = register(home);
    if (!known) {
      registered?.dispose();
      registered = undefined;
    }
  };
  look();
  return vscode.Disposable.from(home.model.onChange(look), { dispose: () => registered?.dispose() });
}

function register(home: Home): vscode.Disposable {
  let made: { readonly ids: number; readonly mentions: Mentions } | undefined;
  const mentions = (): Mentions => {
    const { issues } = home.issues.graph;
    // An issue's change leaves the ids as they are; another number of them does not.
    if (made === undefined || made.ids !== issues.size) made = { ids: issues.size, mentions: new Mentions(issues) };
    return made.mentions;
  };
  const terminal: vscode.TerminalLinkProvider<IssueLink> = {
    provideTerminalLinks: ({ line: text }) =>
      mentions()
        .in(text)
        .map(({ id, span: { start, end } }) => new IssueLink(start, end - start, titleOf(home, id), id)),
    handleTerminalLink: async ({ issue }) => {
      await vscode.window.showTextDocument(issueUri(home, issue));
    },
  };
  const isOurs = ({ languageId: language }: vscode.TextDocument): boolean => language === languageId;
  return vscode.Disposable.from(
    vscode.languages.registerDocumentLinkProvider(anywhere, {
      provideDocumentLinks(document) {
        const text = document.getText();
        if (text.length > longest || isOurs(document)) return [];
        return mentions()
          .in(text)
          .map(({ id, span: { start, end } }) => {
            const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
            const link = new vscode.DocumentLink(range, issueUri(home, id));
            link.tooltip = titleOf(home, id);
            return link;
          });
      },
    }),
    vscode.languages.registerHoverProvider(anywhere, {
      provideHover(document, position) {
        if (isOurs(document)) return undefined;
        const { text } = document.lineAt(position.line);
        const found = mentions()
          .in(text)
          .find(({ span }) => span.start <= position.character && position.character <= span.end);
        const { graph } = home.issues;
        const issue = found && graph.issues.get(found.id);
        if (found === undefined || issue === undefined) return undefined;
        const range = new vscode.Range(position.line, found.span.start, position.line, found.span.end);
        return new vscode.Hover(new vscode.MarkdownString(issueCard(issue, graph)), range);
      },
    }),
    vscode.window.registerTerminalLinkProvider(terminal),
  );
}

function titleOf(home: Home, id: string): string {
  const { graph } = home.issues;
  const issue = graph.issues.get(id);
  return issue === undefined ? id : line(issue.title, issueWords(issue, graph));
}
