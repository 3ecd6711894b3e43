import {
  DocumentFormattingRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  type TextEdit,
} from 'vscode-languageserver-protocol';
import type { TextEdit as PlanEdit } from '../plan/features/edit.ts';
import { format } from '../plan/features/format.ts';
import { formatNewLine } from '../plan/features/format-newline.ts';
import type { OpenPlan } from './documents.ts';
import { answers, type Feature } from './feature.ts';

const told = (plan: OpenPlan, edits: readonly PlanEdit[]): TextEdit[] =>
  edits.map(({ span, text }) => ({ range: plan.range(span), newText: text }));

/** Plans are indented by two spaces whatever the editor's options say: it is what the format's words and templates do. */
export const formatting: readonly Feature[] = [
  answers(DocumentFormattingRequest.type, { documentFormattingProvider: true }, (host, { textDocument }) => {
    const plan = host.plan(textDocument);
    return plan ? told(plan, format(plan.snapshot)) : null;
  }),
  answers(
    DocumentRangeFormattingRequest.type,
    { documentRangeFormattingProvider: true },
    (host, { textDocument, range }) => {
      const plan = host.plan(textDocument);
      if (plan === undefined) return null;
      // Whole lines: nobody means half an indentation.
      const lines = { start: { line: range.start.line, character: 0 }, end: { ...range.end } };
      if (range.end.character > 0) lines.end = { line: range.end.line + 1, character: 0 };
      return told(plan, format(plan.snapshot, plan.span(lines)));
    },
  ),
  answers(
    DocumentOnTypeFormattingRequest.type,
    { documentOnTypeFormattingProvider: { firstTriggerCharacter: '\n' } },
    (host, { textDocument, position }) => {
      const plan = host.plan(textDocument);
      return plan ? told(plan, formatNewLine(plan.snapshot, plan.offset(position))) : null;
    },
  ),
];
