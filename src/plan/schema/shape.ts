import { stepRecords } from './steps.ts';
import {
  choice,
  either,
  format,
  list,
  listOrOne,
  map,
  prose,
  type RecordName,
  type RecordShape,
  record,
  refers,
  text,
  whole,
} from './type.ts';
import {
  isolations,
  issueTypes,
  permissions,
  priorities,
  registryAgents,
  sparc,
  statuses,
  toolKinds,
  topologies,
} from './words.ts';

const steps = list(record('step'));
const criteria = map(record('criterion'), 'criterion');
const environment = map(text, 'variable');

const budget = {
  cost: { type: format('money'), doc: 'US dollars, where agents say what they cost.', example: '5 USD' },
  tokens: { type: format('count'), doc: 'Tokens; `k` and `M` are understood.', example: '500k' },
  time: {
    type: format('duration'),
    doc: 'Time at work; that in which a person is waited for counts for phases only.',
    example: '2h',
  },
} as const satisfies RecordShape['properties'];

/**
 * THE table of the format: every record with its keys, their types, documentation and defaults. Validation, completion, hover,
 * the outline, the JSON Schema and the reference page are read from it, and what a run uses is read by its keys.
 */
const table = {
  ...stepRecords,
  plan: {
    doc: 'A phase plan: which issues a body of work has, which agents work on them in which phases, and what evidence closes a phase.',
    properties: {
      version: { type: { is: 'constant', value: 1 }, doc: 'Version of the format.', required: true },
      name: {
        type: format('slug'),
        doc: 'Short name, for branches and reports: small letters, digits and dashes.',
        required: true,
      },
      title: { type: prose, doc: 'What the plan is called.', absent: 'its name' },
      description: { type: prose, doc: 'What it is for.' },
      epic: { type: refers('issue'), doc: 'Issue that the plan’s issues hang under.' },
      methodology: {
        type: choice({ sparc: 'Specification, pseudocode, architecture, refinement, completion.' }),
        doc: 'Way of working; with `sparc`, tasks may name a mode.',
      },
      limits: { type: record('limits'), doc: 'What a run may use.' },
      swarm: { type: record('swarm'), doc: 'Handed to claude-flow when a swarm is set up.' },
      runners: { type: map(record('runner'), 'runner', 'runner'), doc: 'Programs that agents are started with.' },
      agents: {
        type: map(record('agent'), 'agent', 'agent'),
        doc: 'Agent types that tasks name. Types from `.claude/agents` need no entry here.',
      },
      issues: {
        type: map(record('issue'), 'issue id', 'issue'),
        doc: 'What the tracker must hold. Ids are checked against the live tracker; what it lacks is created when the plan runs.',
      },
      hooks: { type: list(record('hook')), doc: 'Commands and actions that follow edits and the life of tasks.' },
      setup: { type: steps, doc: 'Steps before the first phase.' },
      worktrees: { type: record('worktrees'), doc: 'What makes the worktree of a task fit to work in.' },
      phases: { type: map(record('phase'), 'phase', 'phase'), doc: 'The phases, in order.', required: true },
      criteria: { type: criteria, doc: 'The gate of the whole plan.' },
      checklist: { type: record('checklist'), doc: 'What a person goes through.' },
    },
  },
  limits: {
    doc: 'What a run may use; it pauses when something is spent.',
    properties: {
      agents: { type: whole(1, 500), doc: 'Agents at once, over the whole plan.', absent: '4', example: '15' },
      cost: {
        type: format('money'),
        doc: 'US dollars for all agents together.',
        example: '50 USD',
      },
      tokens: {
        type: format('count'),
        doc: 'Tokens for all agents together; `k` and `M` are understood.',
        example: '5M',
      },
      time: { type: format('duration'), doc: 'Time at work of all agents together.', example: '40h' },
    },
  },
  budget: {
    doc: 'What the agents of a phase may use together; when it is spent, no more of them start until a person lets them.',
    properties: budget,
  },
  'agent-limits': {
    doc: 'What one agent may use for one attempt; it is stopped there, and its work is kept.',
    properties: {
      ...budget,
      silence: {
        type: format('duration'),
        doc: 'Stops it when nothing is heard of it for so long while nobody is waited for.',
        absent: '20m',
        example: '1h',
      },
    },
  },
  swarm: {
    doc: 'How claude-flow’s swarm is set up. Keys that are not listed here are passed on.',
    properties: {
      topology: { type: choice(topologies), doc: 'Who talks to whom.' },
      strategy: { type: text, doc: 'How work is handed out: adaptive, balanced, specialized, …' },
      'max-agents': { type: whole(1), doc: 'Most agents in the swarm.', absent: '`limits.agents`' },
      name: { type: text, doc: 'Name of the swarm.', absent: 'the plan’s name' },
      'memory-pool': { type: { is: 'number', least: 0 }, doc: 'Megabytes of shared memory.' },
    },
    open: true,
  },
  worktrees: {
    doc: 'What makes the fresh worktree of a task fit to work in, before its agent starts. Steps run in it.',
    properties: {
      copy: {
        type: listOrOne(format('glob')),
        doc: 'What Git ignores and is copied from the workspace. What it does not ignore would be committed, and is left.',
        example: '[.env*, config/*.local]',
      },
      ports: {
        type: whole(0, 20),
        doc: 'Ports for servers that the agent or the checks start: `PHASELINE_PORT`, `PHASELINE_PORT_1`, …',
        absent: '0',
        example: '2',
      },
      setup: { type: steps, doc: 'Steps in the worktree, such as an install.' },
    },
  },
  runner: {
    doc: 'How an agent is started.',
    properties: {
      acp: {
        type: either({ is: 'choice', of: registryAgents }, record('acp-command')),
        doc: 'An agent that speaks the Agent Client Protocol: one that Phaseline knows by name, or any command.',
        example: 'claude-code',
      },
      command: {
        type: listOrOne(text),
        doc: 'A program that gets the prompt as its last word and works without talking back. One text is split into words.',
        example: '[claude, -p, --output-format, stream-json, --verbose]',
      },
      env: {
        type: environment,
        doc: 'Added to its environment. Name secrets by `${{ env.NAME }}`, never write them here.',
      },
    },
    one: { of: ['acp', 'command'] },
  },
  'acp-command': {
    doc: 'A program that speaks the Agent Client Protocol on its standard input and output.',
    properties: {
      command: { type: list(text), doc: 'Program and words.', required: true, example: '[node, my-agent.js]' },
    },
  },
  agent: {
    doc: 'A type of agent: what it is told and what it may do.',
    properties: {
      runner: {
        type: refers('runner'),
        doc: 'What it is started with.',
        absent: 'the first agent found on the machine',
      },
      prompt: { type: prose, doc: 'Put before the prompt of every task.' },
      isolation: { type: choice(isolations), doc: 'Where it works.', absent: 'worktree' },
      model: { type: text, doc: 'Model to ask for, in the agent’s own words.' },
      mode: {
        type: text,
        doc: 'Mode to ask for, in the agent’s own words. In some modes agents ask nobody.',
        absent: 'the one that fits its permissions',
      },
      permissions: {
        type: { is: 'map', of: either(choice(permissions), record('permission')), names: 'kind of tool' },
        doc: `What it may do, by kind of tool: ${Object.keys(toolKinds).join(', ')}.`,
        absent: 'it asks',
      },
      limits: { type: record('agent-limits'), doc: 'What it may use.' },
    },
  },
  permission: {
    doc: 'What may be done with one kind of tool, by what it touches: globs of paths, command lines (`*` stands for anything; each command of a line is looked at), addresses. What is denied goes before what is asked, and that before what is allowed.',
    properties: {
      allow: { type: listOrOne(text), doc: 'Without asking.', example: '[go test *, npm test]' },
      ask: { type: listOrOne(text), doc: 'Only when a person agrees.' },
      deny: { type: listOrOne(text), doc: 'Never.', example: '[git push *, "*.env"]' },
      otherwise: { type: choice(permissions), doc: 'Where no pattern fits.', absent: 'as if nothing was said' },
    },
  },
  issue: {
    doc: 'An issue as the plan wants it in the tracker.',
    properties: {
      title: { type: prose, doc: 'One line that says what is to be done.', required: true },
      description: { type: prose, doc: 'What and why; Markdown.' },
      type: { type: { is: 'text', suggests: issueTypes }, doc: 'Kind of issue.', absent: 'task' },
      priority: {
        type: choice({ ...priorities, 0: 'critical', 1: 'high', 2: 'medium', 3: 'low', 4: 'backlog' }),
        doc: 'How urgent it is.',
        absent: 'medium',
      },
      status: {
        type: { is: 'text', suggests: statuses },
        doc: 'Where it stands when the plan starts.',
        absent: 'open',
      },
      parent: { type: refers('issue'), doc: 'Issue that this one is a part of.', absent: 'the plan’s epic' },
      needs: { type: listOrOne(refers('issue')), doc: 'Issues that block it.' },
      labels: { type: listOrOne(text), doc: 'Words to find it by.' },
      assignee: { type: text, doc: 'Who works on it.' },
      estimate: { type: format('effort'), doc: 'Expected work: `3d` are three days of eight hours.', example: '3d' },
    },
  },
  phase: {
    doc: 'A stretch of work that ends at a gate.',
    properties: {
      title: { type: prose, doc: 'What it is called.', absent: 'its key' },
      description: { type: prose, doc: 'What it is for.' },
      window: { type: prose, doc: 'When it is meant to happen, in your own words.', example: 'week 1-2' },
      needs: {
        type: listOrOne(refers('phase')),
        doc: 'Phases that must be over first. `[]` starts at once.',
        absent: 'the phase before it',
      },
      issues: { type: listOrOne(refers('issue')), doc: 'Issues that this phase settles.' },
      limits: { type: record('budget'), doc: 'What its agents may use together.' },
      before: { type: steps, doc: 'Steps before its first task.' },
      tasks: {
        type: map(record('task'), 'task', 'task'),
        doc: 'What agents do; those that nothing holds back run beside each other.',
      },
      after: { type: steps, doc: 'Steps after its last task.' },
      criteria: { type: criteria, doc: 'Its gate: what has to be true before the next phase starts.' },
    },
  },
  task: {
    doc: 'One piece of work for one agent.',
    properties: {
      title: { type: prose, doc: 'What it is called.', absent: 'its key' },
      agent: { type: refers('agent'), doc: 'Type of agent that does it.', required: true, example: 'coder' },
      issue: { type: refers('issue'), doc: 'Issue that it works on: set in progress when it starts.' },
      needs: {
        type: listOrOne(refers('task')),
        doc: 'Tasks that must be done first: of this phase by their key, of others as `phase/task`.',
      },
      sparc: { type: choice(sparc), doc: 'SPARC mode; adds to the prompt what the mode asks for.' },
      files: {
        type: listOrOne(format('glob')),
        doc: 'What it means to touch. Two tasks that may run at once and touch the same files are warned about.',
      },
      prompt: { type: prose, doc: 'What the agent is told.', absent: 'title and issue' },
      verify: { type: steps, doc: 'Steps that must pass in its worktree before it counts as done.' },
      done: { type: record('done'), doc: 'What happens to its issue when it is done.' },
      timeout: {
        type: format('duration'),
        doc: 'Stops the agent when it takes longer.',
        absent: 'no limit',
        example: '30m',
      },
      retries: { type: whole(0, 20), doc: 'How often to try again when it fails.', absent: '0' },
    },
  },
  done: {
    doc: 'What happens to the issue when the task is done.',
    properties: {
      issue: {
        type: choice({ close: 'Close it, with the comment as reason.', keep: 'Leave it as it is.' }),
        doc: 'Whether to close it.',
        absent: 'keep',
      },
      comment: { type: prose, doc: 'Said on the issue.' },
    },
  },
} as const satisfies Readonly<Record<RecordName, RecordShape>>;

export const records: Readonly<Record<RecordName, RecordShape>> = table;

/** The keys of a record of the format; of any of several. */
export type KeyOf<R extends RecordName> = R extends RecordName ? keyof (typeof table)[R]['properties'] & string : never;

export const root = record('plan');

/** True for keys that everybody may use for their own, `x-…`: anchors to share, notes for other tools. */
export const isExtensionKey = (key: string): boolean => key.startsWith('x-');

/** Whether a record means something with no key at all, so that nothing behind the colon will do. */
export function mayBeEmpty(name: RecordName): boolean {
  const { one, properties } = records[name];
  const chosen = one !== undefined && one.optional !== true;
  return !chosen && Object.values(properties).every(({ required }) => required !== true);
}
