import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { WorkspaceFolders } from '../workspace.ts';

/** What `runner.json` says: how to reach the runner of a workspace. Readable by its user only. */
export type Endpoint = {
  readonly pid: number;
  readonly socket: string;
  readonly token: string;
  readonly version: string;
};

/** A socket's path must stay under 104 bytes on macOS, 108 on Linux; some set TMPDIR to something long. */
const mostSocketBytes = 103;

/** A fresh address: a named pipe on Windows, else a socket in a folder that only the user can enter. */
export function freshSocket(workspace: string): string {
  const name = `${createHash('sha256').update(workspace).digest('hex').slice(0, 12)}-${randomBytes(4).toString('hex')}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\phaseline-${name}`;
  const usual = path.join(ownFolder(os.tmpdir()), `${name}.sock`);
  return Buffer.byteLength(usual) <= mostSocketBytes ? usual : path.join(ownFolder('/tmp'), `${name}.sock`);
}

/** Others can write beside it: a folder that was put there by somebody else, or is open to them, is not used. */
function ownFolder(base: string): string {
  const { uid } = os.userInfo();
  const folder = path.join(base, `phaseline-${uid}`);
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const isOwn = found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0;
  return isOwn ? folder : mkdtempSync(path.join(base, 'phaseline-'));
}

export const freshToken = (): string => randomBytes(32).toString('hex');

export function writeEndpoint(folders: WorkspaceFolders, endpoint: Endpoint): void {
  const draft = `${folders.runnerFile}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(endpoint)}\n`, { mode: 0o600 });
  renameSync(draft, folders.runnerFile);
}

/** Undefined where no runner said where it is, or said it brokenly. */
export function readEndpoint(folders: WorkspaceFolders): Endpoint | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(folders.runnerFile, 'utf8'));
    return isEndpoint(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function removeEndpoint(folders: WorkspaceFolders, pid: number): void {
  if (readEndpoint(folders)?.pid === pid) rmSync(folders.runnerFile, { force: true });
}

function isEndpoint(value: unknown): value is Endpoint {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'socket' in value &&
    typeof value.socket === 'string' &&
    'token' in value &&
    typeof value.token === 'string' &&
    'version' in value &&
    typeof value.version === 'string'
  );
}
