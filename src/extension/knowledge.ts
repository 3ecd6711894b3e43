import type { Disposable } from '../base/disposable.ts';
import { blockedBy, type IssueGraph } from '../issues/graph.ts';
import type { Issue } from '../issues/issue.ts';
import type { IssueFact } from '../plan/model/knowledge.ts';
import type { KnowledgeParams } from '../protocol/lsp.ts';
import type { Model } from './model.ts';
import type { LiveIssues } from './tracker/live.ts';

/** What the language server has yet to be told of issues: all of them first, then those of which something is another one now. */
export class IssueKnowledge implements Disposable {
  readonly #issues: LiveIssues;
  readonly #touched = new Set<string>();
  readonly #listening: Disposable;
  #told: Model['issues'];
  #hasAll = false;

  constructor(issues: LiveIssues) {
    this.#issues = issues;
    this.#listening = issues.onTouched((ids) => {
      for (const id of ids) this.#touched.add(id);
    });
  }

  /** A server that was started anew knows nothing. */
  forget(): void {
    this.#told = undefined;
    this.#hasAll = false;
  }

  /** Undefined where nothing is new. What writes of ours promise is told once it is true. */
  news({ issues, pending }: Pick<Model, 'issues' | 'pending'>): KnowledgeParams | undefined {
    if (issues === this.#told || pending.length > 0) return undefined;
    this.#told = issues;
    // Asked for first: it takes in what was told, and says what that touches.
    const { graph } = this.#issues;
    const touched = [...this.#touched];
    this.#touched.clear();
    if (issues === undefined || issues.state === 'none') {
      this.#hasAll = false;
      return { issues: null };
    }
    if (!this.#hasAll) {
      this.#hasAll = true;
      return { issues: issues.issues.map((issue) => factOf(issue, graph)) };
    }
    return touched.length === 0 ? undefined : { issuesChanged: changesOf(touched, graph) };
  }

  dispose(): void {
    this.#listening.dispose();
  }
}

function changesOf(ids: readonly string[], graph: IssueGraph): NonNullable<KnowledgeParams['issuesChanged']> {
  const there = ids.flatMap((id) => graph.issues.get(id) ?? []);
  return {
    changed: there.map((issue) => factOf(issue, graph)),
    removed: ids.filter((id) => !graph.issues.has(id)),
  };
}

function factOf({ id, title, status, priority, issue_type, assignee }: Issue, graph: IssueGraph): IssueFact {
  const blockers = blockedBy(graph, id);
  return {
    id,
    title,
    status,
    priority,
    type: issue_type,
    ...(assignee === undefined ? {} : { assignee }),
    ...(blockers.length === 0 ? {} : { blockedBy: blockers }),
  };
}
