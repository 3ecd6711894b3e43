import picomatch from 'picomatch';
import type { AuthorKind, Edit } from './edit.ts';
import type { HookMoment, HookRule } from './rule.ts';

/** What rules are held against: an edit of a file, or a moment in a run. */
export type HookTarget = {
  readonly on: HookMoment;
  /** Relative to the root, forward slashes; undefined for a moment that is about no file. */
  readonly path: string | undefined;
  /** Who edited it; undefined: anybody whom the rule follows. */
  readonly author?: AuthorKind | undefined;
  /** What became of the file; undefined: it is there. */
  readonly change?: Edit['change'] | undefined;
};

/** Whether a rule runs, and the reason in words: what "why did this hook (not) run?" shows. */
export type RuleVerdict = { readonly rule: HookRule; readonly runs: boolean; readonly why: string };

/** Rules made ready to be asked often. */
export type RuleSet = {
  readonly rules: readonly HookRule[];
  /** One verdict for each rule, in the order of declaration, which is also the order in which they run. */
  judge(target: HookTarget): readonly RuleVerdict[];
};

/** The rules that follow an edit, or a moment, in their order. */
export const rulesFor = (set: RuleSet, target: HookTarget): readonly HookRule[] =>
  set.judge(target).flatMap(({ rule, runs }) => (runs ? [rule] : []));

export function ruleSet(rules: readonly HookRule[]): RuleSet {
  const ready = rules.map((rule) => ({ rule, files: globs(rule.files), ignore: globs(rule.ignore) }));
  return { rules, judge: (target) => ready.map((one) => judge(one, target)) };
}

/** Whom a rule follows that names nobody: what Git writes was an edit before, when somebody made it. */
const mostAuthors: readonly AuthorKind[] = ['person', 'agent', 'hook', 'other'];

/** A command that is given a file wants one that is there. */
const mostChanges: readonly Edit['change'][] = ['created', 'changed'];

type Glob = { readonly source: string; readonly test: ((path: string) => boolean) | undefined };
type ReadyRule = { readonly rule: HookRule; readonly files: readonly Glob[]; readonly ignore: readonly Glob[] };

function judge({ rule, files, ignore }: ReadyRule, { on, path, author, change }: HookTarget): RuleVerdict {
  const verdict = (runs: boolean, why: string): RuleVerdict => ({ rule, runs, why });
  if (rule.on !== on) return verdict(false, `it follows ${rule.on}, and this is ${on}`);
  const wanted = rule.authors.length === 0 ? mostAuthors : rule.authors;
  if (author !== undefined && !wanted.includes(author))
    return verdict(false, `it follows edits by ${wanted.join(', ')}, and this is by ${author}`);
  if (path === undefined) return verdict(true, `it follows ${on}`);
  const changes = rule.changes.length === 0 ? mostChanges : rule.changes;
  if (change !== undefined && !changes.includes(change))
    return verdict(false, `it follows files that are ${changes.join(' or ')}, and this one is ${change}`);
  const broken = [...files, ...ignore].find(({ test }) => test === undefined);
  if (broken !== undefined) return verdict(false, `${broken.source} cannot be read as a glob`);
  const ignoredBy = ignore.find(({ test }) => test?.(path));
  if (ignoredBy !== undefined) return verdict(false, `ignore: ${ignoredBy.source} matches ${path}`);
  if (files.length === 0) return verdict(true, 'it follows every file');
  const matching = files.find(({ test }) => test?.(path));
  if (matching !== undefined) return verdict(true, `files: ${matching.source} matches ${path}`);
  return verdict(false, `none of files: ${files.map(({ source }) => source).join(', ')} matches ${path}`);
}

const globs = (sources: readonly string[]): readonly Glob[] =>
  sources.map((source) => ({ source, test: compile(source) }));

/** A folder stands for all in it. Names that begin with a dot are names like others. */
function compile(source: string): ((path: string) => boolean) | undefined {
  const glob = source.replace(/^(?:\.\/)+/, '');
  try {
    return picomatch(glob.endsWith('/') ? `${glob}**` : glob, { dot: true });
  } catch {
    return undefined;
  }
}
