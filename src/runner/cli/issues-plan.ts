import { createPlanned, missingIssues } from '../../adapters/steps/planned-issues.ts';
import { ok, type Result } from '../../base/result.ts';
import type { IssueStore } from '../../issues/store.ts';
import { oneLine } from '../../issues/text.ts';
import { loadPlan } from '../daemon/plans.ts';
import type { Io } from './command.ts';
import type { Words } from './issues-words.ts';

/** Says which of a plan's issues the tracker lacks, and with `--yes` creates these; what is there keeps what it has. */
export async function planned(store: IssueStore, words: Words, io: Io): Promise<Result<string>> {
  const loaded = loadPlan(io.cwd, words.positionals[0] ?? '');
  if (!loaded.ok) return loaded;
  const { plan } = loaded.value;
  if (words.values.yes === true) return createPlanned(store, plan);
  const snapshot = await store.load();
  if (!snapshot.ok) return snapshot;
  const missing = missingIssues(plan, snapshot.value.issues);
  if (words.values.json === true) return ok(JSON.stringify(missing, undefined, 2));
  const lines = missing.map(({ id, type, title, parent }) => {
    const under = parent === undefined ? '' : `  (under ${parent})`;
    return `+ ${oneLine(id)}  ${type}  ${oneLine(title)}${under}`;
  });
  const next = missing.length === 0 ? 'Nothing is to be created.' : `With --yes these ${missing.length} are created.`;
  const there = plan.issues.size - missing.length;
  return ok([...lines, `${there} of ${plan.issues.size} are there already. ${next}`].join('\n'));
}
