import { resolveActor } from '../../adapters/tracker/actor.ts';
import { openTracker } from '../../adapters/tracker/open.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { parseFilter } from '../../issues/filter.ts';
import { blockedBy, type IssueGraph, isReady, issueGraph, parentOf, progressOf } from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import type { IssueRecord } from '../../issues/record.ts';
import type { IssueSnapshot, IssueStore } from '../../issues/store.ts';
import { writeIssue } from '../../issues/write.ts';
import { type Command, exitCode, type Io } from './command.ts';
import { planned } from './issues-plan.ts';
import { card, overview, table } from './issues-text.ts';
import { readIssueWords, type Words, wantedChange, wantedIssue } from './issues-words.ts';
import { refuse } from './runner-link.ts';

type Verb = {
  /** The words after `issues`. */
  readonly usage: string;
  /** How many words it takes that are no options. */
  readonly takes: readonly [least: number, most: number];
  run(store: IssueStore, words: Words, io: Io): Promise<Result<string>>;
};

const many = Number.POSITIVE_INFINITY;

const verbs: Readonly<Record<string, Verb>> = {
  list: {
    usage: 'list [FILTER…] [--all]',
    takes: [0, many],
    run: (store, words, io) => listed(store, words, io, () => true),
  },
  ready: {
    usage: 'ready [FILTER…]',
    takes: [0, many],
    run: (store, words, io) => listed(store, words, io, (graph, { id }) => isReady(graph, id)),
  },
  blocked: {
    usage: 'blocked [FILTER…]',
    takes: [0, many],
    run: (store, words, io) => listed(store, words, io, (graph, { id }) => blockedBy(graph, id).length > 0),
  },
  epics: {
    usage: 'epics [FILTER…]',
    takes: [0, many],
    run: (store, words, io) =>
      listed(store, words, io, (graph, { id, issue_type }) => issue_type === 'epic' || graph.progress.has(id)),
  },
  show: { usage: 'show ID', takes: [1, 1], run: shown },
  create: { usage: 'create TITLE [--id ID] [--parent ID] [--needs ID] …', takes: [0, 1], run: created },
  update: { usage: 'update ID [--title …] [--status …] [--claim] …', takes: [1, 1], run: updated },
  close: {
    usage: 'close ID [--reason WHY]',
    takes: [1, 1],
    run: async (store, words, io) =>
      changed(await store.close(words.positionals[0] ?? '', words.values.reason ?? ''), store, words, io, 'Closed'),
  },
  comment: { usage: 'comment ID TEXT|-', takes: [2, many], run: commented },
  dep: { usage: 'dep add|remove ID NEEDED [--type TYPE]', takes: [3, 3], run: depended },
  plan: { usage: 'plan FILE [--yes]', takes: [1, 1], run: planned },
  sync: { usage: 'sync', takes: [0, 0], run: synced },
};

export const issuesCommand: Command = {
  name: 'issues',
  usage: Object.values(verbs)
    .map(({ usage }) => `issues ${usage} [--json]`)
    .join('\nphaseline '),
  summary: 'the tracker through whichever store it has: bd, issues.jsonl, or reading only',
  run: async (words, io) => {
    const read = readIssueWords(words);
    if (!read.ok) return refuse(io, read.error);
    const { verb, positionals } = read.value;
    const found = verbs[verb];
    if (found === undefined) {
      return refuse(io, { kind: 'usage', detail: `issues knows ${Object.keys(verbs).join(', ')}, not ${verb}.` });
    }
    const [least, most] = found.takes;
    if (positionals.length < least || positionals.length > most) {
      return refuse(io, { kind: 'usage', detail: `It is: phaseline issues ${found.usage}.` });
    }
    const { actor } = read.value.values;
    const store = await openTracker(io.cwd, actor === undefined ? {} : { actor });
    if (!store.ok) return refuse(io, store.error);
    try {
      const text = await found.run(store.value, read.value, io);
      if (!text.ok) return refuse(io, text.error);
      if (text.value !== '') io.out(text.value);
      return exitCode.ok;
    } finally {
      store.value.dispose();
    }
  },
};

async function listed(
  store: IssueStore,
  words: Words,
  io: Io,
  fits: (graph: IssueGraph, issue: Issue) => boolean,
): Promise<Result<string>> {
  const loaded = await loadAndWarn(store, io);
  if (!loaded.ok) return loaded;
  const graph = issueGraph(loaded.value.issues, Date.now());
  const text = [words.values.filter ?? '', ...words.positionals].join(' ');
  const me = text.includes('@me') || text.includes(':me') ? await whoami(words, io) : '';
  const filter = parseFilter(text, { graph, me });
  const tombstones = words.values.all === true;
  const issues = [...loaded.value.issues.values()].filter(
    (issue) => (tombstones || issue.status !== 'tombstone') && fits(graph, issue) && filter(issue),
  );
  if (words.values.json)
    return ok(
      JSON.stringify(
        issues.map((issue) => derived(graph, issue)),
        undefined,
        2,
      ),
    );
  return ok(table(graph, issues, { color: io.color, width: process.stdout.columns }));
}

