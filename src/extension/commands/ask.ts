import * as vscode from 'vscode';

/** A choice in a list: what is shown, and the value behind it. */
export type Choice<T> = vscode.QuickPickItem & { readonly value?: T };

/** Lets the person choose one; undefined: they went away. */
export async function choose<T>(
  title: string,
  choices: readonly Choice<T>[],
  placeHolder?: string,
): Promise<T | undefined> {
  const chosen = await vscode.window.showQuickPick<Choice<T>>([...choices], {
    title,
    matchOnDescription: true,
    matchOnDetail: true,
    ...(placeHolder === undefined ? {} : { placeHolder }),
  });
  return chosen?.value;
}

/** A line that parts the choices after it from those before. */
export const separator = (label: string): vscode.QuickPickItem => ({ label, kind: vscode.QuickPickItemKind.Separator });

export type Question = {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly placeHolder?: string;
  /** Why an answer will not do; undefined: it will. */
  readonly check?: (value: string) => string | undefined;
};

/** Asks for one line; undefined: they went away. */
export async function ask({ title, prompt, value, placeHolder, check }: Question): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({
    title,
    prompt,
    ...(value === undefined ? {} : { value }),
    ...(placeHolder === undefined ? {} : { placeHolder }),
    ...(check === undefined ? {} : { validateInput: (text: string) => check(text.trim()) }),
  });
  return answer?.trim();
}

export const needed = (value: string): string | undefined => (value === '' ? 'It needs a few words.' : undefined);

/** A question that stands in the way until it is answered; for what cannot be undone. */
export async function confirm(message: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
}

/** Shows progress in the view for what takes longer than a moment. */
export const withProgress = <T>(title: string, work: () => Promise<T>): Promise<T> =>
  Promise.resolve(vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work));
