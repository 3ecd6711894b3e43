import type { Action, Argument } from './action.ts';

const modelId: Argument = { type: 'text', doc: 'Name of the model.' };
const namespace: Argument = { type: 'text', doc: 'Drawer of the memory; `default` unless given.' };
const key: Argument = { type: 'text', required: true, doc: 'Name that the value is found by.' };
const compress: Argument = { type: 'boolean', doc: 'Gzip the file.' };
const list: Argument = { type: 'list', doc: 'Names, or `all`.' };
const changed = { program: 'claude-flow', today: 'changed' } as const;
const gone = { program: 'claude-flow', today: 'gone' } as const;

/** Neural, memory, performance and GitHub actions of claude-flow. */
export const claudeFlowServices = {
  'claude-flow.neural-train': {
    doc: 'Trains a pattern model of claude-flow; takes a minute or more.',
    does: 'The MCP tool `neural_train`, which reads the number of epochs and the kind of model.',
    needs: 'claude-flow',
    tool: 'neural_train',
    arguments: {
      'pattern-type': { type: 'text', doc: 'optimization, prediction, coordination, …' },
      'target-accuracy': {
        type: 'number',
        doc: 'Accuracy to reach, from 0 to 1; checked by a criterion, not by claude-flow.',
      },
      epochs: { type: 'number', doc: 'Rounds of training.' },
      'model-id': modelId,
      'training-data': { type: 'path', doc: 'File to learn from.' },
      'learning-rate': { type: 'number', doc: 'How fast it learns.' },
    },
    command: { ...changed, words: ['neural', 'train'] },
  },
  'claude-flow.neural-validate': {
    doc: 'Fails when the models are less accurate than asked for.',
    does: 'The MCP tool `neural_status`, compared with the threshold.',
    needs: 'claude-flow',
    tool: 'neural_status',
    arguments: { threshold: { type: 'number', doc: 'Least accuracy, from 0 to 1.' }, 'model-id': modelId },
    command: { ...changed, words: ['neural', 'validate'] },
  },
  'claude-flow.neural-predict': {
    doc: 'Asks a model for a prediction.',
    does: 'The MCP tool `neural_predict`.',
    needs: 'claude-flow',
    tool: 'neural_predict',
    arguments: {
      input: { type: 'any', required: true, doc: 'What to predict from.' },
      'model-id': modelId,
      confidence: { type: 'boolean', doc: 'Print how sure it is.' },
      explain: { type: 'boolean', doc: 'Print why.' },
    },
    command: { ...changed, words: ['neural', 'predict'] },
  },
  'claude-flow.neural-status': {
    doc: 'Prints which models there are and how accurate they are.',
    does: 'The MCP tool `neural_status`.',
    needs: 'claude-flow',
    tool: 'neural_status',
    arguments: { detailed: { type: 'boolean', doc: 'Everything it knows.' } },
    command: { ...changed, words: ['neural', 'status'] },
  },
  'claude-flow.neural-export': {
    doc: 'Writes what the models learned to a file.',
    does: 'The MCP tool `neural_patterns`, written by Phaseline.',
    needs: 'claude-flow',
    tool: 'neural_patterns',
    arguments: {
      model: { type: 'text', doc: 'Name of the model or of the file, or `all`.' },
      path: { type: 'path', doc: 'Folder to write to.' },
      compress,
    },
    command: { ...changed, words: ['neural', 'export'] },
  },
  'claude-flow.memory-store': {
    doc: 'Remembers a value.',
    does: 'The MCP tool `memory_store`. On the command line `memory usage` only prints help.',
    needs: 'claude-flow',
    tool: 'memory_store',
    arguments: {
      key,
      value: { type: 'any', doc: 'What to remember; absent: the title of the task or phase.' },
      namespace,
      ttl: { type: 'number', doc: 'Seconds until it is forgotten.' },
    },
    command: { ...gone, words: ['memory', 'usage'], when: { action: 'store' } },
  },
  'claude-flow.memory-retrieve': {
    doc: 'Prints a remembered value.',
    does: 'The MCP tool `memory_retrieve`. On the command line `memory usage` only prints help.',
    needs: 'claude-flow',
    tool: 'memory_retrieve',
    arguments: { key, namespace },
    command: { ...gone, words: ['memory', 'usage'], when: { action: 'retrieve' } },
  },
  'claude-flow.memory-search': {
    doc: 'Finds remembered values by meaning; a star stands for nothing special.',
    does: 'The MCP tool `memory_search`.',
    needs: 'claude-flow',
    tool: 'memory_search',
    arguments: {
      query: { type: 'text', required: true, doc: 'What to look for.' },
      namespace,
      limit: { type: 'number', doc: 'Most results.' },
    },
    command: { ...changed, words: ['memory', 'search'], positional: ['query'] },
  },
  'claude-flow.memory-backup': {
    doc: 'Writes the memory to a file.',
    does: 'The MCP tool `memory_export`; compressed and encrypted by Phaseline.',
    needs: 'claude-flow',
    tool: 'memory_export',
    arguments: {
      path: { type: 'path', doc: 'File to write.' },
      compress,
      encrypt: { type: 'boolean', doc: 'Encrypt it with the key in PHASELINE_BACKUP_KEY.' },
    },
    command: { ...changed, words: ['memory', 'backup'] },
  },
  'claude-flow.performance-monitor': {
    doc: 'Writes the figures of the run to a file, every so often.',
    does: 'MCP metrics on a timer of Phaseline: claude-flow only prints help.',
    needs: 'claude-flow',
    arguments: {
      interval: { type: 'number', doc: 'Seconds between two readings.' },
      metrics: list,
      'export-path': { type: 'path', doc: 'File to write.' },
    },
    command: { ...changed, words: ['performance', 'monitor'] },
  },
  'claude-flow.performance-report': {
    doc: 'Writes a report on the run.',
    does: 'The MCP tool `performance_report`; HTML is made by Phaseline.',
    needs: 'claude-flow',
    tool: 'performance_report',
    arguments: {
      format: { type: 'text', values: ['html', 'json', 'text', 'md'], doc: 'Kind of file.' },
      timeframe: { type: 'duration', doc: 'How far back to look.' },
      components: list,
      export: { type: 'path', doc: 'File to write.' },
    },
    command: { ...changed, words: ['performance', 'report'] },
  },
  'claude-flow.bottleneck-analyze': {
    doc: 'Prints what slows the work down.',
    does: 'The MCP tool `performance_bottleneck`. The command line runs something else.',
    needs: 'claude-flow',
    tool: 'performance_bottleneck',
    arguments: {
      component: { type: 'text', doc: 'Where to look.' },
      metrics: list,
      threshold: { type: 'number', doc: 'Per cent from which on something is a bottleneck.' },
    },
    command: { ...gone, words: ['bottleneck', 'analyze'] },
  },
  'claude-flow.github-repo-analyze': {
    doc: 'Looks a repository over.',
    does: 'The MCP tool `github_repo_analyze`. The command line runs something else.',
    needs: 'claude-flow',
    tool: 'github_repo_analyze',
    arguments: {
      repo: { type: 'text', doc: '`owner/name`; absent: the one of the workspace.' },
      'analysis-type': { type: 'text', doc: 'security, quality, performance, …' },
      depth: { type: 'text', doc: 'shallow or deep.' },
      branch: { type: 'text', doc: 'Branch to look at.' },
    },
    command: { ...gone, words: ['github', 'repo', 'analyze'], positional: ['repo'] },
  },
  'claude-flow.github-pr-manage': {
    doc: 'Reviews or merges a pull request.',
    does: 'The MCP tool `github_pr_manage`, which keeps a local record. The command line does not know it.',
    needs: 'claude-flow',
    tool: 'github_pr_manage',
    arguments: {
      repo: { type: 'text', doc: '`owner/name`; absent: the one of the workspace.' },
      action: { type: 'text', doc: 'review, merge, close, …' },
      'pr-number': { type: 'number', doc: 'Which pull request.' },
      'auto-merge': { type: 'boolean', doc: 'Merge once its checks pass.' },
    },
    command: { ...gone, words: ['github', 'pr', 'manage'] },
  },
} as const satisfies Readonly<Record<string, Action>>;
