// Writes the parts of the documentation that follow from tables: the reference of the plan format, and a page for each diagnostic.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rules } from '../src/plan/rules/all.ts';
import type { Action } from '../src/plan/schema/action.ts';
import { actions } from '../src/plan/schema/actions.ts';
import { describe } from '../src/plan/schema/describe.ts';
import { records } from '../src/plan/schema/shape.ts';
import { templateNames } from '../src/plan/schema/templates.ts';
import type { RecordShape } from '../src/plan/schema/type.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

function recordTable(name: string, { doc, properties, one }: RecordShape): string {
  const rows = Object.entries(properties).map(([key, { type, doc: about, required, absent }]) =>
    row(`\`${key}\``, describe(type), required ? '**required**' : (absent ?? ''), about),
  );
  const exclusive = one
    ? [`${one.optional ? 'At most' : 'Exactly'} one of ${one.of.map((key) => `\`${key}\``).join(', ')}.`, '']
    : [];
  return [
    `### ${name}`,
    '',
    doc,
    '',
    ...exclusive,
    '| key | value | absent | meaning |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function actionTable(name: string, action: Action): string {
  const list = Object.entries(action.arguments).map(
    ([key, { doc, required }]) => `\`${key}\`${required ? ' (required)' : ''}: ${doc}`,
  );
  return row(`\`${name}\``, action.doc, list.join('<br>'), action.does);
}

/** The whole reference; a test holds the committed page to it. */
export function planFormatPage(): string {
  return [
    '# The plan format',
    '',
    'A phase plan is a YAML file named `*.phaseplan.yaml` or `phaseplan.yaml`. It says which issues a body of work has, which agents work on them',
    'in which phases, what runs around them, and what evidence closes a phase. `phaseline check FILE` says what is wrong with one,',
    '`phaseline schema` prints its JSON Schema. This page is written from the table that validation, completion and hover use.',
    '',
    'What holds everywhere:',
    '',
    '- Keys that begin with `x-` are yours. Anchors, aliases and `<<` work; a file is one document.',
    '- Phases run in order unless `needs` says otherwise; tasks of a phase run beside each other unless `needs` says otherwise.',
    '- A list that may be a single value is written either way: `needs: build` is `needs: [build]`.',
    '- Durations are `30s`, `5m`, `2h`, `3d`, or several of them; an estimate counts days of eight hours and weeks of five days.',
    '- `# phaseline-ignore CODE` behind a line, or on a line of its own above it, hides the problems with that code from the editor and from `phaseline check`; a run still refuses errors.',
    '- A comparison is an operator (`>=`, `<=`, `>`, `<`, `==`, `!=`) and a value; without an operator it means equal.',
    '',
    '## Records',
    '',
    ...Object.entries(records).map(([name, shape]) => recordTable(name, shape)),
    '## Templates',
    '',
    '`${{ name }}` in a step is replaced when the step runs, after its command was split into words, so that a value can never become a second',
    'command. `env.NAME` is any variable of the environment.',
    '',
    '| name | meaning | where |',
    '|---|---|---|',
    ...Object.entries(templateNames).map(([name, { doc, where }]) =>
      row(`\`${name}\``, doc, where === 'everywhere' ? 'everywhere' : `in a ${where}`),
    ),
    '',
    '## Actions',
    '',
    '| action | what it is for | arguments | what it calls |',
    '|---|---|---|---|',
    ...Object.entries(actions).map(([name, action]) => actionTable(name, action)),
    '',
  ].join('\n');
}

/** The list of all diagnostics. */
export function diagnosticsPage(): string {
  return [
    '# What the plan language says is wrong',
    '',
    'Each diagnostic has a code that stays the same. Nothing is said about what nobody can know: without a tracker no issue is unknown, without a',
    'look at the workspace no agent type is.',
    '',
    '| code | severity | meaning |',
    '|---|---|---|',
    ...rules.map(({ code, severity, about }) => row(`[\`${code}\`](${code}.md)`, severity, about)),
    '',
    'Some are graver or milder by case: an agent type that nobody describes is a warning unless it is nearly another one, and an issue that the',
    'plan declares and the tracker does not have yet is an information.',
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  const docs = path.resolve(import.meta.dirname, '../docs');
  await mkdir(path.join(docs, 'diagnostics'), { recursive: true });
  await writeFile(path.join(docs, 'plan-format.md'), planFormatPage());
  await writeFile(path.join(docs, 'diagnostics', 'README.md'), diagnosticsPage());
}
