import { simpleGit } from 'simple-git';
import type { Failure } from '../../base/failure.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { errorText } from '../files.ts';
import { askPatiently } from './half-made.ts';

/** Git said no: its exit code, and its words for a person. */
export type GitRefusal = {
  /** Undefined when it never ran: no Git on PATH, no such folder. */
  readonly exit: number | undefined;
  readonly detail: string;
  readonly missing: boolean;
};

/** Runs Git in one folder. The words are handed over one by one; standard output comes back as it is. */
export type Git = (...words: readonly string[]) => Promise<Result<string, GitRefusal>>;

/** Set for every call, so that what a person sets up for themselves neither asks nor leaves processes behind here. */
const settings = [
  // Hooks of the repository are for people's commits: their programs are often not installed in a fresh worktree.
  'core.hooksPath=/dev/null',
  // A watching daemon for every worktree would outlive it.
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
];

/**
 * What simple-git lets through of the environment beyond what it finds harmless. `GIT_DIR` and its like stay out: they are set when we
 * are started from a hook, and would point every call at another repository.
 */
const allowed = [
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_SSH_COMMAND',
  'GIT_OPTIONAL_LOCKS',
  'GIT_TERMINAL_PROMPT',
];

/** Opens a folder for Git; whether it is in a repository shows at the first call. `index`: a file of our own in place of the worktree's. */
export function openGit(folder: string, { index }: { readonly index?: string } = {}): Git {
  const ask = asks(folder, index);
  return (...words) => askPatiently(ask, folder, words);
}

function asks(folder: string, index: string | undefined): Git {
  return async (...words) => {
    let exit: number | undefined;
    let said = '';
    try {
      const git = simpleGit({
        baseDir: folder,
        config: settings,
        allowEnvironment: index === undefined ? allowed : [...allowed, 'GIT_INDEX_FILE'],
        unsafe,
        // simple-git turns every failure into text; what it was is noted here.
        errors: (error, { exitCode, stdErr, stdOut }) => {
          if (exitCode === 0 && error === undefined) return undefined;
          said = `${Buffer.concat(stdErr)}`.trim() || `${Buffer.concat(stdOut)}`.trim();
          // -1 stands for "never ran".
          exit = exitCode > 0 ? exitCode : undefined;
          return Buffer.from(said || String(error ?? exitCode));
        },
      });
      return ok(await git.env(environment(index)).raw([...words]));
    } catch (thrown) {
      const detail = said || errorText(thrown);
      return fail({ exit, detail, missing: /spawn \S+ ENOENT/.test(detail) });
    }
  };
}

const unsafe = {
  allowUnsafeHooksPath: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeSshCommand: true,
};

/** Ours plus: messages in English, because some are read; no question on a terminal; no lock where a lock is optional. */
function environment(index: string | undefined): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    const guarded =
      /^GIT_/i.test(name) || ['EDITOR', 'VISUAL', 'PAGER', 'PREFIX', 'SSH_ASKPASS'].includes(name.toUpperCase());
    if (value !== undefined && (!guarded || allowed.includes(name))) kept[name] = value;
  }
  if (index !== undefined) kept['GIT_INDEX_FILE'] = index;
  return { ...kept, LC_ALL: 'C', LANGUAGE: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
}

/** A refusal as a failure; `operation` completes "Git could not …". */
export function gitFailure(operation: string, folder: string, { detail, missing }: GitRefusal): Failure {
  if (missing) return { kind: 'program-missing', program: 'git', neededFor: 'worktrees' };
  if (/not a git repository|directory that does not exist/.test(detail)) return { kind: 'no-repository', folder };
  return { kind: 'git-failed', operation, detail: detail.slice(0, 2000) };
}

/** Splits what Git prints with `-z`. */
export const zeroSeparated = (output: string): readonly string[] => output.split('\0').filter((part) => part !== '');
