import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Failure } from '../base/failure.ts';
import { fail, ok, type Result } from '../base/result.ts';

/** What a search for a program depends on; given, so that Windows' rules can be tested anywhere. */
export type ProgramSearch = {
  readonly windows: boolean;
  /** The search path as the environment holds it. */
  readonly PATH: string;
  /** Endings that Windows tries, as PATHEXT holds them. */
  readonly PATHEXT: string;
  /** Absolute folder that a name with a slash in it is relative to. */
  readonly cwd: string;
};

/**
 * Where a program would be found, best first: a name with a slash is taken from `cwd`, any other from the folders of PATH.
 * Unlike cmd.exe, the current folder is not searched for a bare name, so that a repository cannot put its own `git.exe` first.
 */
export function programCandidates(name: string, search: ProgramSearch): readonly string[] {
  const paths = search.windows ? path.win32 : path.posix;
  const separated = search.windows ? /[\\/]/.test(name) : name.includes('/');
  const folders = separated ? [search.cwd] : search.PATH.split(paths.delimiter).filter((folder) => folder !== '');
  const endings = search.windows ? windowsEndings(name, search.PATHEXT) : [''];
  return folders.flatMap((folder) =>
    endings.map((ending) => paths.resolve(search.cwd, unquoted(folder), name) + ending),
  );
}

/** A name that already ends in one of PATHEXT is tried as it is; otherwise every ending in turn: a file without one cannot be started. */
function windowsEndings(name: string, PATHEXT: string): readonly string[] {
  const endings = (PATHEXT || '.COM;.EXE;.BAT;.CMD').split(';').filter((ending) => ending !== '');
  const own = path.win32.extname(name).toLowerCase();
  return endings.some((ending) => ending.toLowerCase() === own) ? [''] : endings;
}

/** Windows allows quotes around a folder in PATH. */
const unquoted = (folder: string): string => folder.replace(/^"(.*)"$/, '$1');

/** The file that `name` starts, or undefined when there is none. */
export function findProgram(
  name: string,
  { PATH = environmentValue('PATH'), cwd }: { readonly PATH?: string; readonly cwd: string },
): string | undefined {
  const windows = process.platform === 'win32';
  const search = { windows, PATH, PATHEXT: environmentValue('PATHEXT'), cwd };
  return programCandidates(name, search).find((file) => canStart(file, windows));
}

function canStart(file: string, windows: boolean): boolean {
  try {
    if (!statSync(file).isFile()) return false;
    if (!windows) accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A variable of this process's environment, whose names Windows does not tell apart by case; empty when unset. */
function environmentValue(name: string): string {
  const key = process.platform === 'win32' ? Object.keys(process.env).find((key) => key.toUpperCase() === name) : name;
  return (key !== undefined && process.env[key]) || '';
}

/** How this program's own Node is started: in VS Code it is Electron, which must be told to be Node. */
export function ownNode(): { readonly program: string; readonly env: Readonly<Record<string, string>> } {
  const env: Record<string, string> = process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
  return { program: process.execPath, env };
}

/** What is handed to the operating system. */
export type Launch = {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The arguments are already quoted for cmd.exe. */
  readonly verbatim: boolean;
};

/**
 * How a found file is started without a shell that could read the arguments.
 * Node refuses to start `.cmd` and `.bat` files directly (EINVAL since 20.12.2, CVE-2024-27980), because cmd.exe reads their arguments
 * as a command line. So: the shims that npm writes are read, and the script that they name is run by Node; any other batch file is
 * started through cmd.exe only when no argument holds a character that cmd.exe gives a meaning to.
 */
export function launchOf(
  file: string,
  args: readonly string[],
  readShim: (file: string) => string = (shim) => readFileSync(shim, 'utf8'),
): Result<Launch, Extract<Failure, { kind: 'words-broken' }>> {
  if (!/\.(cmd|bat)$/i.test(file)) return ok({ file, args, env: {}, verbatim: false });
  const script = shimTarget(file, readShim(file));
  if (script !== undefined) {
    const node = ownNode();
    return ok({ file: node.program, args: [script, ...args], env: node.env, verbatim: false });
  }
  const unsafe = [file, ...args].find((word) => /["%!^&|<>()\r\n]/.test(word));
  if (unsafe !== undefined) {
    return fail({ kind: 'words-broken', text: unsafe, detail: 'a batch file cannot be given it safely' });
  }
  const line = [file, ...args].map((word) => `"${word}"`).join(' ');
  const shell = environmentValue('COMSPEC') || 'cmd.exe';
  return ok({ file: shell, args: ['/d', '/s', '/c', `"${line}"`], env: {}, verbatim: true });
}

/** The script that an npm shim (cmd-shim's `"%dp0%\…\cli.js" %*`) runs with Node; undefined for any other batch file. */
function shimTarget(file: string, text: string): string | undefined {
  const found = /"%(?:~dp0|dp0%)\\?([^"%]+\.[cm]?js)"\s+%\*/i.exec(text)?.[1];
  return found === undefined ? undefined : path.win32.resolve(path.win32.dirname(file), found);
}
