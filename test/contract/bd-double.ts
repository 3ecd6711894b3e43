/**
 * A double of `bd` 1.0.3: it keeps issues in memory and answers the calls that our store makes in the shapes, on the channels and with the words
 * of the recordings in test/fixtures/trackers/bd-1.0.3.json. `bd-double.test.ts` plays every recorded call against it and compares.
 */
export type Answer = { readonly exit: number; readonly stdout: string; readonly stderr: string };
type Edge = { issue_id: string; depends_on_id: string; type: string; created_at: string };
type Row = Record<string, unknown> & {
  id: string;
  title: string;
  status: string;
  priority: number;
  issue_type: string;
};
export type DoubleState = {
  prefix: string;
  rows: Row[];
  edges: Edge[];
  comments: { id: string; issue_id: string; author: string; text: string; created_at: string }[];
  /** Counts writes, so that a manifest can be made of it. */
  root: number;
};

export const emptyState = (prefix: string): DoubleState => ({ prefix, rows: [], edges: [], comments: [], root: 1 });

type Flags = { readonly words: readonly string[]; readonly values: ReadonlyMap<string, string[]> };
type Call = {
  readonly state: DoubleState;
  readonly flags: Flags;
  readonly actor: string;
  readonly input: string;
  readonly newId: () => string;
};

const short: Readonly<Record<string, string>> = {
  t: 'type',
  p: 'priority',
  d: 'description',
  l: 'labels',
  a: 'assignee',
  e: 'estimate',
  s: 'status',
  r: 'reason',
  n: 'limit',
};
const switches = new Set(['json', 'all', 'claim', 'stdin', 'suggest-next', 'include-gates']);
const valued = new Set([
  ...[
    'id',
    'title',
    'type',
    'priority',
    'description',
    'labels',
    'assignee',
    'estimate',
    'parent',
    'status',
    'design',
    'acceptance',
    'notes',
    'due',
    'defer',
  ],
  ...['add-label', 'remove-label', 'set-metadata', 'reason', 'actor', 'limit', 'label', 'body-file'],
]);

