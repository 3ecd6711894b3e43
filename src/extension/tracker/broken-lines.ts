import type * as vscode from 'vscode';
import type { Home } from '../home.ts';

/** Names in the log, which the Issues view points to, each line of the tracker that does not count, once. */
export function logBrokenLines({ model, log }: Home): vscode.Disposable {
  const named = new Set<string>();
  let told: unknown;
  const look = (): void => {
    const { issues } = model.value;
    if (issues?.state !== 'known' || issues.broken === told) return;
    told = issues.broken;
    for (const { file, line, detail } of issues.broken) {
      const text = `${file}:${line}: ${detail}`;
      if (!named.has(text)) log.warn(text);
      named.add(text);
    }
  };
  look();
  return model.onChange(look);
}
