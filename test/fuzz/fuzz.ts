import { AssertionError } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { corpusTexts } from '../unit/plan/mutated.ts';
import { Editor } from './editor.ts';
import { everyPromiseIsAsked } from './requests.ts';
import { Session, type SessionOptions } from './session.ts';
import { carryOut, type Step, step } from './steps.ts';

/** A day in front of some plans: which ones, and what happens to them. */
type History = { readonly plans: readonly string[]; readonly steps: readonly Step[] };

export type Wanted = {
  /** The run ends with the history in which this many were made. */
  readonly edits: number;
  readonly seed: number;
  /** Where a failure was found before, to come to it at once. */
  readonly path?: string;
  /** Milliseconds that an answer may take. */
  readonly patience?: number;
  /** Another server than ours: a script and its arguments. */
  readonly server?: readonly string[];
  /** Milliseconds that a failure is made small for, from the start of its batch; 0 leaves it as it was found. */
  readonly shrinkFor?: number;
  readonly progress?: (so: Progress) => void;
};

export type Progress = {
  readonly seed: number;
  readonly histories: number;
  readonly edits: number;
  readonly requests: number;
};

export type Failure = {
  /** With `path`, what makes it happen again. */
  readonly seed: number;
  readonly path: string;
  /** What is left after everything was left out that it does not need. */
  readonly history: History;
  readonly error: unknown;
};

export type Outcome = Progress & {
  readonly answered: ReadonlyMap<string, number>;
  readonly failure: Failure | undefined;
};

const example = readFileSync(
  path.resolve(import.meta.dirname, '../../examples/novacron/novacron.phaseplan.yaml'),
  'utf8',
);

const plan = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...corpusTexts) },
  { weight: 1, arbitrary: fc.constantFrom(example, '', '\uFEFFversion: 1\r\n') },
);

const history: fc.Arbitrary<History> = fc.record({
  plans: fc.array(plan, { minLength: 1, maxLength: 3 }),
  steps: fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }),
});

/** Histories that share a pair of servers, and a seed of their own: many, since a server that has run for a while is a fast one. */
const batchSize = (edits: number): number => Math.max(10, Math.min(200, Math.ceil(edits / 150)));

/** Drives a server through random histories until enough edits were made, or a law is broken. */
export async function fuzz(wanted: Wanted): Promise<Outcome> {
  const answered = new Map<string, number>();
  let [edits, histories] = [0, 0];
  const so = (seed: number): Progress => ({ seed, histories, edits, requests: sum(answered) });
  for (let seed = wanted.seed; ; seed += 1) {
    // Every second batch with a client that is told problems instead of asking for them.
    const servers = new Servers({
      pulls: seed % 2 === 0,
      patience: wanted.patience ?? 600_000,
      ...(wanted.server === undefined ? {} : { server: wanted.server }),
    });
    const failure = await batch(servers, seed, wanted, (made) => {
      edits += made;
      histories += 1;
      wanted.progress?.(so(seed));
    });
    for (const [method, count] of servers.answered) answered.set(method, (answered.get(method) ?? 0) + count);
    if (failure !== undefined || edits >= wanted.edits) return { ...so(seed), answered, failure };
  }
}

async function batch(
  servers: Servers,
  seed: number,
  { edits, path: from, shrinkFor = 120_000 }: Wanted,
  made: (edits: number) => void,
): Promise<Failure | undefined> {
  let living: Promise<void> = Promise.resolve();
  const property = fc.asyncProperty(history, (one) => {
    living = live(one, servers, made);
    return living;
  });
  const numRuns = batchSize(edits);
  const first = await fc.check(property, {
    seed,
    numRuns,
    endOnFailure: true,
    ...(from === undefined ? {} : { path: from }),
  });
  if (!first.failed) {
    await servers.end();
    return undefined;
  }
  const path = first.counterexamplePath ?? '';
  const small =
    shrinkFor > 0 ? await fc.check(property, { seed, path, numRuns, interruptAfterTimeLimit: shrinkFor }) : first;
  // Where time was up, one history is still going on.
  await living.catch(() => undefined);
  await servers.drop();
  const least = small.failed ? small : first;
  return {
    seed,
    path: least.counterexamplePath ?? path,
    history: least.counterexample?.[0] ?? { plans: [], steps: [] },
    error: least.errorInstance,
  };
}

/** Lives through a history; throws at the first law that is broken, with the text and the step. */
async function live({ plans, steps }: History, servers: Servers, made: (edits: number) => void): Promise<void> {
  const { session, reference } = await servers.get();
  const editor = new Editor(session, reference);
  try {
    everyPromiseIsAsked(session.capabilities);
    await editor.tellWorld({ issues: null, agents: null, programs: null, files: null, severities: {} });
    for (const text of plans) await editor.open(text);
    for (const one of steps) await narrated(editor, one);
    await narrated(editor, { does: 'compare', at: 0.5, to: 0.5, edits: [] });
    await editor.close();
    if (session.complaint !== '') throw new Error(`The server complains: ${session.complaint}`);
  } catch (thrown) {
    // A broken law leaves the servers well; one that hangs or is gone is not used again.
    if (thrown instanceof Broken && thrown.law) await editor.close();
    else await servers.drop();
    throw thrown;
  } finally {
    made(editor.edits);
  }
}

/** What went wrong, where; `law` when the server did answer, only not as it should. */
class Broken extends Error {
  readonly law: boolean;

  constructor(thrown: unknown, where: string) {
    super(`${thrown instanceof Error ? thrown.message : thrown}\n${where}`);
    this.law = thrown instanceof AssertionError;
  }
}

async function narrated(editor: Editor, one: Step): Promise<void> {
  const before = editor.text.text;
  try {
    await carryOut(editor, one);
  } catch (thrown) {
    const texts = `after the text ${JSON.stringify(before)}\nnow ${JSON.stringify(editor.text.text)}`;
    throw new Broken(thrown, `in the step ${JSON.stringify(one)}\n${texts}`);
  }
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0);

type Pair = { readonly session: Session; readonly reference: Session };

/** A server and its reference, started when first needed and again after a failure. */
class Servers {
  readonly answered = new Map<string, number>();
  readonly #options: SessionOptions;
  #pair: Pair | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  async get(): Promise<Pair> {
    if (this.#pair !== undefined) return this.#pair;
    const [session, reference] = await Promise.all([
      Session.start(this.#options),
      Session.start({ ...this.#options, pulls: true }),
    ]);
    this.#pair = { session, reference };
    return this.#pair;
  }

  /** After a failure nothing of a server is trusted. */
  async drop(): Promise<void> {
    const pair = this.#pair;
    this.#pair = undefined;
    if (pair === undefined) return;
    this.#count(pair);
    await pair.session[Symbol.asyncDispose]();
    await pair.reference[Symbol.asyncDispose]();
  }

  async end(): Promise<void> {
    if (this.#pair === undefined) return;
    const { session, reference } = this.#pair;
    const peaceful = (await session.end()) && (await reference.end());
    await this.drop();
    if (!peaceful) throw new Error('A server did not end in peace.');
  }

  #count({ session }: Pair): void {
    for (const [method, count] of session.answered) this.answered.set(method, (this.answered.get(method) ?? 0) + count);
  }
}
