import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { circleTypes, dependencyPath, isClosed, parentOf } from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import type { IssueChange, IssueSnapshot, IssueStore, NewIssue, WholeIssue } from '../../issues/store.ts';
import { resolveActor } from './actor.ts';
import { BdLoader } from './bd-loader.ts';
import { recordsIn } from './bd-output.ts';
import { BdProgram, type BdProgramOptions } from './bd-program.ts';
import { type BdCall, closeCall, commentCall, createCall, dependencyCall, importCall, updateCall } from './bd-words.ts';
import { DoltFiles } from './dolt-files.ts';
import { DoltLoader } from './dolt-loader.ts';
import { DoltServer, doltAddress } from './dolt-server.ts';
import { readMetadata } from './find.ts';
import type { IssueLoader } from './loader.ts';
import { ChangeWatch } from './watch.ts';

/**
 * One `bd` write gives embedded Dolt two roots, 18 to 30 ms apart (measured, bd 1.0.3): first the data, then Dolt's commit of it. Where they are further
 * apart the second costs one more reading, which finds the same issues.
 */
const settleMilliseconds = 100;

/**
 * The store for trackers whose truth is a Dolt database. Writes go through the `bd` command line, one call at a time. So do readings where Dolt is
 * embedded; a server is read by SQL. Dolt's files tell when something changed; where they are on another machine, others' changes show at
 * the next load.
 */
export async function bdStore(options: BdProgramOptions): Promise<IssueStore> {
  const files = await DoltFiles.of(options.folder);
  const server = (await readMetadata(options.folder)).dolt_mode === 'server';
  // The version that was used here last; asking `bd` itself would cost a process at every start.
  const version = (await readFile(path.join(options.folder, '.local_version'), 'utf8').catch(() => '')).trim();
  const title = ['bd', version].filter((word) => word !== '').join(' ');
  const bd = new BdProgram({ ...options, server });
  const loader = new BdLoader(bd, files);
  const beads = options.folder;
  const file = async (): Promise<string | undefined> => files?.file;
  const settle = settleMilliseconds;
  const common = { folder: options.folder, actor: options.actor, local: files !== undefined, bd };
  if (!server) {
    const look = async (): Promise<string | undefined> => files?.token();
    const watch = new ChangeWatch({ beads, file, look, settle, differs: () => loader.differs() });
    return new BdStore({ ...common, title: `${title}, embedded Dolt`, loader, watch });
  }
  const line = new DoltServer(() => doltAddress(options.folder));
  const sql = new DoltLoader(line, loader);
  const look = async (): Promise<string | undefined> => (await sql.token()) ?? files?.token();
  const watch = new ChangeWatch({ beads, file, look, settle });
  return new BdStore({ ...common, title: `${title}, Dolt server`, loader: sql, watch, line });
}

type BdParts = {
  readonly folder: string;
  readonly title: string;
  readonly actor: string | undefined;
  /** Its files are here, to be watched. */
  readonly local: boolean;
  readonly bd: BdProgram;
  readonly loader: IssueLoader;
  readonly watch: ChangeWatch;
  /** To the server, where there is one. */
  readonly line?: DoltServer;
};

class BdStore implements IssueStore {
  readonly kind = 'bd';
  readonly readOnly = undefined;
  readonly folder: string;
  readonly title: string;
  readonly actor: string | undefined;
  readonly #local: boolean;
  readonly #bd: BdProgram;
  readonly #loader: IssueLoader;
  readonly #watch: ChangeWatch;
  readonly #line: DoltServer | undefined;

  constructor({ folder, title, actor, local, bd, loader, watch, line }: BdParts) {
    this.folder = folder;
    this.title = title;
    this.actor = actor;
    this.#local = local;
    this.#bd = bd;
    this.#loader = loader;
    this.#watch = watch;
    this.#line = line;
  }

  get live(): boolean {
    return this.#local && this.#watch.live;
  }

  async load(since?: string): Promise<Result<IssueSnapshot>> {
    const loaded = await this.#loader.load(since);
    if (loaded.ok) this.#watch.seen(loaded.value.token);
    return loaded;
  }

  async resume(kept: IssueSnapshot): Promise<boolean> {
    const isTrue = await this.#loader.resume(kept);
    if (isTrue) this.#watch.seen(kept.token);
    return isTrue;
  }

  async create(issue: NewIssue): Promise<Result<Issue>> {
    if (issue.title.trim() === '') return fail({ kind: 'usage', detail: 'An issue needs a title.' });
    for (const other of [...(issue.needs ?? []), ...(issue.parent ? [issue.parent] : [])]) {
      const there = await this.#exact(other);
      if (!there.ok) return there;
    }
    if (issue.id) {
      // bd 1.0.3 overwrites an issue that is there already, and says that it created it.
      const there = await this.#exact(issue.id);
      if (there.ok) return fail({ kind: 'issue-exists', id: issue.id });
      if (there.error.kind !== 'issue-unknown') return there;
    }
    return this.#watch.during(() => this.#create(issue));
  }

