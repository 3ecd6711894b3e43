import type { Issue } from './issue.ts';
import type { IssueChange } from './store.ts';

/** A label, and how many of some issues have it. */
export type LabelShare = { readonly label: string; readonly on: number };

/** Labels in the order of their letters: those of the issues, and those that are known besides. */
export function labelShares(issues: readonly Issue[], known: readonly string[]): readonly LabelShare[] {
  const all = new Set([...known, ...issues.flatMap(({ labels }) => labels)]);
  return [...all].sort().map((label) => ({ label, on: issues.filter(({ labels }) => labels.includes(label)).length }));
}

/**
 * What choosing labels for several issues together changes on each of them: what was chosen and not all had is added, what all had and was not chosen is
 * removed. What some have and nobody chose stays where it is.
 */
export function labelChange(issues: readonly Issue[], chosen: ReadonlySet<string>): IssueChange {
  const [first] = issues;
  const ofAll = (first?.labels ?? []).filter((label) => issues.every(({ labels }) => labels.includes(label)));
  return {
    add_labels: [...chosen].filter((label) => !ofAll.includes(label)),
    remove_labels: ofAll.filter((label) => !chosen.has(label)),
  };
}
