import * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { commands } from '../protocol/commands.ts';

/** A server that breaks again this soon is left alone. */
const brokeAgain = 60_000;

/** The language server for plans: started with the first plan, restarted once when it breaks. */
export function startLanguageClient(server: string, log: vscode.LogOutputChannel): LanguageClient {
  let lastBreak = 0;
  return new LanguageClient(
    'phaseline',
    'Phaseline',
    {
      run: { module: server, transport: TransportKind.ipc },
      debug: { module: server, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6019'] } },
    },
    {
      documentSelector: [{ language: 'phaseplan' }],
      outputChannel: log,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed: () => {
          const again = Date.now() - lastBreak < brokeAgain;
          lastBreak = Date.now();
          if (again) void sayStopped();
          else log.warn('The language server ended and is started again.');
          return { action: again ? CloseAction.DoNotRestart : CloseAction.Restart, handled: true };
        },
      },
    },
  );
}

async function sayStopped(): Promise<void> {
  const text =
    'The language server for plans ended twice and was left off: plans are not checked until the window is reloaded. The log says why.';
  if ((await vscode.window.showWarningMessage(text, 'Show Log')) !== undefined)
    await vscode.commands.executeCommand(commands.showLog);
}
