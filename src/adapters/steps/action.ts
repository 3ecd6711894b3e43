import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Json } from '../../base/json.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { IssueStore } from '../../issues/store.ts';
import type { Plan } from '../../plan/model/plan.ts';
import type { StepContext } from '../../run/ports.ts';
import type { ClaudeFlow } from '../claude-flow/session.ts';
import { relativeTo } from '../edits.ts';
import { fileFailure } from '../files.ts';
import type { ProgramLedger } from '../program-ledger.ts';

/** What actions are carried out with. */
export type ActionPorts = {
  /** The tracker's store, or why there is none. */
  issues(): Promise<Result<IssueStore>>;
  /** Makes a tracker where there is none; undefined: named after the folder. */
  createTracker(prefix: string | undefined): Promise<Result<unknown>>;
  readonly claudeFlow: ClaudeFlow;
  /** Where the programs of steps are taken down while they are at work. */
  readonly programs: ProgramLedger;
  /** The plan that the step belongs to; undefined for a hook of the settings. */
  readonly plan: Plan | undefined;
};

/** One action to carry out. */
export type Acting = {
  /** Its full name: `beads.create`. */
  readonly action: string;
  /** Its arguments, templates filled in. */
  readonly given: Given;
  readonly context: StepContext;
  readonly ports: ActionPorts;
  readonly signal: AbortSignal;
  /** What is left of the step's time. */
  readonly timeoutMilliseconds: number;
};

/** Carries an action out; gives what it prints, or why it could not. Repeating it does no harm. */
export type CarryOut = (at: Acting) => Promise<Result<string>>;

/** The arguments of an action, read as what they should be; a template gives text where a number or a list is meant. */
export class Given {
  readonly #values: Readonly<Record<string, Json>>;

  constructor(values: Readonly<Record<string, Json>>) {
    this.#values = values;
  }

  get isEmpty(): boolean {
    return Object.keys(this.#values).length === 0;
  }

  get all(): Readonly<Record<string, Json>> {
    return this.#values;
  }

  /** Undefined where it is absent or empty; anything but text is written as JSON. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null || value === '') return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    const number = Number(text);
    return text === undefined || Number.isNaN(number) ? undefined : number;
  }

  boolean(name: string): boolean | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : text === 'true';
  }

  /** A list, or one text with commas. */
  list(name: string): readonly string[] | undefined {
    const value = this.#values[name];
    if (Array.isArray(value)) return value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
    return this.text(name)
      ?.split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }
}

/** Leaves out what is undefined: an absent argument is not one with nothing in it. */
export const present = <T>(record: Readonly<Record<string, T | undefined>>): Record<string, T> => {
  const kept: Record<string, T> = {};
  for (const [name, value] of Object.entries(record)) if (value !== undefined) kept[name] = value;
  return kept;
};

/** A value of the step's context; undefined where it is absent or empty. */
export const contextValue = ({ context }: Acting, name: string): string | undefined =>
  context.values[name] || undefined;

/** Why an action cannot be carried out here, said so that a person knows what to do instead. */
export const unavailable = ({ action }: Acting, why: string): Result<never> =>
  fail({ kind: 'action-unavailable', action, why });

/** The absolute path of a file that an action reads or writes; refused outside the folder that the step runs in. */
export function pathInside({ context }: Acting, name: string): Result<string> {
  if (relativeTo(context.worktree, name, path) !== undefined) return ok(path.resolve(context.worktree, name));
  return fail({ kind: 'usage', detail: `${name} lies outside ${context.worktree}` });
}

/** Writes a file of an action, making its folders. */
export async function writeInside(at: Acting, name: string, content: string | Uint8Array): Promise<Result<string>> {
  const file = pathInside(at, name);
  if (!file.ok) return file;
  try {
    await mkdir(path.dirname(file.value), { recursive: true });
    await writeFile(file.value, content);
    return file;
  } catch (error) {
    return fail(fileFailure('write', file.value, error));
  }
}
