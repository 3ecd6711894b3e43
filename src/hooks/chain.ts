import type { Edit } from './edit.ts';
import type { HookRule } from './rule.ts';

/** One hook that ran in a row of causes: on which file, and what it is called. */
export type Link = { readonly rule: string; readonly title: string; readonly path: string };

type Followed = { readonly rule: HookRule; readonly path: string; readonly root: string };

/** From a cause that no hook made to a hook: every hook in between. */
export type Chain = readonly Link[];

/** A hook's own edit may set it off once more, so that it can settle; what then still changes is a loop. */
const mostOfOneRule = 2;
/** Hooks that set each other off over ever new files end here. */
const mostLinks = 6;
/** Hooks whose chains are remembered after their end, for edits of theirs that are found late. */
const mostRemembered = 2000;

/** Follows which hook's edit set off which hook. */
export class Chains {
  readonly #open = new Map<string, Chain>();
  readonly #over = new Map<string, Chain>();
  /** The latest chain of a rule in a folder, for edits of which only the rule is known. */
  readonly #byRule = new Map<string, Chain>();

  /** The hooks that led to an edit; none for an edit that a person, an agent or another program made. */
  before({ author, root }: Edit): Chain {
    if (author.kind !== 'hook') return [];
    const exact = author.hook === undefined ? undefined : (this.#open.get(author.hook) ?? this.#over.get(author.hook));
    return (
      exact ?? this.#byRule.get(`${author.rule}\0${root}`) ?? [{ rule: author.rule, title: author.rule, path: '' }]
    );
  }

  /** Whether a hook that follows these would be one round too many. */
  loops(rule: HookRule, before: Chain): boolean {
    return before.length >= mostLinks || before.filter((link) => link.rule === rule.id).length >= mostOfOneRule;
  }

  /** Takes note of a hook that follows `before`. One that takes several edits along has the longest of their chains. */
  add(id: string, { rule, path, root }: Followed, before: Chain): void {
    const known = this.#open.get(id) ?? [];
    const chain = [...before, { rule: rule.id, title: rule.title, path }];
    if (chain.length <= known.length) return;
    this.#open.set(id, chain);
    this.#byRule.set(`${rule.id}\0${root}`, chain);
  }

  /** The hook is over; its chain is remembered for a while. */
  over(id: string): void {
    const chain = this.#open.get(id);
    if (chain === undefined) return;
    this.#open.delete(id);
    this.#over.set(id, chain);
    const [oldest] = this.#over.keys();
    if (this.#over.size > mostRemembered && oldest !== undefined) this.#over.delete(oldest);
  }
}

/** For people: how a loop went, `src/a.ts → format → src/a.ts → format → src/a.ts`. */
export const chainText = (chain: Chain, path: string): string =>
  `hooks set each other off without end: ${[...chain.flatMap((link) => [link.path, link.title]), path].join(' → ')}`;