function readFlags(argv: readonly string[]): Flags | string {
  const values = new Map<string, string[]>();
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--') return { words: [...words, ...argv.slice(at + 1)], values };
    const [, dashes, name = '', joined] = /^(--?)([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (dashes === undefined) words.push(word);
    else {
      const long = dashes === '-' ? (short[name] ?? name) : name;
      if (!switches.has(long) && !valued.has(long)) return `unknown flag: --${long}`;
      const value = switches.has(long) ? 'true' : (joined ?? argv[++at] ?? '');
      values.set(long, [...(values.get(long) ?? []), value]);
    }
  }
  return { words, values };
}

const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');
const print = (json: unknown): string => `${JSON.stringify(json, undefined, 2)}\n`;
const good = (json: unknown): Answer => ({ exit: 0, stdout: print(json), stderr: '' });
const bad = (stderr: string): Answer => ({ exit: 1, stdout: '', stderr: `${stderr}\n` });
const errorOut = (error: string): Answer => ({ exit: 1, stdout: print({ error, schema_version: 1 }), stderr: '' });
const errorErr = (error: string): Answer => bad(print({ error, schema_version: 1 }).trimEnd());

const one = ({ values }: Flags, name: string): string | undefined => values.get(name)?.at(-1);
const many = ({ values }: Flags, name: string): string[] =>
  (values.get(name) ?? []).flatMap((value) => value.split(','));

/** Like `bd`: the whole id, else the only one that contains the words. */
function resolve(state: DoubleState, id: string): Row | undefined {
  const parts = state.rows.filter((row) => row.id.includes(id));
  return state.rows.find((row) => row.id === id) ?? (parts.length === 1 ? parts[0] : undefined);
}

/** `argv` without the program. */
export function answer(
  state: DoubleState,
  argv: readonly string[],
  options: { input?: string; actor?: string; newId?: () => string } = {},
): Answer {
  const flags = readFlags(argv);
  if (typeof flags === 'string') return bad(`Error: ${flags}\nUsage: …`);
  const [verb = '', ...words] = flags.words;
  const call: Call = {
    state,
    flags: { words, values: flags.values },
    actor: one(flags, 'actor') ?? options.actor ?? 'dev',
    input: options.input ?? '',
    newId: options.newId ?? (() => `${state.prefix}-${Math.random().toString(36).slice(2, 5)}`),
  };
  const run = verbs[verb];
  return run === undefined ? bad(`Error: unknown command "${verb}" for "bd"\nRun 'bd --help' for usage.`) : run(call);
}

const verbs: Readonly<Record<string, (call: Call) => Answer>> = {
  list: ({ state, flags }) => {
    const label = one(flags, 'label');
    const rows = state.rows.filter((row) => label === undefined || labelsOf(row).includes(label));
    return good(rows.map((row) => listed(state, row)));
  },
  export: ({ state }) => ({
    exit: 0,
    stdout: state.rows
      .map((row) => {
        const { parent: _, ...rest } = listed(state, row);
        const comments = state.comments.filter(({ issue_id }) => issue_id === row.id);
        return `${JSON.stringify({ _type: 'issue', ...rest, ...(comments.length > 0 ? { comments } : {}) })}\n`;
      })
      .join(''),
    stderr: '',
  }),
  config: ({ flags }) => good({ key: flags.words[1], schema_version: 1, value: '' }),
  show: ({ state, flags }) => {
    const id = flags.words[0] ?? '';
    const row = resolve(state, id);
    if (row === undefined) {
      return {
        exit: 1,
        stdout: print({ error: 'no issues found matching the provided IDs', schema_version: 1 }),
        stderr: `Error fetching ${id}: no issue found matching "${id}"\n`,
      };
    }
    return good([shown(state, row)]);
  },
  create,
  import: importAll,
  update,
  close,
  reopen: ({ state, flags }) => {
    const row = resolve(state, flags.words[0] ?? '');
    if (row === undefined) return bad(`Error resolving ${flags.words[0]}: no issue found matching "${flags.words[0]}"`);
    row.status = 'open';
    delete row['closed_at'];
    delete row['close_reason'];
    return written(state, [row]);
  },
  comment: ({ state, flags, actor, input }) => {
    const id = flags.words[0] ?? '';
    const row = resolve(state, id);
    if (row === undefined) return errorErr(`resolving ${id}: no issue found matching "${id}"`);
    const text = flags.values.has('stdin') ? input : (flags.words[1] ?? '');
    const comment = { id: crypto.randomUUID(), issue_id: row.id, author: actor, text, created_at: now() };
    state.comments.push(comment);
    state.root++;
    return good({ ...comment, schema_version: 1 });
  },
  comments: ({ state, flags }) => {
    const id = flags.words[0] ?? '';
    const row = resolve(state, id);
    if (row === undefined) return errorOut(`resolving ${id}: no issue found matching "${id}"`);
    return good(state.comments.filter(({ issue_id }) => issue_id === row.id));
  },
  dep: depend,
  link: (call) => depend({ ...call, flags: { ...call.flags, words: ['add', ...call.flags.words] } }),
  label: ({ state, flags }) => {
    const [verb = '', id = '', label = ''] = flags.words;
    const row = resolve(state, id);
    if (row === undefined) return errorErr(`resolving ${id}: no issue found matching "${id}"`);
    const labels = labelsOf(row).filter((other) => other !== label);
    row['labels'] = verb === 'add' ? [...labels, label] : labels;
    state.root++;
    return good([{ issue_id: row.id, label, status: verb === 'add' ? 'added' : 'removed' }]);
  },
};

const labelsOf = (row: Row): string[] => (Array.isArray(row['labels']) ? row['labels'].map(String) : []);

/** Empty fields are left out, as in Go's `omitempty`. */
function bare(row: Row): Record<string, unknown> {
  const empty = (value: unknown): boolean =>
    value === '' || value === undefined || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(row).filter(([key, value]) => key === 'priority' || !empty(value)));
}

