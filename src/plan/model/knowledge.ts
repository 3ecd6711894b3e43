/**
 * What the world outside the text says. An answer is *known*, *unknown* (asked and not there) or *unavailable* (nobody to ask);
 * unavailable never makes a problem.
 */
export type Answer<T> =
  | { readonly is: 'known'; readonly value: T }
  | { readonly is: 'unknown' }
  | { readonly is: 'unavailable' };

export type IssueFact = {
  readonly id: string;
  readonly title: string;
  /** Beads' spelling; `tombstone`: it was deleted, and its id is not given away again. */
  readonly status: string;
  /** 0 critical … 4 backlog. */
  readonly priority: number;
  readonly type: string;
  readonly assignee?: string;
  /** Open issues that block it. */
  readonly blockedBy?: readonly string[];
};

export type AgentFact = {
  readonly name: string;
  readonly description: string;
  /** Where it is described: a workspace-relative path, or words such as `claude-flow`. */
  readonly source: string;
};

/** All facts of a moment, as they travel between processes. Absent: unavailable. */
export type Facts = {
  readonly issues?: readonly IssueFact[];
  /** Agent types that this workspace has, beside those of the plan. */
  readonly agents?: readonly AgentFact[];
  /** Programs that were looked for on PATH, and whether they are there. */
  readonly programs?: Readonly<Record<string, boolean>>;
  /** Files that were looked for, by path relative to the workspace, and whether they are there. */
  readonly files?: Readonly<Record<string, boolean>>;
  /** Globs that were looked for, and whether they match a file of the workspace. */
  readonly globs?: Readonly<Record<string, boolean>>;
  /** Tools that the installed claude-flow was asked for, and whether it has them. */
  readonly tools?: Readonly<Record<string, boolean>>;
};

/** What was looked for because somebody writes at a place just now; it does not travel. */
export type Looked = {
  /** What folders hold, by path relative to the workspace (empty: itself), those that are folders with a slash at their end. */
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  /** Names of programs on PATH. */
  readonly onPath?: readonly string[];
};

export type Knowledge = {
  issue(id: string): Answer<IssueFact>;
  /** Whether the issues of a plan are somebody else's to find: then one that it does not declare is no mistake of its text. */
  readonly asksTracker: boolean;
  /** Whether the tracker remembers that it deleted an issue. */
  deleted(id: string): Answer<true>;
  /** All that are known, for completion and nearest names. */
  readonly issues: readonly IssueFact[];
  agent(name: string): Answer<AgentFact>;
  readonly agents: readonly AgentFact[];
  program(name: string): Answer<true>;
  /** Programs that may be named at the place that is being written. */
  readonly programs: readonly string[];
  /** A path relative to the workspace, forward slashes. */
  file(path: string): Answer<true>;
  /** Whether a glob matches a file of the workspace. */
  glob(pattern: string): Answer<true>;
  /** What a folder holds, as `Looked` has it. */
  folder(path: string): Answer<readonly string[]>;
  /** Whether the installed claude-flow has a tool. */
  tool(name: string): Answer<true>;
};

const answer = <T>(known: boolean, value: T | undefined): Answer<T> => {
  if (value !== undefined) return { is: 'known', value };
  return { is: known ? 'unknown' : 'unavailable' };
};

/** What nobody looked for is not missing. */
function lookedFor(found: Readonly<Record<string, boolean>> = {}): (name: string) => Answer<true> {
  const answers = new Map(Object.entries(found));
  return (name) => answer(answers.has(name), answers.get(name) === true ? true : undefined);
}

export function knowledgeOf(facts: Facts): Knowledge {
  const isDeleted = ({ status }: IssueFact): boolean => status === 'tombstone';
  const there = facts.issues?.filter((issue) => !isDeleted(issue)) ?? [];
  const issues = new Map(there.map((issue) => [issue.id, issue]));
  const deleted = new Map(facts.issues?.filter(isDeleted).map(({ id }) => [id, true] as const));
  const agents = new Map(facts.agents?.map((agent) => [agent.name, agent]));
  return {
    asksTracker: facts.issues !== undefined,
    issue: (id) => answer(facts.issues !== undefined, issues.get(id)),
    deleted: (id) => answer(facts.issues !== undefined, deleted.get(id)),
    issues: there,
    agent: (name) => answer(facts.agents !== undefined, agents.get(name)),
    agents: facts.agents ?? [],
    program: lookedFor(facts.programs),
    file: lookedFor(facts.files),
    glob: lookedFor(facts.globs),
    tool: lookedFor(facts.tools),
    programs: [],
    folder: () => ({ is: 'unavailable' }),
  };
}

/** What is known, with what was looked for at a place. */
export function withLooked(knowledge: Knowledge, { folders = {}, onPath = [] }: Looked): Knowledge {
  return {
    ...knowledge,
    programs: onPath,
    folder: (path) => answer(false, Object.hasOwn(folders, path) ? folders[path] : undefined),
  };
}

/** Knows nothing and complains about nothing. */
export const nothingKnown = knowledgeOf({});

/** The same, of a plan that is held against the tracker before anything of it is run. */
export const askedLater: Knowledge = { ...nothingKnown, asksTracker: true };
