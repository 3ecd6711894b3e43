import type { Edit } from '../../hooks/edit.ts';
import type { HookRule } from '../../hooks/rule.ts';
import type { Rules } from './hook-rules.ts';

/** Which rules hold where: those of each run, and those that a person asks for just now. */
export class RuleBook {
  readonly #ofRuns = new Map<string, Rules>();
  /** By rule, so that what waits is carried out as it was declared, also when its run is over or the plan was changed meanwhile. */
  readonly #ofRules = new WeakMap<HookRule, Rules>();
  /** Of hooks that a person has asked for, while they and what they set off are under way, by the id of the rule. */
  readonly #aside = new Map<string, Rules>();

  put(run: string, rules: Rules): void {
    this.#ofRuns.set(run, rules);
    for (const rule of rules.set.rules) this.#ofRules.set(rule, rules);
  }

  drop(run: string): void {
    this.#ofRuns.delete(run);
  }

  of(run: string): Rules | undefined {
    return this.#ofRuns.get(run);
  }

  /** Those that a rule was declared with. */
  around(rule: HookRule): Rules | undefined {
    return this.#ofRules.get(rule);
  }

  putAside(rules: Rules): void {
    for (const rule of rules.set.rules) {
      this.#ofRules.set(rule, rules);
      this.#aside.set(rule.id, rules);
    }
  }

  dropAside(rules: Rules): void {
    for (const { id } of rules.set.rules) this.#aside.delete(id);
  }

  /** Those that follow these edits, which have one author: what a hook writes is followed by those that it was declared with. */
  after(run: string, edits: readonly Edit[]): Rules | undefined {
    const author = edits[0]?.author;
    return (author?.kind === 'hook' ? this.#aside.get(author.rule) : undefined) ?? this.of(run);
  }
}
