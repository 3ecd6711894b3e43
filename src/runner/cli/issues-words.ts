import { fail, ok, type Result } from '../../base/result.ts';
import type { IssueChange, NewIssue } from '../../issues/store.ts';
import { parseEstimate, parsePriority, parseStatus } from '../../issues/words.ts';
import { readWords } from './arguments.ts';
import type { Io } from './command.ts';

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean' } as const;

const options = {
  json: flag,
  all: flag,
  yes: flag,
  claim: flag,
  filter: text,
  actor: text,
  title: text,
  description: text,
  design: text,
  acceptance: text,
  notes: text,
  type: text,
  priority: text,
  status: text,
  assignee: text,
  estimate: text,
  id: text,
  parent: text,
  reason: text,
  label: texts,
  'remove-label': texts,
  needs: texts,
  'set-metadata': texts,
} as const;

/** What was asked: the verb, its words, its options. */
export type Words = {
  readonly verb: string;
  readonly positionals: readonly string[];
  readonly values: {
    readonly [K in keyof typeof options]?: (typeof options)[K] extends { multiple: true }
      ? string[]
      : (typeof options)[K]['type'] extends 'boolean'
        ? boolean
        : string;
  };
};

export function readIssueWords(words: readonly string[]): Result<Words> {
  const read = readWords(words, options);
  if (!read.ok) return read;
  const [verb = 'list', ...positionals] = read.value.positionals;
  return ok({ verb, positionals, values: read.value.values });
}

/** The issue that `create` describes, and what can only be set once it is there. */
export async function wantedIssue(
  words: Words,
  io: Io,
): Promise<Result<{ readonly issue: NewIssue; readonly rest: IssueChange }>> {
  const change = await wantedChange(words, io);
  if (!change.ok) return change;
  const {
    title = words.positionals[0] ?? '',
    add_labels,
    description,
    issue_type,
    priority,
    assignee,
    parent,
  } = change.value;
  const { design, acceptance_criteria, notes, status, set_metadata, estimated_minutes } = change.value;
  const { id, needs } = words.values;
  return ok({
    issue: defined({
      title,
      id,
      description,
      issue_type,
      priority,
      assignee,
      labels: add_labels,
      estimated_minutes,
      parent,
      needs: needs && separated(needs),
    }),
    rest: defined({ design, acceptance_criteria, notes, status, set_metadata }),
  });
}

/** What the options say shall be set. Priorities are words or 0 to 4, estimates minutes or `3h`, `3d`, `1w`; `--description -` reads standard input. */
export async function wantedChange({ values }: Words, io: Io): Promise<Result<IssueChange>> {
  const priority = values.priority === undefined ? undefined : parsePriority(values.priority);
  if (values.priority !== undefined && priority === undefined) {
    return usage('--priority takes critical, high, medium, low, backlog, or 0 to 4.');
  }
  const estimated_minutes = values.estimate === undefined ? undefined : parseEstimate(values.estimate);
  if (values.estimate !== undefined && estimated_minutes === undefined) {
    return usage('--estimate takes minutes, or hours, days or weeks such as 3h, 3d, 1w.');
  }
  const metadata = (values['set-metadata'] ?? []).map((word) => /^([^=]+)=([\s\S]*)$/.exec(word));
  if (metadata.includes(null)) return usage('--set-metadata takes KEY=VALUE.');
  const { title, design, acceptance, notes, type, status, assignee, parent } = values;
  return ok(
    defined({
      title,
      description: values.description === '-' ? await io.readStandardInput() : values.description,
      design,
      acceptance_criteria: acceptance,
      notes,
      status: status === undefined ? undefined : parseStatus(status),
      priority,
      issue_type: type,
      assignee,
      estimated_minutes,
      parent,
      add_labels: values.label && separated(values.label),
      remove_labels: values['remove-label'] && separated(values['remove-label']),
      set_metadata:
        metadata.length === 0
          ? undefined
          : Object.fromEntries(metadata.map((found) => [found?.[1] ?? '', found?.[2] ?? ''])),
    }),
  );
}

const usage = (detail: string): Result<never> => fail({ kind: 'usage', detail });

/** `--label a,b --label c`. */
const separated = (words: readonly string[]): string[] =>
  words
    .flatMap((word) => word.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');

type Defined<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without the keys whose value is undefined. */
function defined<T extends object>(record: T): Defined<T>;
function defined(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
