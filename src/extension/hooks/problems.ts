import path from 'node:path';
import * as vscode from 'vscode';
import type { HookProblem } from '../../hooks/problems.ts';
import type { HookEntry } from '../../run/state.ts';
import type { Home } from '../home.ts';
import { latestHooks } from './latest.ts';

const severities: { readonly [severity in HookProblem['severity']]: vscode.DiagnosticSeverity } = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** Shows what hooks found as problems of the files, until the hook has run again for the same file. */
export function showHookProblems(home: Home): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(
    home.tag === '' ? 'phaseline.hooks' : `phaseline.hooks.${home.tag}`,
  );
  let drawn: readonly HookEntry[] = [];
  const draw = (): void => {
    const { hooks } = home.model.value.work;
    if (hooks === drawn) return;
    drawn = hooks;
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const { title, problems } of latestHooks(hooks)) {
      for (const problem of problems) {
        const file = path.resolve(home.root, problem.file);
        byFile.set(file, [...(byFile.get(file) ?? []), diagnosticOf(title, problem)]);
      }
    }
    collection.clear();
    for (const [file, diagnostics] of byFile) collection.set(vscode.Uri.file(file), diagnostics);
  };
  draw();
  return vscode.Disposable.from(collection, home.model.onChange(draw));
}

function diagnosticOf(title: string, { line, column, severity, message, code }: HookProblem): vscode.Diagnostic {
  const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  const diagnostic = new vscode.Diagnostic(new vscode.Range(at, at), message, severities[severity]);
  diagnostic.source = title;
  if (code !== undefined) diagnostic.code = code;
  return diagnostic;
}