const edgesOf = (state: DoubleState, id: string): Edge[] =>
  state.edges.filter((edge) => edge.issue_id === id).sort((a, b) => (a.depends_on_id < b.depends_on_id ? -1 : 1));

function listed(state: DoubleState, row: Row): Record<string, unknown> {
  const edges = edgesOf(state, row.id);
  const parent = edges.find(({ type }) => type === 'parent-child')?.depends_on_id;
  const blocks = (edge: Edge): boolean => edge.type === 'blocks';
  return {
    ...bare(row),
    ...(edges.length > 0
      ? { dependencies: edges.map((edge) => ({ ...edge, created_by: 'dev', metadata: '{}' })) }
      : {}),
    dependency_count: edges.filter(blocks).length,
    dependent_count: state.edges.filter((edge) => edge.depends_on_id === row.id && blocks(edge)).length,
    comment_count: state.comments.filter(({ issue_id }) => issue_id === row.id).length,
    ...(parent === undefined ? {} : { parent }),
  };
}

function shown(state: DoubleState, row: Row): Record<string, unknown> {
  const other = (id: string, type: string): Record<string, unknown> => ({
    ...bare(resolve(state, id) ?? row),
    dependency_type: type,
  });
  const down = edgesOf(state, row.id).map((edge) => other(edge.depends_on_id, edge.type));
  const up = state.edges.filter((edge) => edge.depends_on_id === row.id).map((edge) => other(edge.issue_id, edge.type));
  const comments = state.comments.filter(({ issue_id }) => issue_id === row.id);
  const { parent } = listed(state, row);
  return {
    ...bare(row),
    ...(down.length > 0 ? { dependencies: down } : {}),
    ...(up.length > 0 ? { dependents: up } : {}),
    ...(comments.length > 0 ? { comments } : {}),
    ...(parent === undefined ? {} : { parent }),
  };
}

function written(state: DoubleState, rows: readonly Row[]): Answer {
  for (const row of rows) row['updated_at'] = now();
  state.root++;
  return good(rows.map(bare));
}

function create({ state, flags, actor, input, newId }: Call): Answer {
  const [id, parent, title = '', priority = '2'] = ['id', 'parent', 'title', 'priority'].map((name) =>
    one(flags, name),
  );
  if (id !== undefined && parent !== undefined) return errorErr('cannot specify both --id and --parent flags');
  if (title === '') return errorErr('title required (or use --file to create from markdown)');
  if (!/^P?[0-4]$/.test(priority)) {
    return errorErr(`invalid priority "${priority}" (expected 0-4 or P0-P4, not words like high/medium/low)`);
  }
  if (id !== undefined && !id.startsWith(`${state.prefix}-`)) {
    return errorErr(
      `prefix mismatch: database uses '${state.prefix}-' but ID '${id}' doesn't match (use --force to override)`,
    );
  }
  const children = state.rows.filter((row) => row.id.startsWith(`${parent}.`)).length;
  const row: Row = {
    id: id ?? (parent === undefined ? newId() : `${parent}.${children + 1}`),
    title,
    description: flags.values.has('body-file') ? input : (one(flags, 'description') ?? ''),
    status: 'open',
    priority: Number(priority.replace('P', '')),
    issue_type: one(flags, 'type') ?? 'task',
    assignee: one(flags, 'assignee'),
    owner: 'dev@example.test',
    estimated_minutes: flags.values.has('estimate') ? Number(one(flags, 'estimate')) : undefined,
    created_at: now(),
    created_by: actor,
    updated_at: now(),
    labels: many(flags, 'labels').sort(),
  };
  // As measured: an issue of the same id is overwritten without a word.
  state.rows = [...state.rows.filter((other) => other.id !== row.id), row];
  if (parent !== undefined)
    state.edges.push({ issue_id: row.id, depends_on_id: parent, type: 'parent-child', created_at: now() });
  state.root++;
  const { labels: _, ...answered } = bare(row);
  return good({ ...answered, schema_version: 1 });
}