/** The record as Beads would write it, and what follows from the others. */
const derived = (graph: IssueGraph, issue: Issue): IssueRecord => ({
  ...writeIssue(issue),
  parent: parentOf(issue) ?? null,
  ready: isReady(graph, issue.id),
  blockedBy: blockedBy(graph, issue.id),
  ...(graph.progress.has(issue.id) ? { progress: progressOf(graph, issue.id) } : {}),
});

async function shown(store: IssueStore, words: Words, io: Io): Promise<Result<string>> {
  const id = words.positionals[0] ?? '';
  const loaded = await loadAndWarn(store, io);
  if (!loaded.ok) return loaded;
  const issue = loaded.value.issues.get(id);
  if (issue === undefined) return fail({ kind: 'issue-unknown', id });
  const graph = issueGraph(loaded.value.issues, Date.now());
  return ok(words.values.json ? JSON.stringify(derived(graph, issue), undefined, 2) : card(graph, issue, io.color));
}

async function created(store: IssueStore, words: Words, io: Io): Promise<Result<string>> {
  const wanted = await wantedIssue(words, io);
  if (!wanted.ok) return wanted;
  const made = await store.create(wanted.value.issue);
  if (!made.ok || Object.keys(wanted.value.rest).length === 0) return changed(made, store, words, io, 'Created');
  return changed(await store.update(made.value.id, wanted.value.rest), store, words, io, 'Created');
}

async function updated(store: IssueStore, words: Words, io: Io): Promise<Result<string>> {
  const id = words.positionals[0] ?? '';
  const wanted = await wantedChange(words, io);
  if (!wanted.ok) return wanted;
  const { status, ...rest } = wanted.value;
  const claims = words.values.claim === true;
  const closes = status === 'closed';
  const plain = closes ? rest : wanted.value;
  if (!claims && !closes && Object.keys(plain).length === 0) {
    return fail({ kind: 'usage', detail: 'update takes at least one thing to set, such as --status or --title.' });
  }
  let done: Result<Issue> | undefined;
  if (claims) done = await store.claim(id, await whoami(words, io));
  if (done?.ok !== false && Object.keys(plain).length > 0) done = await store.update(id, plain);
  if (done?.ok !== false && closes) done = await store.close(id, words.values.reason ?? '');
  return changed(done ?? fail({ kind: 'issue-unknown', id }), store, words, io, 'Updated');
}

async function commented(store: IssueStore, words: Words, io: Io): Promise<Result<string>> {
  const [id = '', ...rest] = words.positionals;
  const text = rest.length === 1 && rest[0] === '-' ? await io.readStandardInput() : rest.join(' ');
  if (text.trim() === '')
    return fail({ kind: 'usage', detail: 'comment takes a text, or - to read it from standard input.' });
  return changed(await store.comment(id, text), store, words, io, 'Commented on');
}

async function depended(store: IssueStore, words: Words, io: Io): Promise<Result<string>> {
  const [verb, id = '', needed = ''] = words.positionals;
  if (verb === 'add') {
    return changed(await store.addDependency(id, needed, words.values.type ?? 'blocks'), store, words, io, 'Updated');
  }
  if (verb === 'remove') return changed(await store.removeDependency(id, needed), store, words, io, 'Updated');
  return fail({ kind: 'usage', detail: `It is: phaseline issues ${verbs['dep']?.usage}.` });
}

/** Reads the tracker again and says what it is and holds. Nothing is sent anywhere. */
async function synced(store: IssueStore, words: Words, io: Io): Promise<Result<string>> {
  const loaded = await loadAndWarn(store, io);
  if (!loaded.ok) return loaded;
  return ok(overview(store, loaded.value, Date.now(), words.values.json === true));
}

/** An issue after a change: its id on a line for people, the whole record with `--json`. */
async function changed(
  done: Result<Issue>,
  store: IssueStore,
  words: Words,
  io: Io,
  verb: string,
): Promise<Result<string>> {
  if (!done.ok) return done;
  if (!words.values.json) return ok(`${verb} ${done.value.id}`);
  const loaded = await loadAndWarn(store, io);
  if (!loaded.ok) return loaded;
  return ok(JSON.stringify(derived(issueGraph(loaded.value.issues, Date.now()), done.value), undefined, 2));
}

async function loadAndWarn(store: IssueStore, io: Io): Promise<Result<IssueSnapshot>> {
  const loaded = await store.load();
  if (loaded.ok) for (const { file, line, detail } of loaded.value.broken) io.err(`${file}:${line}: ${detail}`);
  return loaded;
}

const whoami = async (words: Words, io: Io): Promise<string> => words.values.actor ?? (await resolveActor(io.cwd));
