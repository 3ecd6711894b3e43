import type { Failure, FailureKind } from '../base/failure.ts';

/** A failure in words: what happened, why if known, and what the person can do next. */
export type Explanation = { readonly what: string; readonly next: string };

type Explain = { readonly [K in FailureKind]: (failure: Extract<Failure, { kind: K }>) => Explanation };

const list = (items: readonly string[], most = 5): string =>
  items.length > most ? `${items.slice(0, most).join(', ')} and ${items.length - most} more` : items.join(', ');
const because = (detail: string): string => (detail.trim() === '' ? '' : `: ${detail.trim()}`);

const fileAdvice: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space and try again; nothing was lost.',
  EDQUOT: 'Your share of the disk is full: free some space and try again; nothing was lost.',
  EROFS: 'The disk can only be read: make it writable and try again; nothing was lost.',
  EFBIG: 'Files may not grow that long here: raise the limit (ulimit -f) and try again; nothing was lost.',
};

const table: Explain = {
  'no-repository': ({ folder }) => ({
    what: `${folder} is not in a Git repository.`,
    next: 'Agents work in Git worktrees: run "git init" there and commit once, or open a folder of a repository.',
  }),
  'no-commit': ({ folder }) => ({
    what: `The Git repository at ${folder} has no commit yet.`,
    next: 'Worktrees start from a commit: commit once and try again.',
  }),
  'dirty-tree': ({ files }) => ({
    what: `There are uncommitted changes (${list(files)}).`,
    next: 'Agents start from the last commit and will not see them: commit them first, or go on without them.',
  }),
  'changes-in-the-way': ({ files }) => ({
    what: `It would write over your uncommitted changes in ${list(files)}.`,
    next: 'Nothing was touched: commit or stash them, and merge again.',
  }),
  'git-failed': ({ operation, detail }) => ({
    what: `Git could not ${operation}${because(detail)}.`,
    next: 'Run "git status" in the folder, mend what it says, and try again.',
  }),
  'merge-conflict': ({ branch, into, files }) => ({
    what: `${branch} conflicts with ${into} in ${list(files)}.`,
    next: 'Nothing was merged and its work is kept: run "Phaseline: Resolve Conflict…" ("phaseline resolve PHASE/TASK") to do it yourself or to hand it to an agent.',
  }),
  'conflict-unresolved': ({ branch, files }) => ({
    what: `The conflict of ${branch} is still marked in ${list(files)}.`,
    next: 'Edit these files until no line begins with <<<<<<< or >>>>>>> any more, save, and merge again.',
  }),
  'worktree-taken': ({ folder, branch }) => ({
    what: `The folder ${folder} is there but is not a worktree on ${branch}.`,
    next: 'Move the folder away or remove it with "git worktree remove", and try again.',
  }),
  'no-tracker': ({ folder }) => ({
    what: `No issue tracker was found in ${folder} or above.`,
    next: 'Run "Phaseline: Create Issue Tracker", or "bd init" in the folder.',
  }),
  'tracker-read-only': ({ why }) => ({
    what: `The tracker can be read but not written: ${why}.`,
    next: 'Install bd (npm i -g @beads/bd), then refresh.',
  }),
  'tracker-broken': ({ file, line, detail }) => ({
    what: `${file}:${line} cannot be read${because(detail)}.`,
    next: 'The line is kept as it is; mend it by hand, the other issues work.',
  }),
  'bd-failed': ({ command, detail, hint }) => ({
    what: `${command} failed${because(detail)}.`,
    next: hint ?? 'Run the same command in a terminal, or "bd doctor".',
  }),
  'dolt-failed': ({ detail }) => ({
    what: `The tracker's Dolt server does not answer: ${detail}.`,
    next: 'Start it (bd dolt start), or see dolt_server_host and dolt_server_port in .beads/metadata.json.',
  }),
  'issue-unknown': ({ id }) => ({
    what: `There is no issue ${id} in the tracker.`,
    next: 'Check the id, or create the issue.',
  }),
  'issue-exists': ({ id }) => ({
    what: `There is an issue ${id} already.`,
    next: 'Choose another id, or update the one that is there.',
  }),
  'issue-id-refused': ({ id, prefix }) =>
    prefix === undefined
      ? {
          what: `bd takes no issue with the id ${id}: an id is a prefix, a dash and a name.`,
          next: `Call it PREFIX-${id}, with the prefix of the other issues.`,
        }
      : {
          what: `bd takes no issue with the id ${id}: ids of this tracker begin with ${prefix}.`,
          next: `Call it ${prefix}${id.slice(id.indexOf('-') + 1)}, or let bd take its prefix, too: bd config set allowed_prefixes ${id.slice(0, id.indexOf('-'))}.`,
        },
  'issue-claimed': ({ id, by }) => ({
    what: `${id} is already claimed by ${by}.`,
    next: 'Choose another issue, or ask them to let go of it.',
  }),
  'issue-not-open': ({ id, status }) => ({
    what: `${id} cannot be claimed: it is ${status.replaceAll('_', ' ')}.`,
    next: 'Set it open first, or choose another issue.',
  }),
  'issue-blocked': ({ id, by }) => ({
    what: `${id} is blocked by ${list(by)}.`,
    next: 'Close those first, or remove the dependency.',
  }),
  'dependency-cycle': ({ path }) => ({
    what: `That dependency would close a circle: ${path.join(' → ')}.`,
    next: 'Remove one of these dependencies first.',
  }),
  'plan-unreadable': ({ file, detail }) => ({
    what: `The plan ${file} cannot be read${because(detail)}.`,
    next: 'Check the path and that you may read the file.',
  }),
  'plan-broken': ({ file, problems, first }) => ({
    what: `The plan ${file} has ${problems} ${problems === 1 ? 'error' : 'errors'}; the first: ${first}`,
    next: `Mend them (see the Problems view, or run "phaseline check ${file}") and start again.`,
  }),
  'no-such': ({ what, name, known }) => ({
    what: `There is no ${[what, name].filter((word) => word !== '').join(' ')}.`,
    next:
      known.length > 0
        ? `Known: ${list(known, 12)}.`
        : name === ''
          ? 'Try again once there is one.'
          : 'Nothing of that kind is there yet.',
  }),
  'program-missing': ({ program, neededFor }) => ({
    what: `The program ${program} was not found on PATH.`,
    next: `It is needed for ${neededFor}: install it, or change the step.`,
  }),
  'program-failed': ({ program, exit, detail }) => ({
    what: `${program} ${exit === undefined ? 'was ended' : `ended with exit code ${exit}`}${because(detail)}.`,
    next: 'Open its output for the whole story.',
  }),
  'words-broken': ({ text, detail }) => ({
    what: `"${text}" cannot be split into words: ${detail}.`,
    next: 'Close the quote, or write the step with shell: sh.',
  }),
  'timed-out': ({ what, milliseconds }) => ({
    what: `${what} took longer than ${Math.round(milliseconds / 1000)} s and was ended.`,
    next: 'Raise its timeout if that is to be expected.',
  }),
  'agent-failed': ({ agent, detail }) => ({
    what: `The agent ${agent} failed${because(detail)}.`,
    next: 'Open its transcript; its work is kept in its worktree. Then retry the task.',
  }),
  'agent-missing': ({ agent, program, install }) => ({
    what: `The agent ${agent} cannot be started: ${program} was not found on PATH.`,
    next: install,
  }),
  'claude-flow-missing': ({ version }) => ({
    what: 'claude-flow was not found in the workspace, globally, or in the cache.',
    next: `Install it with "npm i -g claude-flow@${version}", or set phaseline.claudeFlow.path.`,
  }),
  'claude-flow-refused': ({ tool, detail }) => ({
    what: `claude-flow refused ${tool}${because(detail)}.`,
    next: 'The edit itself is safe; see the hook’s output.',
  }),
  'action-unavailable': ({ action, why }) => ({
    what: `The action ${action} is not available: ${why}.`,
    next: 'Run "Phaseline: Doctor" to see what this machine lacks.',
  }),
  'runner-unreachable': ({ folder, detail }) => ({
    what: `The background runner of ${folder} does not answer${because(detail)}.`,
    next: 'Try again; if it stays so, run "phaseline doctor".',
  }),
  'runner-busy': ({ run }) => ({ what: `The run ${run} is still going.`, next: 'Stop it first, or wait for its end.' }),
  untrusted: ({ folder }) => ({
    what: `${folder} is not a trusted workspace, so nothing is run in it.`,
    next: 'Trust the workspace first ("Workspaces: Manage Workspace Trust").',
  }),
  'no-folder': () => ({
    what: 'No folder is open.',
    next: 'Open the folder of a repository first ("File: Open Folder").',
  }),
  'file-failed': ({ operation, file, code }) => ({
    what: `Could not ${operation} ${file} (${code}).`,
    next: fileAdvice[code] ?? 'Check that the path exists and that you may use it.',
  }),
  'partly-done': ({ done, of, failure }) => {
    const { what, next } = explain(failure);
    return { what: `${what} ${done} of ${of} were done before that.`, next };
  },
  usage: ({ detail }) => ({ what: detail, next: 'See "phaseline --help".' }),
  cancelled: ({ what }) => ({ what: `${what} was cancelled.`, next: '' }),
};

/** The one place that words a failure for people. */
export function explain<K extends FailureKind>(failure: Extract<Failure, { kind: K }>): Explanation {
  const word: (failure: Extract<Failure, { kind: K }>) => Explanation = table[failure.kind];
  return word(failure);
}

/** A failure as one paragraph: what, then what next. */
export const sentence = (failure: Failure): string => {
  const { what, next } = explain(failure);
  return next === '' ? what : `${what} ${next}`;
};
