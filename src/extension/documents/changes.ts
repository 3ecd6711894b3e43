import path from 'node:path';
import * as vscode from 'vscode';
import { openGit } from '../../adapters/git/git.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { isOver, type Run, type TaskRecord } from '../../run/state.ts';
import type { Home } from '../home.ts';
import { keyOf } from './comments.ts';
import { revisionUri } from './revision.ts';

/** Opens what a task changed, all files in one editor: where it parted from the branch that it is for, beside its worktree, or beside its commit once that is gone. */
export async function openChanges(home: Home, run: Run, record: TaskRecord): Promise<Result<undefined>> {
  const { title } = record;
  const span = await spanOf(home, run, record);
  if (span === undefined || span.files.length === 0)
    return fail({ kind: 'no-such', what: 'change', name: `of ${title}`, known: [] });
  const resources = await sidesOf(home, run, record, span);
  await vscode.commands.executeCommand('vscode.changes', title, resources);
  return ok(undefined);
}

/** Opens one file of them. */
export async function openChange(home: Home, run: Run, record: TaskRecord, file: string): Promise<Result<undefined>> {
  const span = await spanOf(home, run, record);
  const [sides] = span === undefined ? [] : await sidesOf(home, run, record, { ...span, files: [file] });
  if (sides === undefined) return fail({ kind: 'no-such', what: 'change', name: `of ${file}`, known: [] });
  const [uri, before, after] = sides;
  const title = `${path.basename(file)} (${record.title})`;
  if (before === undefined || after === undefined) await vscode.window.showTextDocument(after ?? before ?? uri);
  else await vscode.commands.executeCommand('vscode.diff', before, after, title);
  return ok(undefined);
}

/** What is compared: from the commit `base` to the worktree, or to the commit `head` where that is gone. */
type Span = { readonly base: string; readonly head: string; readonly files: readonly string[] };

/** While it works, from where it started; once it has ended, from where it parted from the branch that it is for. */
async function spanOf(home: Home, { id }: Run, record: TaskRecord): Promise<Span | undefined> {
  const { base, commit, files, phase, task } = record;
  const branch = record.branch ?? '';
  if (isOver(record.life) && branch !== '' && !record.discarded) {
    const changes = await home.link.request('task.changes', { run: id, phase, task });
    if (changes.ok) {
      const { base: from, commit: head, files: changed } = changes.value;
      return { base: from, head, files: changed.map(({ file }) => file) };
    }
  }
  return base === undefined ? undefined : { base, head: commit ?? base, files };
}

type Sides = readonly [file: vscode.Uri, before: vscode.Uri | undefined, after: vscode.Uri | undefined];

async function sidesOf(home: Home, run: Run, record: TaskRecord, span: Span): Promise<readonly Sides[]> {
  const { folder, phase, task } = record;
  const { base, head, files } = span;
  const worktree = folder !== undefined && (await exists(vscode.Uri.file(folder))) ? folder : undefined;
  const before = await filesAt(home.root, base, files);
  const after = worktree === undefined ? await filesAt(home.root, head, files) : undefined;
  const ref = keyOf({ run: run.id, phase, task });
  return Promise.all(
    files.map(async (file) => {
      const uri = vscode.Uri.file(path.join(worktree ?? home.root, file));
      const at = (commit: string, side: 'before' | 'after'): vscode.Uri =>
        revisionUri(uri, { folder: home.root, commit, file, task: ref, side });
      const there = after === undefined ? await exists(uri) : after.has(file);
      const modified = after === undefined ? uri : at(head, 'after');
      return [uri, before.has(file) ? at(base, 'before') : undefined, there ? modified : undefined] as const;
    }),
  );
}

/** Which of the files a commit has. */
async function filesAt(folder: string, commit: string, files: readonly string[]): Promise<ReadonlySet<string>> {
  const listed = await openGit(folder)('ls-tree', '-r', '-z', '--name-only', commit, '--', ...files);
  return new Set(listed.ok ? listed.value.split('\0') : []);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
