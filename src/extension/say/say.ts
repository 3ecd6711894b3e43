import * as vscode from 'vscode';
import type { Failure } from '../../base/failure.ts';
import { sentence } from '../../protocol/explain.ts';
import { folderSubject } from '../views/row.ts';
import { nextStep } from './next-step.ts';

/** A success in one line, without taking anybody's attention. */
export function sayDone(line: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${line}`, 6000);
}

/** A refusal: what, why, what next, and the button for it, which acts in the same folder. What the person cancelled needs no words. */
export async function sayRefused(
  failure: Failure,
  log: vscode.LogOutputChannel,
  folder?: { readonly root: string },
): Promise<void> {
  if (failure.kind === 'cancelled') return;
  const text = sentence(failure);
  log.warn(`${failure.kind}: ${text}`);
  const step = nextStep(failure);
  const chosen = await vscode.window.showErrorMessage(text, step.title);
  if (chosen === undefined) return;
  await vscode.commands.executeCommand(step.command, ...(folder === undefined ? [] : [folderSubject(folder)]));
}