/** From standard input alone, in the shapes of real calls (see the test of the double). */
function importAll({ state, input }: Call): Answer {
  const lines = input.split('\n').filter(Boolean);
  const rows = lines.map((line): Row & { dependencies?: Edge[] } => JSON.parse(line));
  const wrong = rows.find(({ priority }) => priority < 0 || priority > 4);
  if (wrong !== undefined)
    return bad(
      `Error: import failed: validation failed for issue ${wrong.id}: priority must be between 0 and 4 (got ${wrong.priority})\nUsage: …`,
    );
  for (const { dependencies = [], ...row } of rows) {
    state.rows = [...state.rows.filter(({ id }) => id !== row.id), { created_at: now(), updated_at: now(), ...row }];
    state.edges.push(...dependencies.map((edge) => ({ ...edge, created_at: now() })));
  }
  state.root++;
  return good({ created: rows.length, ids: rows.map(({ id }) => id), schema_version: 1, skipped: 0, source: 'stdin' });
}

function update({ state, flags, actor, input }: Call): Answer {
  const id = flags.words[0] ?? '';
  const status = one(flags, 'status');
  const known = ['open', 'in_progress', 'blocked', 'deferred', 'closed', 'pinned', 'hooked'];
  if (status !== undefined && resolve(state, id) !== undefined && !known.includes(status)) {
    return errorOut(
      `invalid status "${status}" (built-in: ${known.join(', ')}; or configure custom statuses via 'bd config set status.custom')`,
    );
  }
  const row = resolve(state, id);
  if (row === undefined) return bad(`Error resolving ${id}: no issue found matching "${id}"`);
  if (flags.values.has('claim')) {
    const claimed = claim(row, actor);
    if (claimed !== undefined) return claimed;
  }
  const sets = {
    title: 'title',
    status: 'status',
    type: 'issue_type',
    assignee: 'assignee',
    description: 'description',
    design: 'design',
    acceptance: 'acceptance_criteria',
    notes: 'notes',
    due: 'due_at',
    defer: 'defer_until',
  };
  for (const [flag, field] of Object.entries(sets)) if (flags.values.has(flag)) row[field] = one(flags, flag);
  if (flags.values.has('body-file')) row['description'] = input;
  if (flags.values.has('priority')) row.priority = Number(one(flags, 'priority'));
  if (flags.values.has('estimate')) row['estimated_minutes'] = Number(one(flags, 'estimate'));
  if (status === 'in_progress' && row['started_at'] === undefined) row['started_at'] = now();
  const removed = many(flags, 'remove-label');
  const labels = [...new Set([...labelsOf(row), ...many(flags, 'add-label')])].filter(
    (label) => !removed.includes(label),
  );
  row['labels'] = labels.sort();
  setMetadata(row, flags.values.get('set-metadata') ?? []);
  const parent = one(flags, 'parent');
  if (parent !== undefined)
    state.edges = state.edges.filter((edge) => edge.issue_id !== row.id || edge.type !== 'parent-child');
  if (parent) state.edges.push({ issue_id: row.id, depends_on_id: parent, type: 'parent-child', created_at: now() });
  return written(state, [row]);
}

function claim(row: Row, actor: string): Answer | undefined {
  const by = row['assignee'];
  if (by !== undefined && by !== '' && by !== actor)
    return bad(`Error claiming ${row.id}: issue already claimed by ${by}`);
  if (by === actor && row.status === 'in_progress') return undefined;
  if (row.status !== 'open') return bad(`Error claiming ${row.id}: issue not claimable: status ${row.status}`);
  Object.assign(row, { assignee: actor, status: 'in_progress', started_at: row['started_at'] ?? now() });
  return undefined;
}

