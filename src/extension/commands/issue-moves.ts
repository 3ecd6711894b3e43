import { fail, ok, type Result } from '../../base/result.ts';
import { isClosed } from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import { isThere, type Move, type MoveTarget, moveOf, moveRefusal } from '../../issues/move.ts';
import type { Home } from '../home.ts';
import { plural } from '../say/words.ts';
import { ask, needed } from './ask.ts';
import { cancelled } from './command.ts';
import { inTurn } from './in-turn.ts';

/** Lays issues where the person dropped or sent them. */
export async function moveIssues(home: Home, ids: readonly string[], target: MoveTarget): Promise<Result<string>> {
  const move = moveOf(target);
  if (move === undefined) return fail({ kind: 'usage', detail: `Issues cannot be moved there: ${whyNot(target)}` });
  const { graph } = home.issues;
  const meant = ids.flatMap((id) => graph.issues.get(id) ?? []).filter(({ id }) => id !== target.value);
  if (meant.length === 0) return cancelled;
  const [refusal] = meant.flatMap((issue) => moveRefusal(graph, issue, target) ?? []);
  if (refusal !== undefined) return fail(refusal);
  const issues = meant.filter((issue) => !isThere(graph, issue, target));
  if (issues.length === 0) return ok(`${namesOf(meant)}: ${wordsOf(target)} already`);
  const reason = move.kind === 'close' ? await askReason(issues) : '';
  if (reason === undefined) return cancelled;
  const moved = await inTurn(issues, (issue) => carryOut(home, issue, move, reason));
  return moved.ok ? ok(`${namesOf(issues)}: ${wordsOf(target)}`) : moved;
}

const whyNot = ({ by }: MoveTarget): string =>
  by === 'phase' ? 'which phase an issue belongs to stands in the plan.' : 'that group is no value of theirs.';

export const namesOf = (issues: readonly Issue[]): string =>
  issues.length === 1 ? (issues[0]?.id ?? '') : plural(issues.length, 'issue');

export const askReason = (issues: readonly Issue[]): Promise<string | undefined> =>
  ask({
    title: `Close ${namesOf(issues)}`,
    prompt: 'Why is it done? It is kept with the issue.',
    check: needed,
  });

function carryOut({ writes }: Home, issue: Issue, move: Move, reason: string): Promise<Result<Issue>> {
  if (move.kind === 'close') return writes.close(issue.id, reason);
  if (move.kind === 'change') return writes.update(issue.id, move.change);
  return isClosed(issue) ? writes.reopen(issue.id, '') : writes.update(issue.id, { status: 'open' });
}

function wordsOf({ by, value }: MoveTarget): string {
  if (by === 'epic') return value === '' ? 'no parent' : `under ${value}`;
  if (by === 'priority') return `P${value}`;
  if (value === '') return `no ${by}`;
  return value.replaceAll('_', ' ');
}
