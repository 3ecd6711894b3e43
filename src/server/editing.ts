import { type CodeAction, CodeActionKind, CodeActionRequest, type Range } from 'vscode-languageserver-protocol';
import { fixesOfCode, safeFixes } from '../plan/features/fix-all.ts';
import { fixesOf } from '../plan/features/fixes.ts';
import { ignoreHere } from '../plan/features/ignore.ts';
import { diagnosticOf } from './diagnostics.ts';
import type { OpenPlan } from './documents.ts';
import { answers, type Feature } from './feature.ts';
import type { Host } from './host.ts';
import { editsOf, workspaceEdit } from './workspace-edit.ts';

const fixAllKind = `${CodeActionKind.SourceFixAll}.phaseline`;

/** What changes a plan for a person. */
export const editing: readonly Feature[] = [
  answers(
    CodeActionRequest.type,
    { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] } },
    (host, { textDocument, range, context }) => {
      const plan = host.plan(textDocument);
      if (plan === undefined) return null;
      const wants = (kind: string): boolean | undefined =>
        context.only?.some((one) => one === '' || one === kind || kind.startsWith(`${one}.`));
      return [
        ...((wants(CodeActionKind.QuickFix) ?? true) ? quickFixes(host, plan, range) : []),
        // What mends the whole plan is worked out only for who asks for it, not at each step of the cursor.
        ...(wants(fixAllKind) ? fixAll(host, plan) : []),
      ];
    },
  ),
];

function quickFixes(host: Host, plan: OpenPlan, range: Range): CodeAction[] {
  const { start, end } = plan.span(range);
  const touched = host.problems(plan).filter(({ span }) => span.start <= end && start <= span.end);
  const single = touched.flatMap((problem) =>
    fixesOf(plan.snapshot, problem).map(({ title, edits }, index) => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnosticOf(host, plan, problem)],
      isPreferred: index === 0,
      edit: workspaceEdit(host, [editsOf(plan, edits)]),
    })),
  );
  const hiding = touched.flatMap((problem): CodeAction[] => {
    const fix = ignoreHere(plan.snapshot, problem);
    if (fix === undefined) return [];
    const diagnostics = [diagnosticOf(host, plan, problem)];
    return [
      {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics,
        edit: workspaceEdit(host, [editsOf(plan, fix.edits)]),
      },
    ];
  });
  const codes = [...new Set(touched.map(({ code }) => code))];
  return [...single, ...codes.flatMap((code) => fixCode(host, plan, code)), ...hiding];
}

/** Offered where more than one problem of a code can be mended. */
function fixCode(host: Host, plan: OpenPlan, code: string): CodeAction[] {
  const { count, edits } = fixesOfCode(plan.snapshot, host.problems(plan), code);
  const title = `Fix all ${count} "${code}" problems, each by its first fix`;
  return count > 1 ? [{ title, kind: CodeActionKind.QuickFix, edit: workspaceEdit(host, [editsOf(plan, edits)]) }] : [];
}

function fixAll(host: Host, plan: OpenPlan): CodeAction[] {
  const edits = safeFixes(plan.snapshot, host.problems(plan));
  const title = 'Fix everything that has one safe fix';
  return edits.length > 0 ? [{ title, kind: fixAllKind, edit: workspaceEdit(host, [editsOf(plan, edits)]) }] : [];
}