  async createAll(issues: readonly WholeIssue[]): Promise<Result<null>> {
    const actor = this.actor ?? (await resolveActor(path.dirname(this.folder)));
    const made = await this.#watch.during(() => this.#bd.json(importCall(issues, actor)));
    return made.ok ? ok(null) : made;
  }

  async #create(issue: NewIssue): Promise<Result<Issue>> {
    const created = await this.#bd.json(createCall(issue), issue.id);
    if (!created.ok) return created;
    const id = recordsIn(created.value)[0]?.['id'];
    if (typeof id !== 'string') return fail({ kind: 'bd-failed', command: 'bd create', detail: 'it named no id' });
    const rest = (issue.needs ?? []).map((need) => dependencyCall(id, need, 'blocks'));
    if (issue.id && issue.parent) rest.unshift(updateCall(id, { parent: issue.parent }));
    return this.#inTurn(id, rest);
  }

  update(id: string, change: IssueChange): Promise<Result<Issue>> {
    const { status, ...rest } = change;
    const open = status === 'closed' ? rest : change;
    const calls = Object.keys(open).length > 0 ? [updateCall(id, open)] : [];
    return this.#change(id, status === 'closed' ? [...calls, closeCall(id, '')] : calls);
  }

  claim(id: string, assignee: string): Promise<Result<Issue>> {
    return this.#change(id, [{ args: ['update', id, '--claim', '--json', `--actor=${assignee}`] }]);
  }

  async close(id: string, reason: string): Promise<Result<Issue>> {
    const closed = await this.#change(id, [closeCall(id, reason)]);
    if (closed.ok || closed.error.kind !== 'bd-failed' || !/open child/.test(closed.error.detail)) return closed;
    const loaded = await this.load();
    if (!loaded.ok) return closed;
    const children = [...loaded.value.issues.values()].filter((issue) => parentOf(issue) === id && !isClosed(issue));
    return fail({ kind: 'issue-blocked', id, by: children.map((child) => child.id) });
  }

  reopen(id: string, reason: string): Promise<Result<Issue>> {
    return this.#change(id, [{ args: ['reopen', id, '--json', ...(reason === '' ? [] : [`--reason=${reason}`])] }]);
  }

  comment(id: string, text: string): Promise<Result<Issue>> {
    return this.#change(id, [commentCall(id, text)]);
  }

  async addDependency(id: string, dependsOn: string, type: string): Promise<Result<Issue>> {
    const there = dependsOn.startsWith('external:') ? undefined : await this.#exact(dependsOn);
    if (there?.ok === false) return there;
    const added = await this.#change(id, [dependencyCall(id, dependsOn, type)]);
    if (added.ok || added.error.kind !== 'bd-failed') return added;
    if (!/cycle|depend on itself/.test(added.error.detail)) return added;
    return fail({ kind: 'dependency-cycle', path: [id, ...(await this.#wayBack(dependsOn, id, type))] });
  }

  removeDependency(id: string, dependsOn: string): Promise<Result<Issue>> {
    return this.#change(id, [{ args: ['dep', 'remove', id, dependsOn, '--json'] }]);
  }

  /** Where a server goes away too: to read then says so, or has `bd` start it again. */
  onChange(listener: () => void): Disposable {
    const listening = new DisposableStore();
    listening.add(this.#watch.listen(listener));
    if (this.#line !== undefined) listening.add(this.#line.onGone(listener));
    return listening;
  }

  onSame(listener: () => void): Disposable {
    return this.#watch.onSame(listener);
  }

  dispose(): void {
    this.#watch.dispose();
    this.#line?.dispose();
  }

  async #change(id: string, calls: readonly BdCall[]): Promise<Result<Issue>> {
    const there = await this.#exact(id);
    return there.ok ? this.#watch.during(() => this.#inTurn(id, calls)) : there;
  }

  /** `bd` answers a change without edges and comments, so the issue is shown once afterwards. */
  async #inTurn(id: string, calls: readonly BdCall[]): Promise<Result<Issue>> {
    for (const call of calls) {
      const done = await this.#bd.json(call, id);
      if (!done.ok) return done;
    }
    return this.#bd.show(id);
  }

  /** `bd` takes a part of an id for the whole one and would change another issue: what is not there exactly is unknown. */
  async #exact(id: string): Promise<Result<Issue>> {
    const known = (await this.#loader.current())?.issues.get(id);
    return known === undefined ? this.#bd.show(id) : ok(known);
  }

  async #wayBack(from: string, to: string, type: string): Promise<readonly string[]> {
    const loaded = await this.load();
    const types = circleTypes(type);
    const way = loaded.ok && types && dependencyPath(loaded.value.issues, from, to, types);
    return way || [from];
  }
}
