import * as vscode from 'vscode';
import { commands, views } from '../protocol/commands.ts';
import type { Home } from './home.ts';
import { hookStatusOf } from './hooks/status.ts';
import { statusOf } from './status.ts';
import { folderSubject } from './views/row.ts';

/** The status bar's entry; absent while nothing has run, in a colour only when a person is needed. */
export function showStatus(home: Home): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(idOf('phaseline.status', home), vscode.StatusBarAlignment.Left, 20);
  item.name = nameOf('Phaseline', home);
  const draw = (): void => {
    const status = statusOf(home.model.value.work);
    if (status === undefined) {
      item.hide();
      return;
    }
    item.text = nameOf(status.text, home);
    item.tooltip = status.tooltip;
    item.accessibilityInformation = { label: status.spoken, role: 'button' };
    item.command = status.calls
      ? { command: commands.answerAgent, title: 'Answer', arguments: [folderSubject(home)] }
      : `${views.plan}.focus`;
    item.backgroundColor = status.calls ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  };
  draw();
  return vscode.Disposable.from(item, home.model.onChange(draw));
}

/** The status bar's entry on hooks: quiet, and absent while there is nothing to say. */
export function showHookStatus(home: Home): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(idOf('phaseline.hooks', home), vscode.StatusBarAlignment.Left, 19);
  item.name = nameOf('Phaseline Hooks', home);
  item.command = `${views.hooks}.focus`;
  const draw = (): void => {
    const status = hookStatusOf(home.model.value.work);
    if (status === undefined) {
      item.hide();
      return;
    }
    item.text = nameOf(status.text, home);
    item.tooltip = 'Show hooks';
    item.accessibilityInformation = { label: status.spoken, role: 'button' };
    item.show();
  };
  draw();
  return vscode.Disposable.from(item, home.model.onChange(draw));
}

/** Each folder has entries of its own; those of the first need no name. */
const idOf = (id: string, { tag }: Home): string => (tag === '' ? id : `${id}.${tag}`);
const nameOf = (text: string, { tag, name }: Home): string => (tag === '' ? text : `${text} (${name})`);