function setMetadata(row: Row, words: readonly string[]): void {
  if (words.length === 0) return;
  const old = typeof row['metadata'] === 'object' ? row['metadata'] : {};
  const pairs = words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);
  row['metadata'] = {
    ...old,
    ...Object.fromEntries(pairs.map(([key, value]) => [key, /^\d+$/.test(value) ? Number(value) : value])),
  };
}

const openOnes = (state: DoubleState, ids: readonly string[]): string[] =>
  ids.filter((id) => state.rows.some((row) => row.id === id && row.status !== 'closed'));

function close({ state, flags }: Call): Answer {
  const id = flags.words[0] ?? '';
  const row = resolve(state, id);
  if (row === undefined) return errorErr(`resolving ID ${id}: no issue found matching "${id}"`);
  const children = state.edges.filter(({ type, depends_on_id }) => type === 'parent-child' && depends_on_id === row.id);
  const open = openOnes(
    state,
    children.map((edge) => edge.issue_id),
  ).length;
  if (row.issue_type === 'epic' && open > 0) {
    return bad(
      `cannot close epic ${row.id}: ${open} open child issue(s); close children first or use --force to override`,
    );
  }
  const blocks = state.edges.filter((edge) => edge.issue_id === row.id && edge.type === 'blocks');
  const by = openOnes(
    state,
    blocks.map((edge) => edge.depends_on_id),
  );
  if (by.length > 0)
    return bad(`cannot close ${row.id}: blocked by open issues [${by.join(' ')}] (use --force to override)`);
  const before = blockedIds(state);
  Object.assign(row, { status: 'closed', closed_at: now(), close_reason: one(flags, 'reason') || 'Closed' });
  const closed = written(state, [row]);
  if (!flags.values.has('suggest-next')) return closed;
  const after = blockedIds(state);
  const unblocked = state.rows
    .filter((other) => before.has(other.id) && !after.has(other.id))
    .map(({ labels: _, ...rest }) => bare(rest));
  return good({ closed: [bare(row)], unblocked, schema_version: 1 });
}

const blockedIds = (state: DoubleState): Set<string> =>
  new Set(
    state.edges
      .filter((edge) => edge.type === 'blocks' && openOnes(state, [edge.depends_on_id]).length > 0)
      .map((edge) => edge.issue_id),
  );

function depend({ state, flags }: Call): Answer {
  const [verb = '', from = '', to = ''] = flags.words;
  const type = one(flags, 'type') ?? 'blocks';
  const [a, b] = [resolve(state, from), resolve(state, to)];
  if (a === undefined) return errorOut(`resolving issue ID ${from}: no issue found matching "${from}"`);
  if (b === undefined)
    return errorOut(`resolving dependency ID ${to}: resolving issue ID ${to}: no issue found matching "${to}"`);
  if (verb === 'remove') {
    state.edges = state.edges.filter((edge) => edge.issue_id !== a.id || edge.depends_on_id !== b.id);
    state.root++;
    return good({ depends_on_id: b.id, issue_id: a.id, schema_version: 1, status: 'removed' });
  }
  if (a === b) return errorOut(`cannot add self-dependency: ${a.id} cannot depend on itself`);
  if (type === 'blocks' && reaches(state, b.id, a.id)) return errorOut('adding dependency would create a cycle');
  if (!state.edges.some((edge) => edge.issue_id === a.id && edge.depends_on_id === b.id)) {
    state.edges.push({ issue_id: a.id, depends_on_id: b.id, type, created_at: now() });
  }
  state.root++;
  return good({ depends_on_id: b.id, issue_id: a.id, schema_version: 1, status: 'added', type });
}

function reaches(state: DoubleState, from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return edgesOf(state, from).some((edge) => edge.type === 'blocks' && reaches(state, edge.depends_on_id, to, seen));
}
