import {
  boolean,
  choice,
  either,
  format,
  list,
  map,
  type Property,
  prose,
  type RecordShape,
  refers,
  text,
  whole,
} from './type.ts';
import { hookAuthors, hookChanges, hookFailures, hookMoments, shells } from './words.ts';

/** What a step does; the keys that hooks, criteria and checklist items share with steps. */
const what = {
  run: {
    type: format('command'),
    doc: 'A command. It is split into words and started **without a shell**, so that no value can become a second command; pipes, `&&` and `*` need `shell:`.',
    example: 'go test -race ./...',
  },
  uses: {
    type: refers('action'),
    doc: 'A typed action instead of a command: its arguments are checked here, and carried out by Phaseline with the tools that are installed.',
    example: 'claude-flow.post-edit',
  },
} as const satisfies Readonly<Record<string, Property>>;

/** How it is done. */
const how = {
  with: { type: { is: 'arguments' }, doc: 'The arguments of the action.' },
  shell: {
    type: { is: 'text', suggests: shells },
    doc: 'Hands the whole `run:` to this shell, as it stands. A template whose value means something to a shell is refused: use variables such as `$PHASELINE_FILE` there.',
    example: 'bash',
  },
  env: { type: map(text, 'variable'), doc: 'Added to the environment of the command.' },
  cwd: {
    type: { is: 'text', names: 'folder' },
    doc: 'Folder to run in, relative to the workspace or to the task’s worktree.',
    absent: 'the workspace, or the task’s worktree',
  },
  timeout: {
    type: format('duration'),
    doc: 'Ends the command when it takes longer: `30s`, `5m`, `2h`.',
    absent: '10m',
    example: '5m',
  },
  retries: { type: whole(0, 20), doc: 'How often to try again when it fails.', absent: '0' },
  'continue-on-error': { type: boolean, doc: 'Goes on when it fails; the failure is still shown.', absent: 'false' },
  expect: {
    type: { is: 'record', record: 'expect' },
    doc: 'What it has to show to count as passed.',
    absent: 'exit code 0',
  },
} as const satisfies Readonly<Record<string, Property>>;

const beside = { with: 'uses', shell: 'run' } as const;

