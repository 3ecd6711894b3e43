import { ok, type Result } from '../../base/result.ts';
import type { Issue } from '../../issues/issue.ts';
import { sharedPrefix } from '../../issues/prefix.ts';
import type { IssueChange, IssueStore, NewIssue } from '../../issues/store.ts';
import { parseEstimate, parsePriority } from '../../issues/words.ts';
import { statusInBeads, typeInBeads } from '../../plan/schema/words.ts';
import { type Acting, type CarryOut, contextValue, type Given, present, unavailable } from './action.ts';
import { closeOnce, setStatus } from './issue-status.ts';
import { createdText, createPlanned } from './planned-issues.ts';

/** Beads actions that change the tracker. All go through the store, so they are the same for bd and for an embedded tracker. */
export const beadsWriting = {
  'beads.init': init,
  'beads.create': create,
  'beads.update': update,
  'beads.claim': (at) =>
    changed(at, 'claimed', (store, id) =>
      store.claim(id, at.given.text('assignee') ?? contextValue(at, 'task.agent') ?? 'phaseline'),
    ),
  'beads.comment': (at) => changed(at, 'commented', (store, id) => store.comment(id, at.given.text('text') ?? '')),
  'beads.link': link,
  'beads.close': (at) => changed(at, 'closed', (store, id) => closeOnce(store, id, at.given.text('reason') ?? 'Done')),
  'beads.reopen': (at) =>
    changed(at, 'reopened', (store, id) => store.reopen(id, at.given.text('reason') ?? 'Not done yet')),
} satisfies Readonly<Record<string, CarryOut>>;

async function init({ given, ports }: Acting): Promise<Result<string>> {
  const there = await ports.issues();
  if (there.ok) return ok(`The tracker is there already: ${there.value.title}.\n`);
  if (there.error.kind !== 'no-tracker') return there;
  const made = await ports.createTracker(given.text('prefix') ?? sharedPrefix(ports.plan?.issues.keys() ?? []));
  if (!made.ok) return made;
  const opened = await ports.issues();
  return opened.ok ? ok(`Created the tracker: ${opened.value.title}.\n`) : opened;
}

/** Without arguments: every issue of the plan that is not there yet. With an id that is there: brought up to what is written. */
async function create(at: Acting): Promise<Result<string>> {
  const { given, ports } = at;
  const store = await ports.issues();
  if (!store.ok) return store;
  if (given.isEmpty) {
    const made =
      ports.plan === undefined ? ok({ created: [], total: 0 }) : await createPlanned(store.value, ports.plan);
    return made.ok ? ok(createdText(made.value)) : made;
  }
  const title = given.text('title');
  if (title === undefined) return unavailable(at, 'it needs a title');
  const id = given.text('id');
  const snapshot = await store.value.load();
  if (!snapshot.ok) return snapshot;
  if (id !== undefined && snapshot.value.issues.has(id)) return apply(store.value, id, at, 'brought up to date');
  const made = await store.value.create(newIssue(at, title));
  if (!made.ok) return made;
  const status = statusOf(at);
  if (status === undefined || status === made.value.status) return ok(line(made.value, 'created'));
  const moved = await setStatus(store.value, made.value.id, status);
  return moved.ok ? ok(line(moved.value, 'created')) : moved;
}

function newIssue({ given }: Acting, title: string): NewIssue {
  const needs = given.list('needs');
  const texts = present({
    id: given.text('id'),
    description: given.text('description'),
    issue_type: typeOf(given),
    assignee: given.text('assignee'),
    parent: given.text('parent'),
  });
  const numbers = present({
    priority: parsePriority(given.text('priority') ?? ''),
    estimated_minutes: parseEstimate(given.text('estimate') ?? ''),
  });
  const lists = present({ labels: given.list('labels'), needs });
  return { title, ...texts, ...numbers, ...lists };
}

async function update(at: Acting): Promise<Result<string>> {
  const store = await at.ports.issues();
  if (!store.ok) return store;
  const id = at.given.text('id');
  return id === undefined ? unavailable(at, 'it needs the id of an issue') : apply(store.value, id, at, 'updated');
}

/** Sets what is given: fields, then the status by its own way, then what is to be said. */
async function apply(store: IssueStore, id: string, at: Acting, what: string): Promise<Result<string>> {
  const change = changeOf(at);
  let done: Result<Issue> | undefined;
  if (Object.keys(change).length > 0) done = await store.update(id, change);
  const status = statusOf(at);
  if (status !== undefined && done?.ok !== false) done = await setStatus(store, id, status);
  for (const need of at.given.list('needs') ?? []) {
    if (done?.ok !== false) done = await store.addDependency(id, need, 'blocks');
  }
  const comment = at.given.text('comment');
  if (comment !== undefined && done?.ok !== false) done = await store.comment(id, comment);
  if (done === undefined) return ok(`${id}: nothing to change\n`);
  return done.ok ? ok(line(done.value, what)) : done;
}

function changeOf({ given }: Acting): IssueChange {
  const progress = given.text('progress');
  const texts = present({
    title: given.text('title'),
    description: given.text('description'),
    issue_type: typeOf(given),
    assignee: given.text('assignee'),
    parent: given.text('parent'),
  });
  const numbers = present({
    priority: parsePriority(given.text('priority') ?? ''),
    estimated_minutes: parseEstimate(given.text('estimate') ?? ''),
  });
  const lists = present({ add_labels: given.list('labels') });
  return { ...texts, ...numbers, ...lists, ...(progress === undefined ? {} : { set_metadata: { progress } }) };
}

const typeOf = (given: Given): string | undefined => {
  const word = given.text('type');
  return word === undefined ? undefined : typeInBeads(word);
};

const statusOf = ({ given }: Acting): string | undefined => {
  const word = given.text('status');
  return word === undefined ? undefined : statusInBeads(word);
};

/** `depends-on` as a type blocks nothing in Beads, so it is written as the one that does. */
async function link(at: Acting): Promise<Result<string>> {
  const other = at.given.text('depends-on');
  if (other === undefined) return unavailable(at, 'it needs the issue that it depends on');
  const type = at.given.text('type') ?? 'blocks';
  return changed(at, `depends on ${other}`, (store, id) =>
    store.addDependency(id, other, /^depends[-_]on$/.test(type) ? 'blocks' : type),
  );
}

async function changed(
  at: Acting,
  what: string,
  act: (store: IssueStore, id: string) => Promise<Result<Issue>>,
): Promise<Result<string>> {
  const id = at.given.text('id') ?? contextValue(at, 'issue.id');
  if (id === undefined) return unavailable(at, 'it needs the id of an issue');
  const store = await at.ports.issues();
  if (!store.ok) return store;
  const done = await act(store.value, id);
  return done.ok ? ok(line(done.value, what)) : done;
}

const line = ({ id, status, title }: Issue, what: string): string => `${id} ${what} (${status}): ${title}\n`;
