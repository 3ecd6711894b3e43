import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable.ts';
import type { Homes } from './homes.ts';
import { keysOf } from './keys.ts';

/** Keeps the keys of `when` clauses true; each is set only when it changes. */
export function keepContextKeys(homes: Homes): vscode.Disposable {
  const set = new Map<string, unknown>();
  const keep = (): void => {
    for (const [key, value] of Object.entries(keysOf(homes.all.map(({ model }) => model.value)))) {
      if (set.get(key) === value) continue;
      set.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  };
  keep();
  const held = new DisposableStore();
  held.add(homes.onChange(keep));
  held.add(homes.each(({ model }) => model.onChange(keep)));
  return held;
}
