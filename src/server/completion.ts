import {
  type CompletionItem,
  CompletionItemKind,
  CompletionRequest,
  CompletionResolveRequest,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver-protocol';
import { complete, type Suggestion } from '../plan/features/complete.ts';
import { answers, type Feature } from './feature.ts';
import type { Host } from './host.ts';

const kinds: Readonly<Record<Suggestion['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  template: CompletionItemKind.Variable,
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
  { completionProvider: { resolveProvider: true, triggerCharacters: [' ', ':', '-', '[', '{', ',', '/', '.', '"'] } },
  (host, { textDocument, position }) => {
    const plan = host.plan(textDocument);
    if (plan === undefined) return null;
    const suggestions = complete(plan.snapshot, host.world.knowledge, plan.offset(position));
    shown.set(host, suggestions);
    const items = suggestions.map((suggestion, index): CompletionItem => {
      const { label, kind, detail, span, insert, filter } = suggestion;
      return {
        label,
        kind: kinds[kind],
        sortText: String(index).padStart(5, '0'),
        textEdit: { range: plan.range(span), newText: insert },
        insertTextFormat: InsertTextFormat.PlainText,
        data: index,
        ...(detail === '' ? {} : { labelDetails: { description: detail }, detail }),
        ...(filter === undefined ? {} : { filterText: filter }),
        // A nested key or a mention is at once followed by what comes in it.
        ...(kind === 'key' ? { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } } : {}),
      };
    });
    return { isIncomplete: false, items };
  },
);

export const completionResolve: Feature = answers(CompletionResolveRequest.type, {}, (host, item) => {
  const suggestion = typeof item.data === 'number' ? shown.get(host)?.[item.data] : undefined;
  if (suggestion?.label !== item.label || suggestion.doc === '') return item;
  return { ...item, documentation: { kind: MarkupKind.Markdown, value: suggestion.doc } };
});
