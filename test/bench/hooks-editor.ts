// What a save costs the process that the editor's extensions share: our part of the extension, run here with as much of VS Code's API as it uses.
import { mkdirSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EditReport } from '../../src/protocol/requests.ts';
import { type Report, Samples, summary } from './record.ts';

/** The stand-in for VS Code: events that a test fires, files read from the disk. */
const standIn = `
import { readFile } from 'node:fs/promises';
const listeners = [];
const never = () => ({ dispose() {} });
export const workspace = {
  onDidSaveTextDocument: (listener) => (listeners.push(listener), { dispose() {} }),
  onDidSaveNotebookDocument: never, onDidCreateFiles: never, onDidDeleteFiles: never, onDidRenameFiles: never,
  fs: { readFile: ({ fsPath }) => readFile(fsPath) },
};
export const save = (fsPath) => { for (const listener of listeners) listener({ uri: { scheme: 'file', fsPath } }); };
export const Disposable = { from: () => ({ dispose() {} }) };
`;
const address = `data:text/javascript,${encodeURIComponent(standIn)}`;
const loader = `export const resolve = (specifier, context, next) =>
  specifier === 'vscode' ? { url: ${JSON.stringify(address)}, format: 'module', shortCircuit: true } : next(specifier, context);`;

export async function saveInEditor(report: Report, folder: string, saves: number): Promise<void> {
  const root = path.join(folder, 'editor');
  mkdirSync(root);
  register(`data:text/javascript,${encodeURIComponent(loader)}`);
  const { save } = await import(address);
  const { reportEdits } = await import(pathToFileURL(path.resolve('src/extension/edits.ts')).href);
  let told = (): void => {};
  reportEdits({
    model: { value: { trusted: true, link: { state: 'on' }, plans: [], heldHooks: [] } },
    plans: { relative: ({ fsPath }: { readonly fsPath: string }) => path.relative(root, fsPath) },
    link: {
      request: async (_name: string, _params: { readonly edits: readonly EditReport[] }) => {
        told();
        return { ok: true, value: { held: [] } };
      },
    },
    log: console,
    hooksAreSet: () => true,
  });
  const file = path.join(root, 'a.ts');
  const samples = new Samples();
  let cpu = process.cpuUsage();
  for (let n = -20; n < saves; n += 1) {
    if (n === 0) cpu = process.cpuUsage();
    writeFileSync(file, `${n}${'x'.repeat(20_000)}`);
    const heard = new Promise<void>((resolve) => {
      told = resolve;
    });
    const begin = performance.now();
    save(file);
    const took = performance.now() - begin;
    await heard;
    if (n >= 0) samples.add('handler', took);
  }
  const spent = process.cpuUsage(cpu);
  const about = 'a save of 20 kB in the editor’s host';
  report.record(
    summary({ bench: 'hooks', case: `${about}: until the editor goes on`, unit: 'ms' }, samples.get('handler')),
  );
  const mean = (spent.user + spent.system) / 1000 / saves;
  report.record(
    summary({ bench: 'hooks', case: `${about}: CPU time in all, the writing of the file included`, unit: 'ms' }, [
      mean,
    ]),
  );
}
