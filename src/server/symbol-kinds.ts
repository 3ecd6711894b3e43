import { SymbolKind } from 'vscode-languageserver-protocol';
import type { PlanSymbol } from '../plan/features/symbols.ts';

/** The parts of a plan, in the words that every editor has a picture for. */
export const symbolKinds: Readonly<Record<PlanSymbol['kind'], SymbolKind>> = {
  section: SymbolKind.Namespace,
  phase: SymbolKind.Module,
  task: SymbolKind.Event,
  issue: SymbolKind.Object,
  agent: SymbolKind.Class,
  runner: SymbolKind.Interface,
  criterion: SymbolKind.Boolean,
  step: SymbolKind.Method,
};
