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
  /** Beads' spelling. */
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
};

export type Knowledge = {
  issue(id: string): Answer<IssueFact>;
  /** All that are known, for completion and nearest names. */
  readonly issues: readonly IssueFact[];
  agent(name: string): Answer<AgentFact>;
  readonly agents: readonly AgentFact[];
  program(name: string): Answer<true>;
  /** A path relative to the workspace, forward slashes. */
  file(path: string): Answer<true>;
};

const answer = <T>(known: boolean, value: T | undefined): Answer<T> => {
  if (value !== undefined) return { is: 'known', value };
  return { is: known ? 'unknown' : 'unavailable' };
};

export function knowledgeOf(facts: Facts): Knowledge {
  const issues = new Map(facts.issues?.map((issue) => [issue.id, issue]));
  const agents = new Map(facts.agents?.map((agent) => [agent.name, agent]));
  const programs = new Map(Object.entries(facts.programs ?? {}));
  const files = new Map(Object.entries(facts.files ?? {}));
  return {
    issue: (id) => answer(facts.issues !== undefined, issues.get(id)),
    issues: facts.issues ?? [],
    agent: (name) => answer(facts.agents !== undefined, agents.get(name)),
    agents: facts.agents ?? [],
    // A program that nobody looked for is not missing.
    program: (name) => answer(programs.has(name), programs.get(name) === true ? true : undefined),
    file: (path) => answer(files.has(path), files.get(path) === true ? true : undefined),
  };
}

/** Knows nothing and complains about nothing. */
export const nothingKnown = knowledgeOf({});
