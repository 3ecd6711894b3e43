import type { DoltRows } from './dolt-records.ts';
import type { Ask } from './dolt-server.ts';
import { infrastructureIn } from './infrastructure.ts';

const none: DoltRows = { issues: [], dependencies: [], labels: [], comments: [] };

/**
 * Issues that are ephemeral or keep no history. `bd` has them in tables of their own, which Dolt never commits and so cannot compare, and lists them
 * among the others, but for infrastructure and templates. All are read each time: they are few, and gone soon.
 */
export async function wispRows(ask: Ask): Promise<DoltRows> {
  const [there] = await ask("SHOW TABLES LIKE 'wisps'");
  if (there === undefined) return none;
  const [config] = await ask("SELECT value FROM config WHERE `key` = 'types.infra'");
  const hidden = infrastructureIn(typeof config?.['value'] === 'string' ? config['value'] : undefined);
  const rows = await ask('SELECT * FROM wisps WHERE COALESCE(is_template, 0) = 0');
  const issues = rows.filter((row) => !hidden.has(String(row['issue_type'])));
  if (issues.length === 0) return none;
  return {
    issues,
    dependencies: await ask('SELECT * FROM wisp_dependencies'),
    labels: await ask('SELECT * FROM wisp_labels'),
    comments: await ask('SELECT * FROM wisp_comments'),
  };
}

/** Both, as one tracker. */
export const together = (a: DoltRows, b: DoltRows): DoltRows => ({
  issues: [...a.issues, ...b.issues],
  dependencies: [...a.dependencies, ...b.dependencies],
  labels: [...a.labels, ...b.labels],
  comments: [...a.comments, ...b.comments],
});
