import * as vscode from 'vscode';
import { commands } from '../protocol/commands.ts';
import type { RunEvent } from '../run/events.ts';
import { endText } from './end-text.ts';
import type { Home } from './home.ts';
import { showReport } from './report.ts';
import { sayRefused } from './say/say.ts';
import { plural } from './say/words.ts';
import { folderSubject } from './views/row.ts';
import { waitingFor } from './work.ts';

/** Calls the person when a decision is needed or work ended; one call at a time, never two for one thing. */
export function callThePerson(home: Home): vscode.Disposable {
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const requests = waitingFor(home.model.value.work).filter(({ kind }) => kind === 'request');
    const [first] = requests;
    if (first?.kind === 'request') {
      const text =
        requests.length === 1
          ? `${first.title} asks: ${first.request.title}`
          : `${plural(requests.length, 'agent')} wait for your answer; the first, ${first.title}, asks: ${first.request.title}`;
      const answer = await vscode.window.showInformationMessage(text, 'Answer…');
      if (answer !== undefined) await vscode.commands.executeCommand(commands.answerAgent, folderSubject(home));
    }
    asking = false;
  };
  const listening = home.link.onLiveEvent((event) => {
    if (event.kind === 'agent.waiting') void ask();
    else if (event.kind === 'run.finished') void sayEnd(home, event);
  });
  const forgetting = home.model.onChange(({ work }) => {
    if (waitingFor(work).length === 0) asking = false;
  });
  return vscode.Disposable.from(listening, forgetting);
}

/** The report of a run that was started here opens beside the work; with the window away, a notification says so. */
async function sayEnd(home: Home, event: Extract<RunEvent, { kind: 'run.finished' }>): Promise<void> {
  const run = home.model.value.work.runs[event.run];
  if (run === undefined) return;
  const own = home.started.delete(event.run) && run.scope.kind === 'plan';
  if (own) {
    const shown = await showReport(home, event.run, vscode.ViewColumn.Beside);
    if (!shown.ok) await sayRefused(shown.error, home.log);
  }
  if (vscode.window.state.focused) return;
  if ((await vscode.window.showInformationMessage(endText(run, event), 'Show Report')) === undefined) return;
  const shown = await showReport(home, event.run, vscode.ViewColumn.Active);
  if (!shown.ok) await sayRefused(shown.error, home.log);
}
