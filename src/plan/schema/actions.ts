import type { Action } from './action.ts';
import { beadsActions } from './actions-beads.ts';
import { claudeFlowActions } from './actions-claude-flow.ts';

/** Actions on the repository and on Claude Code itself. */
const programActions = {
  'claude.mcp-list': {
    doc: 'Prints the MCP servers that Claude Code knows.',
    does: '`claude mcp list`.',
    needs: 'claude',
    arguments: {},
    command: { program: 'claude', words: ['mcp', 'list'], today: 'works' },
  },
  'git.commit': {
    doc: 'Commits the changes of the worktree or workspace; where there are none, does nothing.',
    does: '`git add` and `git commit`.',
    needs: 'git',
    arguments: {
      message: { type: 'text', required: true, doc: 'The commit message.' },
      files: { type: 'list', doc: 'Paths to commit; absent: everything.' },
    },
    command: { program: 'git', words: ['commit'], flags: { m: 'message' }, today: 'works' },
  },
  'git.branch': {
    doc: 'Creates a branch; where there is one of this name, does nothing.',
    does: '`git branch`.',
    needs: 'git',
    arguments: {
      name: { type: 'text', required: true, doc: 'Name of the branch.' },
      from: { type: 'text', doc: 'Where it starts; absent: the current commit.' },
    },
    command: { program: 'git', words: ['branch'], positional: ['name', 'from'], today: 'works' },
  },
  'git.tag': {
    doc: 'Tags the current commit.',
    does: '`git tag`.',
    needs: 'git',
    arguments: {
      name: { type: 'text', required: true, doc: 'Name of the tag.' },
      message: { type: 'text', doc: 'Makes it an annotated tag.' },
    },
    command: { program: 'git', words: ['tag'], positional: ['name'], flags: { m: 'message' }, today: 'works' },
  },
  'git.push': {
    doc: 'Pushes a branch.',
    does: '`git push`, never with force.',
    needs: 'git',
    arguments: {
      remote: { type: 'text', doc: 'Where to; `origin` unless given.' },
      branch: { type: 'text', doc: 'Which branch; absent: the current one.' },
      tags: { type: 'boolean', doc: 'Push tags too.' },
    },
    command: { program: 'git', words: ['push'], positional: ['remote', 'branch'], today: 'works' },
  },
  'git.status': {
    doc: 'Prints what has changed.',
    does: '`git status --short`.',
    needs: 'git',
    arguments: {},
    command: { program: 'git', words: ['status'], today: 'works' },
  },
} as const satisfies Readonly<Record<string, Action>>;

/**
 * THE table of typed actions that a step may name with `uses:`. Validation, completion, hover, the import of command lines and the
 * execution of steps all read it; whoever adds a record here gets an error wherever it is not yet carried out.
 */
export const actions = { ...beadsActions, ...claudeFlowActions, ...programActions };

export type ActionName = keyof typeof actions;

export const actionNames: readonly string[] = Object.keys(actions);

export const isActionName = (name: string): name is ActionName => Object.hasOwn(actions, name);

/** The record of an action, or undefined for a name that is none. */
export const actionOf = (name: string): Action | undefined => (isActionName(name) ? actions[name] : undefined);
