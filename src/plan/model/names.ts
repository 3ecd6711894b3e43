import { cycles } from '../../base/cycles.ts';
import type { ReferenceKind } from '../schema/type.ts';
import type { Mention } from './mentions.ts';
import { fullName, resolveTask } from './outline.ts';
import { perSection, type Section } from './section.ts';
import { type Circle, circlesOf, type Stuck, stuckIn, type Waiting, widest } from './waiting.ts';

type Needs = { readonly id: string; readonly needs: readonly string[] };

/** What a section gives to the rest of the plan: names and what waits for what, without a place. */
type Given = {
  readonly names: readonly (readonly [kind: ReferenceKind, role: Mention['role'], name: string])[];
  /** Undefined needs: not written, so the phase before it. */
  readonly phases: readonly { readonly id: string; readonly needs: readonly string[] | undefined }[];
  readonly tasks: readonly Needs[];
  readonly issues: readonly (Needs & { readonly parent: string | undefined; readonly status: string | undefined })[];
  /** Issues that phases list, with the phase. */
  readonly listed: readonly (readonly [issue: string, phase: string])[];
  /** Whether a step starts agents, beside those of tasks. */
  readonly startsAgents: boolean;
};

const agentActions: ReadonlySet<string> = new Set([
  'claude-flow.sparc-run',
  'claude-flow.sparc-tdd',
  'claude-flow.sparc-pipeline',
]);

const givenBy = perSection(({ outline, mentions }): Given => {
  return {
    names: mentions.filter(({ role }) => role !== 'refers').map(({ kind, role, name }) => [kind, role, name] as const),
    phases: outline.phases.map(({ id, needs }) => ({ id: id.text, needs: needs?.map(({ text }) => text) })),
    tasks: outline.phases.flatMap(({ tasks }) =>
      tasks.map((task) => ({ id: fullName(task), needs: task.needs.map(({ text }) => resolveTask(text, task.phase)) })),
    ),
    issues: outline.issues.map(({ id, needs, parent, status }) => ({
      id: id.text,
      needs: needs.map(({ text }) => text),
      parent: parent?.text,
      status,
    })),
    listed: outline.phases.flatMap(({ id, issues }) => issues.map(({ text }) => [text, id.text] as const)),
    startsAgents: mentions.some(({ kind, name }) => kind === 'action' && agentActions.has(name)),
  };
});

/** The same for sections that give the same. */
const keyOf = perSection((section): string => JSON.stringify(givenBy(section)));

/**
 * All names that a plan gives and how they hang together, without a place in the text: the same object as long as none of them
 * changes, so that what is held against it need not be looked at again.
 */
export class Names {
  readonly #given: readonly Given[];
  #declared: ReadonlyMap<ReferenceKind, ReadonlySet<string>> | undefined;
  #created: ReadonlySet<string> | undefined;
  #statuses: ReadonlyMap<string, string | undefined> | undefined;
  #listed: ReadonlyMap<string, string> | undefined;
  #waiting: Waiting | undefined;
  #circles: readonly Circle[] | undefined;
  #anyIssue: boolean | undefined;
  #stuck: { readonly value: Stuck | undefined } | undefined;
  #widest: number | undefined;

  constructor(given: readonly Given[]) {
    this.#given = given;
  }

  /** Names of a kind that the plan declares, or creates in a step. */
  of(kind: ReferenceKind): ReadonlySet<string> {
    this.#declared ??= this.#collect();
    return this.#declared.get(kind) ?? nothing;
  }

  /** Issues that a step creates. */
  get created(): ReadonlySet<string> {
    this.#created ??= new Set(
      this.#given.flatMap(({ names }) => names.flatMap(([, role, name]) => (role === 'creates' ? [name] : []))),
    );
    return this.#created;
  }

  /** Issues that the plan declares, with the status that it wants. */
  get statuses(): ReadonlyMap<string, string | undefined> {
    this.#statuses ??= new Map(
      this.#given.flatMap(({ issues }) => issues.map(({ id, status }) => [id, status] as const)),
    );
    return this.#statuses;
  }

  /** The first phase that lists an issue. */
  phaseOf(issue: string): string | undefined {
    this.#listed ??= new Map(this.#given.flatMap(({ listed }) => listed).toReversed());
    return this.#listed.get(issue);
  }

  /** Whether a phase lists issues, or the plan declares some. */
  get anyIssue(): boolean {
    this.#anyIssue ??= this.#given.some(({ issues, listed }) => issues.length + listed.length > 0);
    return this.#anyIssue;
  }

  get circles(): readonly Circle[] {
    this.#circles ??= [...circlesOf(this.#waits), ...issueCircles(this.#given.flatMap(({ issues }) => issues))];
    return this.#circles;
  }

  /** What can never start because of a circle that it is not in. */
  get stuck(): Stuck | undefined {
    this.#stuck ??= { value: stuckIn(this.#waits, this.circles) };
    return this.#stuck.value;
  }

  /** No more than so many tasks can be at work at once; undefined where steps start agents too. */
  get widest(): number | undefined {
    if (this.#given.some(({ startsAgents }) => startsAgents)) return undefined;
    this.#widest ??= widest(this.#waits);
    return this.#widest;
  }

  get #waits(): Waiting {
    this.#waiting ??= {
      phases: phaseNeeds(this.#given.flatMap(({ phases }) => phases)),
      tasks: new Map(this.#given.flatMap(({ tasks }) => tasks.map(pair))),
    };
    return this.#waiting;
  }

  #collect(): ReadonlyMap<ReferenceKind, ReadonlySet<string>> {
    const found = new Map<ReferenceKind, Set<string>>();
    for (const { names } of this.#given) {
      for (const [kind, , name] of names) {
        const known = found.get(kind) ?? new Set();
        found.set(kind, known.add(name));
      }
    }
    return found;
  }
}

const nothing: ReadonlySet<string> = new Set();

const pair = ({ id, needs }: Needs): readonly [string, readonly string[]] => [id, needs];

/** What is not written is the phase before. */
function phaseNeeds(phases: Given['phases']): ReadonlyMap<string, readonly string[]> {
  return new Map(
    phases.map(({ id, needs }, index) => {
      const before = phases[index - 1];
      return [id, needs ?? (before ? [before.id] : [])];
    }),
  );
}

function issueCircles(issues: Given['issues']): readonly Circle[] {
  const parents = issues.map(({ id, parent }) => [id, parent === undefined ? [] : [parent]] as const);
  return [
    ...cycles(new Map(issues.map(pair))).map((names): Circle => ({ kind: 'needs', names })),
    ...cycles(new Map(parents)).map((names): Circle => ({ kind: 'parent', names })),
  ];
}

/** The names of some sections; those of before, where nothing about them changed. */
export function namesOf(
  sections: readonly Section[],
  before?: { readonly sections: readonly Section[]; readonly names: Names },
): Names {
  const same =
    before !== undefined &&
    before.sections.length === sections.length &&
    sections.every((section, index) => {
      const old = before.sections[index];
      return old === section || (old !== undefined && keyOf(old) === keyOf(section));
    });
  return same ? before.names : new Names(sections.map((section) => givenBy(section)));
}
