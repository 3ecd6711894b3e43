import type * as vscode from 'vscode';
import type { Failure } from '../../base/failure.ts';
import { fail, type Result } from '../../base/result.ts';
import type { CommandId } from '../../protocol/commands.ts';
import type { Home } from '../home.ts';
import type { Homes } from '../homes.ts';
import { sayDone, sayRefused } from '../say/say.ts';
import { folderAbove } from '../views/row.ts';
import { type Call, callOf, selected, toldBy } from './call.ts';
import { everywhere, folderFor } from './which-folder.ts';

/** Ends in one line for the person, or in nothing to say, or in a failure. */
export type Handler = (home: Home, call: Call) => Promise<Result<string | undefined>>;

export type Handlers = Partial<Record<CommandId, Handler>>;

export const cancelled: { readonly ok: false; readonly error: Failure } = fail({ kind: 'cancelled', what: 'It' });

/** Runs a command with what VS Code calls it with. */
export type RunCommand = (id: CommandId, args: readonly unknown[]) => Promise<void>;

/** Runs commands of the whole table; one without a folder to act in says so. */
export const commandRunner =
  (table: Readonly<Record<CommandId, Handler>>, homes: Homes, log: vscode.LogOutputChannel): RunCommand =>
  async (id, args) => {
    for (const home of await homesFor(id, args, homes)) {
      const outcome =
        home === undefined ? fail<Failure>({ kind: 'no-folder' }) : await table[id](home, callOf(args, home));
      if (!outcome.ok) await sayRefused(outcome.error, log, home);
      else if (outcome.value !== undefined) sayDone(outcome.value);
    }
  };

/** The folders to act in: one, every one, or none when the person went away; undefined stands for a window without any. */
async function homesFor(id: CommandId, args: readonly unknown[], homes: Homes): Promise<readonly (Home | undefined)[]> {
  const { all } = homes;
  if (all.length === 0) return [undefined];
  const told = toldBy(args);
  const isTold = told.from !== undefined || told.file !== undefined || told.subject.kind !== 'none';
  if (everywhere.has(id) && !isTold) return all;
  const home = await folderFor(id, told, homes);
  if (home === undefined) return [];
  // Rows of several folders can be selected together; each folder does its own.
  const others = selected(args).flatMap((row) => homes.at(folderAbove(row) ?? '') ?? []);
  return [...new Set([home, ...others])];
}
