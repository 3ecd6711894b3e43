import type { Issue } from '../issues/issue.ts';
import type { AgentFact, Facts, IssueFact } from '../plan/model/knowledge.ts';
import { findAgentTypes } from './agents/types.ts';
import { matchGlobs } from './globs.ts';
import { findProgram } from './programs.ts';
import { openTracker } from './tracker/open.ts';
import { findWorkspace } from './workspace.ts';

/**
 * What this machine knows that a plan in a folder could be held against. `issues` looks into the tracker; a folder without one, or
 * one that cannot be read, leaves that unavailable.
 */
export async function gatherFacts(
  folder: string,
  wanted: { readonly issues: boolean; readonly programs: readonly string[]; readonly globs: readonly string[] },
): Promise<Facts> {
  const issues = wanted.issues ? await trackerFacts(folder) : undefined;
  const programs = wanted.programs.map((name) => [name, findProgram(name, { cwd: folder }) !== undefined] as const);
  return {
    ...(issues ? { issues } : {}),
    agents: (await findAgentTypes(folder)).map(agentFact),
    programs: Object.fromEntries(programs),
    globs: await matchGlobs(findWorkspace(folder), wanted.globs),
  };
}

const agentFact = ({ name, description, source }: AgentFact): AgentFact => ({ name, description, source });

async function trackerFacts(folder: string): Promise<readonly IssueFact[] | undefined> {
  const store = await openTracker(folder);
  if (!store.ok) return undefined;
  try {
    const loaded = await store.value.load();
    return loaded.ok ? issueFacts(loaded.value.issues.values()) : undefined;
  } finally {
    store.value.dispose();
  }
}

/** Issues as the plan language asks about them. */
export function issueFacts(issues: Iterable<Issue>): readonly IssueFact[] {
  const facts: IssueFact[] = [];
  for (const { id, title, status, priority, issue_type, assignee } of issues) {
    facts.push({ id, title, status, priority, type: issue_type, ...(assignee === undefined ? {} : { assignee }) });
  }
  return facts;
}
