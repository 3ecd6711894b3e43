import * as vscode from 'vscode';
import { completeMention, type Mention, mentionAt } from '../../agents/mentions.ts';
import type { Home } from '../home.ts';
import { openIssues } from './issue-choice.ts';

/** What the person typed, and whether they want to see the whole prompt before it is sent. */
export type TypedPrompt = { readonly text: string; readonly edit: boolean };

type Item = vscode.QuickPickItem & ({ readonly go: 'launch' | 'edit' } | { readonly name: string });

/** Most files or issues that are offered for one mention. */
const most = 30;

/** Asks what an agent shall do, and completes `@file` and `#issue` on the way; undefined: they went away. */
export function askForPrompt(home: Home, title: string): Promise<TypedPrompt | undefined> {
  const box = vscode.window.createQuickPick<Item>();
  box.title = title;
  box.placeholder = 'What shall it do? Say where (@file, #issue), and how one sees that it is done.';
  box.ignoreFocusOut = true;
  const files = filesOf();
  return new Promise((resolve) => {
    let asked = 0;
    const offer = async (): Promise<void> => {
      asked += 1;
      const now = asked;
      const mention = mentionAt(box.value, box.value.length);
      const items = mention === undefined ? goOn : await candidates(home, mention, files);
      if (now === asked) box.items = items.map((item) => ({ ...item, alwaysShow: true }));
    };
    box.onDidChangeValue(() => void offer());
    box.onDidAccept(() => {
      const [chosen] = box.activeItems;
      const mention = mentionAt(box.value, box.value.length);
      if (chosen !== undefined && 'name' in chosen && mention !== undefined) {
        box.value = completeMention(box.value, mention, chosen.name).text;
        void offer();
        return;
      }
      const text = box.value.trim();
      if (text === '') return;
      resolve({ text, edit: chosen !== undefined && 'go' in chosen && chosen.go === 'edit' });
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    void offer();
    box.show();
  });
}

const goOn: readonly Item[] = [
  { label: '$(rocket) Launch', detail: 'Title, issue, checks and rules are put around it.', go: 'launch' },
  { label: '$(edit) See and edit the whole prompt first', detail: 'Opens exactly what would be sent.', go: 'edit' },
];

async function candidates(
  home: Home,
  mention: Mention,
  files: () => Promise<readonly string[]>,
): Promise<readonly Item[]> {
  const typed = mention.typed.toLowerCase();
  if (mention.kind === 'file') {
    const names = (await files()).filter((name) => name.toLowerCase().includes(typed));
    return names.slice(0, most).map((name) => ({ label: `$(file) ${name}`, name }));
  }
  return openIssues(home)
    .filter(({ label, value }) => `${label} ${value ?? ''}`.toLowerCase().includes(typed))
    .slice(0, most)
    .flatMap(({ label, description = '', value }) =>
      value === undefined ? [] : [{ label, description, name: value }],
    );
}

/** The folder's files, looked up when the first is mentioned; shortest first. */
function filesOf(): () => Promise<readonly string[]> {
  let found: Promise<readonly string[]> | undefined;
  return () => {
    found ??= Promise.resolve(vscode.workspace.findFiles('**/*', '**/{node_modules,.git,.phaseline}/**', 20_000)).then(
      (uris) =>
        uris
          .map((uri) => vscode.workspace.asRelativePath(uri, false))
          .sort((one, other) => one.length - other.length || one.localeCompare(other)),
    );
    return found;
  };
}
