import * as vscode from 'vscode';
import type { Home } from './home.ts';
import { keysOf } from './keys.ts';

/** Keeps the keys of `when` clauses true; each is set only when it changes. */
export function keepContextKeys({ model }: Home): vscode.Disposable {
  const set = new Map<string, unknown>();
  const keep = (): void => {
    for (const [key, value] of Object.entries(keysOf(model.value))) {
      if (set.get(key) === value) continue;
      set.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  };
  keep();
  return model.onChange(keep);
}
