import {
  type CompletionItem,
  CompletionItemKind,
  CompletionRequest,
  CompletionResolveRequest,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
} from 'vscode-languageserver-protocol';
import { complete, lookupAt } from '../plan/features/complete.ts';
import { plainOf } from '../plan/features/snippets.ts';
import type { Suggestion } from '../plan/features/suggestion.ts';
import { withLooked } from '../plan/model/knowledge.ts';
import type { Snapshot } from '../plan/model/snapshot.ts';
import { rangeIn } from './documents.ts';
import { answers, type Feature } from './feature.ts';
import type { Host } from './host.ts';

const kinds: Readonly<Record<Suggestion['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  template: CompletionItemKind.Variable,
  snippet: CompletionItemKind.Snippet,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  program: CompletionItemKind.Function,
  phase: CompletionItemKind.Module,
  task: CompletionItemKind.Event,
  agent: CompletionItemKind.Class,
  runner: CompletionItemKind.Interface,
  issue: CompletionItemKind.Reference,
  action: CompletionItemKind.Function,
};

/** The last list for each host: documentation is sent only for the item that a person looks at. */
const shown = new WeakMap<Host, readonly Suggestion[]>();

export const completion: Feature = answers(
  CompletionRequest.type,
  {
    completionProvider: {
      resolveProvider: true,
      triggerCharacters: [' ', ':', '-', '[', '{', ',', '/', '.', '"', "'"],
    },
  },
  async (host, { textDocument, position }) => {
    const plan = host.plan(textDocument);
    if (plan === undefined) return null;
    // The text may go on while the disk is looked at: the answer is about the text that was asked about.
    const { snapshot } = plan;
    const offset = snapshot.offset(position);
    const lookup = lookupAt(snapshot, offset);
    const { knowledge } = host.world(plan);
    const looked = lookup && (await host.workspace.look(plan, lookup));
    const suggestions = complete(snapshot, looked ? withLooked(knowledge, looked) : knowledge, offset);
    shown.set(host, suggestions);
    const written = writerFor(host, snapshot, offset);
    // Programs are those with the letters that are there by now: with others there may be more.
    const isIncomplete = lookup?.program !== undefined;
    return { isIncomplete, items: suggestions.map((one, index) => itemOf(one, index, written)) };
  },
);

type Written = (suggestion: Suggestion) => Pick<CompletionItem, 'textEdit' | 'insertTextFormat' | 'insertTextMode'>;

function itemOf(suggestion: Suggestion, index: number, written: Written): CompletionItem {
  const { label, kind, detail, filter, goesOn } = suggestion;
  return {
    label,
    kind: kinds[kind],
    sortText: String(index).padStart(5, '0'),
    ...written(suggestion),
    data: index,
    ...(detail === '' ? {} : { labelDetails: { description: detail }, detail }),
    ...(filter === undefined ? {} : { filterText: filter }),
    // VS Code asks again at once; other editors do not know the command and leave it.
    ...(goesOn ? { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } } : {}),
  };
}

/**
 * How this client takes a text of several lines: with the indentation of the line added by itself where it says so or expands a snippet,
 * else as it stands; and with places to go through only where it knows such.
 */
function writerFor({ client }: Host, snapshot: Snapshot, offset: number): Written {
  const can = client.textDocument?.completion?.completionItem;
  const adjusts = can?.insertTextModeSupport?.valueSet.includes(InsertTextMode.adjustIndentation) ?? false;
  const indent = indentAt(snapshot, offset);
  return ({ span, insert, snippet }) => {
    const asSnippet = snippet === true && can?.snippetSupport === true;
    const text = snippet && !asSnippet ? plainOf(insert) : insert;
    const newText = adjusts || asSnippet ? text : text.replaceAll('\n', `\n${indent}`);
    return {
      textEdit: { range: rangeIn(snapshot, span), newText },
      insertTextFormat: asSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      ...(adjusts ? { insertTextMode: InsertTextMode.adjustIndentation } : {}),
    };
  };
}

function indentAt(snapshot: Snapshot, offset: number): string {
  const place = snapshot.at(offset);
  const before = place?.section.text.slice(0, offset - place.start) ?? '';
  return /^[ \t]*/.exec(before.slice(before.lastIndexOf('\n') + 1))?.[0] ?? '';
}

export const completionResolve: Feature = answers(CompletionResolveRequest.type, {}, (host, item) => {
  const suggestion = typeof item.data === 'number' ? shown.get(host)?.[item.data] : undefined;
  if (suggestion?.label !== item.label || suggestion.doc === '') return item;
  return { ...item, documentation: { kind: MarkupKind.Markdown, value: suggestion.doc } };
});
