import type { Action, Argument } from './action.ts';
import { claudeFlowServices } from './actions-claude-flow-services.ts';
import { sparc, topologies } from './words.ts';

const detailed: Argument = { type: 'boolean', doc: 'Everything it knows, not only a summary.' };
const task: Argument = { type: 'text', required: true, doc: 'What is to be done, in a sentence.' };
const taskId: Argument = {
  type: 'text',
  doc: 'Id of the task, or of its issues; several with commas are told one by one.',
};
const success: Argument = { type: 'boolean', doc: 'Whether it went well; true unless given.' };
const agent: Argument = { type: 'text', doc: 'Who did it; absent: the agent of the task.' };
const gone = { program: 'claude-flow', today: 'gone' } as const;
const changed = { program: 'claude-flow', today: 'changed' } as const;
const works = { program: 'claude-flow', today: 'works' } as const;

/** Swarm, SPARC and hook actions; carried out over one kept MCP session, because claude-flow's command line forgets and forgives. */
const coordination = {
  'claude-flow.swarm-init': {
    doc: 'Sets up the swarm that agents are registered in.',
    does: 'The MCP tool `swarm_init`. Name and memory pool are kept by Phaseline: claude-flow ignores them.',
    needs: 'claude-flow',
    tool: 'swarm_init',
    arguments: {
      topology: {
        type: 'text',
        values: Object.keys(topologies),
        doc: 'Who talks to whom.',
      },
      'max-agents': { type: 'number', doc: 'Most agents at once.' },
      strategy: { type: 'text', doc: 'How work is handed out: adaptive, balanced, specialized, …' },
      name: { type: 'text', doc: 'Name of the swarm.' },
      'memory-pool': { type: 'number', doc: 'Megabytes of shared memory.' },
    },
    command: { ...works, words: ['swarm', 'init'] },
  },
  'claude-flow.swarm-status': {
    doc: 'Prints the state of the swarm.',
    does: 'The MCP tool `swarm_status`.',
    needs: 'claude-flow',
    tool: 'swarm_status',
    arguments: { detailed },
    command: { ...works, words: ['swarm', 'status'] },
  },
  'claude-flow.sparc-init': {
    doc: 'Says how SPARC modes work in this plan: the methodology, the test framework and the coverage that counts.',
    does: 'Kept by Phaseline and put into the prompts of SPARC tasks. claude-flow has no such command any more.',
    needs: 'nothing',
    arguments: {
      methodology: { type: 'text', doc: 'tdd, or another way of working that prompts should name.' },
      'test-framework': { type: 'text', doc: 'jest, vitest, go test, pytest, …' },
      'coverage-threshold': { type: 'number', doc: 'Per cent of lines that tests must cover.' },
    },
    command: { ...gone, words: ['sparc', 'init'] },
  },
  'claude-flow.sparc-modes': {
    doc: 'Prints the SPARC modes and what each asks of an agent.',
    does: 'Answered by Phaseline. claude-flow has no such command any more.',
    needs: 'nothing',
    arguments: {},
    command: { ...gone, words: ['sparc', 'modes'] },
  },
  'claude-flow.sparc-run': {
    doc: 'Has an agent carry out one SPARC mode.',
    does: 'One agent with the prompt of the mode. claude-flow has no such command any more.',
    needs: 'nothing',
    arguments: {
      mode: {
        type: 'text',
        required: true,
        values: Object.keys(sparc),
        doc: 'Which step of SPARC.',
      },
      task,
    },
    command: { ...gone, words: ['sparc', 'run'], positional: ['mode', 'task'] },
  },
  'claude-flow.sparc-tdd': {
    doc: 'Has an agent work test first: a failing test, the code that makes it pass, then the tidying.',
    does: 'One agent with the refinement prompt. claude-flow has no such command any more.',
    needs: 'nothing',
    arguments: { task },
    command: { ...gone, words: ['sparc', 'tdd'], positional: ['task'] },
  },
  'claude-flow.sparc-pipeline': {
    doc: 'Has agents carry out all five SPARC modes, one after the other.',
    does: 'Five agents in a row in one worktree. claude-flow has no such command any more.',
    needs: 'nothing',
    arguments: {
      task,
      checkpoints: { type: 'boolean', doc: 'Commit after each mode.' },
      'parallel-phases': {
        type: 'boolean',
        doc: 'Run modes beside each other where they do not build on one another.',
      },
      output: { type: 'path', doc: 'Folder for what each mode writes.' },
    },
    command: { ...gone, words: ['sparc', 'pipeline'], positional: ['task'] },
  },
  'claude-flow.hooks-enable': {
    doc: 'Turns hooks on: those of the plan, and claude-flow’s own for the events named here.',
    does: 'Done by Phaseline: claude-flow only prints help.',
    needs: 'nothing',
    arguments: {
      'pre-task': { type: 'boolean', doc: 'Before each task.' },
      'post-edit': { type: 'boolean', doc: 'After each edit.' },
      'post-task': { type: 'boolean', doc: 'After each task.' },
      'session-restore': { type: 'boolean', doc: 'When a run starts.' },
      'session-end': { type: 'boolean', doc: 'When a run ends.' },
    },
    command: { ...changed, words: ['hooks', 'enable'] },
  },
  'claude-flow.pre-task': {
    doc: 'Tells claude-flow that a task begins, and prints what it remembers about it.',
    does: 'The MCP tool `hooks_pre-task`, once for each id.',
    needs: 'claude-flow',
    tool: 'hooks_pre-task',
    arguments: {
      description: { type: 'text', doc: 'What the task is about; absent: its title.' },
      'task-id': { ...taskId, doc: `${taskId.doc} Absent: the task that the step belongs to.` },
    },
    command: { ...works, words: ['hooks', 'pre-task'] },
  },
  'claude-flow.post-edit': {
    doc: 'Tells claude-flow that a file was edited, so that it learns from it.',
    does: 'The MCP tool `hooks_post-edit`.',
    needs: 'claude-flow',
    tool: 'hooks_post-edit',
    arguments: {
      file: { type: 'path', doc: 'The edited file; absent: the file that the hook is about.' },
      success,
      agent,
    },
    command: { ...works, words: ['hooks', 'post-edit'] },
  },
  'claude-flow.post-task': {
    doc: 'Tells claude-flow how a task ended.',
    does: 'The MCP tool `hooks_post-task`, once for each id.',
    needs: 'claude-flow',
    tool: 'hooks_post-task',
    arguments: {
      'task-id': { ...taskId, doc: `${taskId.doc} Absent: the task that the step belongs to.` },
      success,
      agent,
      quality: { type: 'number', doc: 'How well, from 0 to 1.' },
    },
    command: { ...works, words: ['hooks', 'post-task'] },
  },
  'claude-flow.session-restore': {
    doc: 'Starts a session where an earlier one ended.',
    does: 'The MCP tool `hooks_session-start` with the id.',
    needs: 'claude-flow',
    tool: 'hooks_session-start',
    arguments: { 'session-id': { type: 'text', doc: 'Which session; absent: the last one.' } },
    command: { ...changed, words: ['hooks', 'session-restore'] },
  },
  'claude-flow.session-end': {
    doc: 'Ends the session and keeps what it learned.',
    does: 'The MCP tool `hooks_session-end`; the summary is written by Phaseline.',
    needs: 'claude-flow',
    tool: 'hooks_session-end',
    arguments: {
      'generate-summary': { type: 'boolean', doc: 'Write a summary of the session.' },
      'persist-state': { type: 'boolean', doc: 'Keep the state for the next session.' },
      'export-metrics': { type: 'boolean', doc: 'Write the figures to a file.' },
    },
    command: { ...changed, words: ['hooks', 'session-end'] },
  },
} as const satisfies Readonly<Record<string, Action>>;

export const claudeFlowActions = { ...coordination, ...claudeFlowServices };
