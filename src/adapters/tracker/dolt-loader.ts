import { ok, type Result } from '../../base/result.ts';
import { type IssueChanges, sameIssue } from '../../issues/diff.ts';
import type { Issue } from '../../issues/issue.ts';
import { readIssue } from '../../issues/read.ts';
import type { IssueSnapshot } from '../../issues/store.ts';
import { type DoltRows, recordsOf } from './dolt-records.ts';
import type { Ask, DoltServer } from './dolt-server.ts';
import { together, wispRows } from './dolt-wisps.ts';
import type { IssueLoader } from './loader.ts';

/** What was read, the commit that everything since can be compared with, and the ids of what no commit holds. */
type Known = {
  readonly snapshot: IssueSnapshot;
  readonly issues: Map<string, Issue>;
  readonly commit: string;
  readonly wisps: readonly string[];
};

type Read = { readonly known: Known; readonly from: string | undefined; readonly changes: IssueChanges | undefined };

/** More ids than this are not asked for one by one. */
const mostIds = 500;

/** By table: the columns that say of which issue a row is. */
const tables = { issues: 'id', dependencies: 'issue_id', labels: 'issue_id', comments: 'issue_id' } as const;

/**
 * Loads issues from a Dolt server by SQL. The hash of the database is the change token, and Dolt itself names the issues that differ from a
 * commit, so a change costs the same however many there are. Where the server does not answer, `fallback` loads: `bd` starts its own again.
 */
export class DoltLoader implements IssueLoader {
  readonly #server: DoltServer;
  readonly #fallback: IssueLoader;
  #known: Known | undefined;

  constructor(server: DoltServer, fallback: IssueLoader) {
    this.#server = server;
    this.#fallback = fallback;
  }

  /** The hash of the database; undefined while the server does not answer. */
  async token(): Promise<string | undefined> {
    const read = await this.#server.read(hashOf);
    return read.ok ? read.value : undefined;
  }

  async current(): Promise<IssueSnapshot | undefined> {
    const token = await this.token();
    return token !== undefined && token === this.#known?.snapshot.token ? this.#known.snapshot : undefined;
  }

  async resume(kept: IssueSnapshot): Promise<boolean> {
    const read = await this.#server.read(async (ask) => ({
      token: await hashOf(ask),
      commit: await commitOf(ask),
      wisps: idsOf(await wispRows(ask)),
    }));
    if (!read.ok || read.value.token !== kept.token) return false;
    const issues = new Map(kept.issues);
    const { commit, wisps } = read.value;
    this.#known = { snapshot: { ...kept, issues }, issues, commit, wisps };
    return true;
  }

  async load(since?: string): Promise<Result<IssueSnapshot>> {
    const read = await this.#server.read((ask) => this.#read(ask));
    if (!read.ok) return this.#fallback.load(since);
    const { known, from, changes } = read.value;
    this.#known = known;
    const told = since === known.snapshot.token ? nothing : since === from ? changes : undefined;
    return ok({ ...known.snapshot, since: told });
  }

  async #read(ask: Ask): Promise<Read> {
    const token = await hashOf(ask);
    const known = this.#known;
    if (known !== undefined && known.snapshot.token === token) return { known, from: token, changes: nothing };
    const commit = await commitOf(ask);
    const beside = await wispRows(ask);
    const wisps = idsOf(beside);
    const ids = known && (await changedIds(ask, known.commit));
    if (known === undefined || ids === undefined || ids.length > mostIds) {
      const { snapshot, issues } = issuesIn(token, together(await rowsOf(ask), beside));
      return { known: { snapshot, issues, commit, wisps }, from: undefined, changes: undefined };
    }
    const { issues: read } = issuesIn(token, together(await rowsOf(ask, ids), beside));
    const changed = [...read.values()].filter((issue) => {
      const before = known.issues.get(issue.id);
      return before === undefined || !sameIssue(before, issue);
    });
    const removed = [...ids, ...known.wisps].filter((id) => !read.has(id) && known.issues.has(id));
    for (const issue of changed) known.issues.set(issue.id, issue);
    for (const id of removed) known.issues.delete(id);
    const snapshot = { ...known.snapshot, token };
    const now = { snapshot, issues: known.issues, commit, wisps };
    return { known: now, from: known.snapshot.token, changes: { changed, removed } };
  }
}

const idsOf = ({ issues }: DoltRows): readonly string[] => issues.map((row) => String(row['id']));

const nothing: IssueChanges = { changed: [], removed: [] };

function issuesIn(token: string, rows: DoltRows): Pick<Known, 'snapshot' | 'issues'> {
  const issues = new Map<string, Issue>();
  const broken: { file: string; line: number; detail: string }[] = [];
  for (const [index, record] of recordsOf(rows).entries()) {
    const issue = readIssue(record);
    if (issue.ok) issues.set(issue.value.id, issue.value);
    else broken.push({ file: 'issues', line: index + 1, detail: issue.error });
  }
  return { snapshot: { token, issues, broken }, issues };
}

async function hashOf(ask: Ask): Promise<string> {
  const [row] = await ask('SELECT DOLT_HASHOF_DB() AS hash');
  return String(row?.['hash']);
}

async function commitOf(ask: Ask): Promise<string> {
  const [row] = await ask("SELECT HASHOF('HEAD') AS hash");
  return String(row?.['hash']);
}

/** Issues of which anything differs from a commit; undefined where Dolt cannot compare with it any more. */
async function changedIds(ask: Ask, commit: string): Promise<readonly string[] | undefined> {
  const found = new Set<string>();
  for (const [table, column] of Object.entries(tables)) {
    try {
      const sql = `SELECT from_${column} AS a, to_${column} AS b FROM DOLT_DIFF(?, 'WORKING', '${table}') LIMIT ${mostIds + 1}`;
      for (const { a, b } of await ask(sql, [commit])) {
        for (const id of [a, b]) if (typeof id === 'string') found.add(id);
      }
    } catch {
      return undefined;
    }
  }
  return [...found];
}

async function rowsOf(ask: Ask, ids?: readonly string[]): Promise<DoltRows> {
  const of = (table: keyof typeof tables): ReturnType<Ask> =>
    ids === undefined
      ? ask(`SELECT * FROM ${table}`)
      : ids.length === 0
        ? Promise.resolve([])
        : ask(`SELECT * FROM ${table} WHERE ${tables[table]} IN (?)`, [ids]);
  return {
    issues: await of('issues'),
    dependencies: await of('dependencies'),
    labels: await of('labels'),
    comments: await of('comments'),
  };
}
