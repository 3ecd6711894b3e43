import * as vscode from 'vscode';
import { fence } from '../../base/fence.ts';
import type { Home } from '../home.ts';
import type { Model } from '../model.ts';
import { plain } from '../say/words.ts';
import { type Waiting, waitingFor } from '../work.ts';

export type AskedRequest = Extract<Waiting, { kind: 'request' }>;

const kind = 'question';

/** Shows what an agent asks for in the editor: the command, or the change as a diff. The editor is closed again when it is answered. */
export async function openQuestion(home: Home, asked: AskedRequest): Promise<{ close(): Promise<void> }> {
  const { run, phase, task, request, title } = asked;
  const editor = await home.documents.open(kind, [run, phase, task, request.id].join('\n'), `Question of ${title}`);
  const uri = editor.document.uri.toString();
  return {
    close: async () => {
      const tabs = vscode.window.tabGroups.all.flatMap(({ tabs: each }) => each);
      const own = tabs.filter(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri);
      await vscode.window.tabGroups.close(own, true);
    },
  };
}

/** The text of such a document. Pure. */
export function questionText(model: Model, key: string): string {
  const asked = waitingFor(model.work).find(
    (one) => one.kind === 'request' && [one.run, one.phase, one.task, one.request.id].join('\n') === key,
  );
  if (asked?.kind !== 'request') return 'This question is answered.\n';
  const { request, title } = asked;
  const looksLikeDiff = /^[-+@]/m.test(request.detail) && request.tool === 'edit';
  const parts = [
    `# ${plain(request.title)}`,
    `${plain(title)} asks for leave to ${words[request.tool]}.`,
    request.detail.trim() === ''
      ? ''
      : fence(request.detail, looksLikeDiff ? 'diff' : request.tool === 'execute' ? 'sh' : ''),
    request.files.map((file) => `- \`${file}\``).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const words: { readonly [tool in AskedRequest['request']['tool']]: string } = {
  read: 'read',
  edit: 'change a file',
  delete: 'delete',
  move: 'move files',
  search: 'search',
  execute: 'run a command',
  think: 'think',
  fetch: 'fetch something from the network',
  switch_mode: 'change its mode',
  other: 'use a tool',
};
