import { createdText, createPlanned } from '../../adapters/steps/planned-issues.ts';
import { ok, type Result } from '../../base/result.ts';
import type { IssueStore } from '../../issues/store.ts';
import { oneLine } from '../../issues/text.ts';
import { plannedIssues } from '../../run/planned-issues.ts';
import { loadPlan } from '../daemon/plans.ts';
import type { Io } from './command.ts';
import type { Words } from './issues-words.ts';

/** Says which of a plan's issues the tracker lacks, and with `--yes` creates these; what is there keeps what it has. */
export async function planned(store: IssueStore, words: Words, io: Io): Promise<Result<string>> {
  const loaded = loadPlan(io.cwd, words.positionals[0] ?? '');
  if (!loaded.ok) return loaded;
  const { plan } = loaded.value;
  if (words.values.yes === true) {
    const made = await createPlanned(store, plan);
    return made.ok ? ok(createdText(made.value)) : made;
  }
  const snapshot = await store.load();
  if (!snapshot.ok) return snapshot;
  const { missing, drifted, total } = plannedIssues(plan, snapshot.value.issues);
  if (words.values.json === true) return ok(JSON.stringify(missing, undefined, 2));
  const lines = missing.map(({ id, type, title, parent }) => {
    const under = parent === undefined ? '' : `  (under ${parent})`;
    return `+ ${oneLine(id)}  ${type}  ${oneLine(title)}${under}`;
  });
  for (const { id, differences } of drifted)
    for (const { field, plan: said, tracker } of differences)
      lines.push(`~ ${oneLine(id)}  ${field}: "${oneLine(said)}" in the plan, "${oneLine(tracker)}" in the tracker`);
  const next = missing.length === 0 ? 'Nothing is to be created.' : `With --yes these ${missing.length} are created.`;
  const kept = drifted.length === 0 ? '' : ' What differs stays as it is in the tracker.';
  return ok([...lines, `${total - missing.length} of ${total} are there already. ${next}${kept}`].join('\n'));
}