export const stepRecords = {
  step: {
    doc: 'One thing to carry out: a command, or a typed action.',
    properties: {
      name: { type: prose, doc: 'What it is called in views and reports.', absent: 'the command or action' },
      ...what,
      ...how,
    },
    one: { of: ['run', 'uses'] },
    beside,
  },
  expect: {
    doc: 'What a command has to show. Everything that is written here must hold.',
    properties: {
      exit: { type: whole(0, 255), doc: 'Its exit code.', absent: '0' },
      match: {
        type: format('regex'),
        doc: 'A regular expression that its output must match somewhere.',
        example: '^ok',
      },
      number: {
        type: format('comparison'),
        doc: 'A comparison with the last number that it prints, or with the one that `pattern` picks.',
        example: '">= 96"',
      },
      pattern: {
        type: format('regex'),
        doc: 'Picks the number: the first group of this regular expression.',
        example: 'coverage: ([\\d.]+)',
      },
      json: {
        type: format('json-comparison'),
        doc: 'Reads the output as JSON and compares what is at a dotted path.',
        example: 'total.lines.pct >= 96',
      },
    },
    beside: { pattern: 'number' },
  },
  criterion: {
    doc: 'Something that has to be true, and how that is found out. Without evidence it is not met.',
    properties: {
      title: { type: prose, doc: 'What has to be true, for people.', absent: 'its key' },
      ...what,
      issues: {
        type: {
          is: 'choice',
          of: { closed: 'Every issue of the phase is closed; for the whole plan, every issue of the plan.' },
        },
        doc: 'Met when the issues are closed in the tracker.',
      },
      manual: { type: { is: 'constant', value: true }, doc: 'Met when a person approves it.' },
      ...how,
    },
    one: { of: ['run', 'uses', 'issues', 'manual'] },
    beside,
  },
  checklist: {
    doc: 'What a person goes through before, during and after the work.',
    properties: {
      before: { type: list(either(prose, { is: 'record', record: 'checklist-item' })), doc: 'Before the first phase.' },
      during: { type: list(either(prose, { is: 'record', record: 'checklist-item' })), doc: 'While phases run.' },
      after: { type: list(either(prose, { is: 'record', record: 'checklist-item' })), doc: 'After the last phase.' },
    },
  },
  'checklist-item': {
    doc: 'An item of the checklist. With a check it ticks itself; without, a person does.',
    properties: {
      title: { type: prose, doc: 'What has to be done or true.', required: true },
      ...what,
      issues: {
        type: { is: 'choice', of: { closed: 'Every issue of the plan is closed.' } },
        doc: 'Ticked when the issues are closed.',
      },
      manual: { type: { is: 'constant', value: true }, doc: 'A person ticks it.' },
      ...how,
    },
    one: { of: ['run', 'uses', 'issues', 'manual'], optional: true },
    beside,
  },
  hook: {
    doc: 'Runs a command or an action when something happens.',
    properties: {
      on: { type: choice(hookMoments), doc: 'When it runs.', required: true },
      files: {
        type: { is: 'list', of: format('glob'), single: true },
        doc: 'Only for these files; globs relative to the workspace.',
        absent: 'every file',
      },
      ignore: { type: { is: 'list', of: format('glob'), single: true }, doc: 'Not for these files.' },
      authors: {
        type: { is: 'list', of: choice(hookAuthors), single: true },
        doc: 'Only for edits made by these.',
        absent: 'everybody’s but Git’s',
      },
      changes: {
        type: { is: 'list', of: choice(hookChanges), single: true },
        doc: 'Only for edits that did this to their file. A file that was renamed is deleted under its old name and created under its new one.',
        absent: 'created and changed: most commands want a file that is there',
        example: 'deleted',
      },
      debounce: {
        type: format('duration'),
        doc: 'Waits until the file has been quiet for so long, then runs once for all its edits: `0.5s`. At most ten times as long.',
        absent: 'it runs for each edit',
        example: '0.5s',
      },
      batch: {
        type: whole(2, 1000),
        doc: 'Takes up to so many files in one run; `${{ files }}` stands for all of them, a word each.',
        absent: 'one file in a run',
        example: '100',
      },
      concurrency: {
        type: whole(1, 32),
        doc: 'Most runs of it at once. Two runs on one file are never at work at once.',
        absent: '1 with `batch`, else as many as there is room for',
      },
      repeatable: {
        type: boolean,
        doc: 'Whether it may run again when a crash cut it off. With `false` a person is asked.',
        absent: 'true',
      },
      'on-failure': {
        type: either(choice(hookFailures), { is: 'record', record: 'hook-failure' }),
        doc: 'What follows when it has failed for good: `tell`, `block`, or an agent that is started with its output.',
        absent: 'tell',
      },
      'problem-matcher': {
        type: { is: 'list', of: text, single: true },
        doc: 'Reads problems from its output: a name that VS Code knows, such as `$tsc` or `$eslint-stylish`, or a regular expression with the groups `file`, `line`, `column`, `severity`, `code` and `message`.',
        example: '$tsc',
      },
      name: { type: prose, doc: 'What it is called in the Hooks view.', absent: 'the command or action' },
      ...what,
      ...how,
    },
    one: { of: ['run', 'uses'] },
    beside,
  },
  'hook-failure': {
    doc: 'An agent that is started when a hook has failed.',
    properties: {
      agent: {
        type: refers('agent'),
        doc: 'Type of the agent. It gets the output; in the worktree of a task the task does not pass instead, and its own agent mends it.',
        required: true,
        example: 'coder',
      },
    },
  },
} as const satisfies Readonly<Record<string, RecordShape>>;
