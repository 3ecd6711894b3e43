import { randomUUID } from 'node:crypto';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { type Edit, editsOf, type GitChange } from '../../hooks/edit.ts';
import { HookEngine } from '../../hooks/engine.ts';
import type { FollowedEdit, HookInput } from '../../hooks/orders.ts';
import type { HookMoment, HookRule, HookRun } from '../../hooks/rule.ts';
import type { Plan } from '../../plan/model/plan.ts';
import type { EditReport } from '../../protocol/requests.ts';
import { type Payload, workspaceRun } from '../../run/events.ts';
import { EditSources, type RootAt } from './edit-sources.ts';
import { JournalBroken } from './event-log.ts';
import { blockedBy, lateFollower, lostMoments, momentId, owedIn, pastOf } from './hook-past.ts';
import { HookPerformer } from './hook-performer.ts';
import {
  type DeclaredHook,
  followersOf,
  type HookPlace,
  idsOf,
  type MomentAt,
  notRun,
  placeOf,
  type Rules,
  rulesOf,
} from './hook-rules.ts';
import type { HookDriverOptions } from './hook-work.ts';
import { RuleBook } from './rule-book.ts';

/** What a person asked for just now. `agreed`: also hooks that nobody has agreed to; `rules`: instead of those that are followed. */
type AskedFor = { readonly agreed: boolean; readonly rules?: Rules | undefined };
type RunNow = AskedFor & { readonly on: HookMoment; readonly files: readonly string[] };

/** Most hooks at once in a workspace. */
const mostAtOnce = 4;

/**
 * Puts the hooks engine to work: an edit or moment is journaled, the engine says what starts, that is journaled, done, journaled again.
 * After a kill the journal says which edits still lack the end of a hook; those run again under the same id.
 */
export class HookDriver implements Disposable {
  readonly #options: HookDriverOptions;
  readonly #rules = new RuleBook();
  readonly #places = new Map<string, HookPlace>();
  /** What the journal owes to rules, of runs that were followed; what nobody declares now waits until somebody does. */
  readonly #owed = new Map<string, ReturnType<typeof owedIn>['orphans'] | undefined>();
  readonly #over = new Emitter<void>();
  /** Told whenever hooks started or ended. */
  readonly onChange = this.#over.listen;
  readonly #sources: EditSources;
  readonly #engine: HookEngine;
  readonly #performer: HookPerformer;
  #ofWorkspace: Disposable | undefined;

  constructor(options: HookDriverOptions) {
    this.#options = options;
    const { log } = options;
    this.#sources = new EditSources({
      ...options,
      edited: (at, edits) => this.edited(at, edits),
      gitChanged: (at, change) => this.#gitChanged(at, change),
      writing: (root) => this.#writing(root),
    });
    this.#performer = new HookPerformer({
      ...options,
      rulesOf: (rule) => this.#rules.around(rule),
      placeOf: (hook) => this.#placeOf(hook),
      wrote: (hook) => this.#sources.wrote(this.#placeOf(hook), hook),
      tell: (input) => this.#tell(input),
    });
    const past = log.after({});
    this.#engine = new HookEngine(mostAtOnce, pastOf(past));
    for (const event of past) {
      if (event.kind === 'edit') this.#sources.remember(event);
      else if (event.kind === 'git.changed') this.#sources.overwritten(event);
    }
    if (log.state.hooksPaused) this.#tell({ kind: 'pause', paused: true });
  }

  /** A run begins, or goes on after it was stopped: it may have hooks again. */
  take(run: string): void {
    this.#performer.take(run);
  }

  /** Takes up the hooks of a run, and goes on with edits whose hooks a kill cut off. `agreed`: see `rulesOf`. */
  follow(run: string, plan: Plan | undefined, declared: readonly DeclaredHook[], agreed?: readonly string[]): void {
    const rules = rulesOf(declared, plan, agreed);
    this.#rules.put(run, rules);
    this.#restore(run, rules);
    if (run === workspaceRun) this.#watchWorkspace(rules);
  }

  /** These are all hooks of the workspace now: what others said before holds no more. */
  declared(): void {
    const rules = this.ofWorkspace?.set.rules.map(({ id }) => id) ?? [];
    const { hookRules = [] } = this.#options.log.state;
    if (rules.join() !== hookRules.join()) this.#journaled({ run: workspaceRun }, [{ kind: 'hooks.declared', rules }]);
  }

  /** Only where a hook could follow: a large workspace is not watched for nothing. */
  #watchWorkspace({ set, held }: Rules): void {
    const follows = set.rules.some(({ id, on }) => on === 'post-edit' && !held.has(id));
    const root = this.#options.folders.workspace;
    if (follows) this.#ofWorkspace ??= this.#sources.watch({ run: workspaceRun, root });
    else this.#ofWorkspace?.dispose();
    if (!follows) this.#ofWorkspace = undefined;
  }

  unfollow(run: string): void {
    if (run !== workspaceRun) this.#rules.drop(run);
  }

  /** Ends what runs for this run and cuts what waits: a person stopped it. */
  stop(run: string): void {
    this.#performer.stop(run, this.#engine.view().running);
  }

  /** The runner ends: nothing starts any more, and what runs is ended without a record, so that it is set off again. Resolves when all are gone. */
  async end(): Promise<void> {
    this.#tell({ kind: 'pause', paused: true });
    this.#performer.end();
    await this.#settled(() => true);
  }

  /** What a person saved, what an agent's worktree shows: see `EditSources`. */
  look(at: RootAt): Promise<readonly string[]> {
    return this.#sources.look(at);
  }

  baseline(root: string): Promise<void> {
    return this.#sources.baseline(root);
  }

  report(edits: readonly EditReport[]): Promise<void> {
    return this.#sources.report(edits);
  }

  /** Sees what is written in a root behind everybody's back, where a hook could follow it, for as long as it is held. */
  watch(at: RootAt): Disposable {
    const follows = this.#rules.of(at.run)?.set.rules.some(({ on }) => on === 'post-edit') === true;
    return follows ? this.#sources.watch(at) : { dispose: () => {} };
  }

  /** Resolves once a root that is to be watched is. */
  watched(root: string): Promise<void> {
    return this.#sources.watched(root);
  }

  /** The hooks that follow a person's edits, and what each carries out. */
  get ofWorkspace(): Rules | undefined {
    return this.#rules.of(workspaceRun);
  }

  /**
   * Runs the hooks of these files now, as if they had just been edited. Resolves once they are over, and all that they set off in turn.
   * `agreed`: also those that nobody has agreed to, because a person asks for them just now.
   */
  async runNow({ on, files, agreed, rules }: RunNow): Promise<void> {
    const at = { run: workspaceRun };
    const root = this.#options.folders.workspace;
    const asked = { agreed, rules };
    if (rules !== undefined) this.#rules.putAside(rules);
    if (on !== 'post-edit') await this.moment({ ...at, on, root, subject: files.join(', ') }, asked);
    else this.edited(at, await this.#sources.asEdited(files), asked);
    await this.idle(workspaceRun);
    if (rules !== undefined) this.#rules.dropAside(rules);
  }

  /** Sets off the hooks of a moment; resolves when they are over. */
  async moment(at: MomentAt, { agreed, rules = this.#rules.of(at.run) }: AskedFor = { agreed: false }): Promise<void> {
    if (rules === undefined) return;
    const { on, root, subject } = at;
    const id = at.run === workspaceRun ? randomUUID() : momentId(at, this.#options.log.eventsOf(at.run));
    this.#places.set(id, placeOf(at));
    const moment = { kind: 'moment', id, on, root, subject } as const;
    this.#tell({ kind: 'moment', moment, rules: followersOf(rules, { on, path: undefined }, agreed) });
    await this.#settled(({ cause }) => cause.kind === 'moment' && cause.id === id);
  }

  /** Resolves when nothing waits or runs for this run, or for one folder of it. */
  async idle(run: string, root?: string): Promise<void> {
    await this.#settled((hook) => this.#placeOf(hook).run === run && (root === undefined || hook.cause.root === root));
  }

  /** A worktree is gone: what still waits for it is cut, and its content is forgotten. */
  gone(root: string): void {
    this.#tell({ kind: 'gone', root });
    this.#sources.forget(root);
  }

  pause(paused: boolean): void {
    this.#options.log.record(workspaceRun, {}, { kind: 'hooks.paused', paused });
    this.#tell({ kind: 'pause', paused });
  }

  /** A person says what becomes of a hook that a kill left in doubt. */
  decide(hook: string, again: boolean): boolean {
    if (!this.#engine.view().doubtful.some(({ id }) => id === hook)) return false;
    this.#tell({ kind: 'decided', hook, again });
    return true;
  }

  /** Why a task may not go on, where a hook that it must not fail has failed. */
  blocked(run: string, at: { readonly phase: string; readonly task: string }): string | undefined {
    return blockedBy(this.#options.log.eventsOf(run), at);
  }

  get busy(): boolean {
    return this.#engine.pending > 0;
  }

  dispose(): void {
    this.#performer.dispose();
    this.#sources.dispose();
    this.#over.dispose();
  }

  /** Journals edits, then tells the engine. */
  edited(
    at: HookPlace,
    edits: readonly Edit[],
    { agreed, rules = this.#rules.after(at.run, edits) }: AskedFor = { agreed: false },
  ): void {
    const followed = edits.map((edit): FollowedEdit => {
      const { path, change, author } = edit;
      const target = { on: 'post-edit', path, change, author: author.kind } as const;
      // What a hook writes that a person has asked for is asked for with it.
      const asked = agreed || (author.kind === 'hook' && rules?.held.has(author.rule) === true);
      return { edit, rules: followersOf(rules, target, asked) };
    });
    const told = followed.map((one): Payload => ({ kind: 'edit', ...one.edit, ...idsOf(one.rules) }));
    if (told.length === 0 || !this.#journaled(at, told)) return;
    for (const edit of edits) {
      this.#sources.remember(edit);
      this.#places.set(edit.id, placeOf(at));
    }
    this.#tell({ kind: 'edits', edits: followed });
  }

  /** One operation of Git: one line of the journal, however many files. */
  #gitChanged(at: HookPlace, change: GitChange): void {
    const rules = this.#rules.of(at.run);
    const wanted = rules?.set.rules.some(({ authors }) => authors.includes('git')) === true;
    const edits = rules !== undefined && wanted ? editsOf(change) : [];
    const followed = edits.map((edit): FollowedEdit => {
      const { path, change } = edit;
      const target = { on: 'post-edit', path, change, author: 'git' } as const;
      return { edit, rules: followersOf(rules, target) };
    });
    const followers = new Set(followed.flatMap((one) => one.rules));
    if (!this.#journaled(at, [{ kind: 'git.changed', ...change, ...idsOf([...followers]) }])) return;
    for (const { edit } of followed) this.#places.set(edit.id, placeOf(at));
    if (followed.length > 0) this.#tell({ kind: 'edits', edits: followed });
  }

  /** False when they could not be written; then nothing is done either. */
  #journaled(at: HookPlace, payloads: readonly Payload[]): boolean {
    try {
      this.#options.log.recordAll(at.run, at, payloads);
      return true;
    } catch (thrown) {
      // Others wait for the hooks behind this one; a run meets the broken journal at its own next step.
      if (!(thrown instanceof JournalBroken)) throw thrown;
      this.#options.report(thrown);
      return false;
    }
  }

  #restore(run: string, rules: Rules): void {
    const known = this.#owed.get(run);
    if (known === undefined) {
      const events = this.#options.log.eventsOf(run);
      const { edits, orphans } = owedIn(events, rules);
      for (const { edit, at } of edits) this.#places.set(edit.id, placeOf(at));
      this.#owed.set(run, orphans);
      // A moment of a run is told again when the run is resumed; one outside of any run was somebody's wish at that time.
      for (const hook of run === workspaceRun ? lostMoments(events) : [])
        this.#journaled({ run }, [{ kind: 'hook.finished', hook, state: 'cut', result: notRun('the runner ended') }]);
      if (edits.length > 0) this.#tell({ kind: 'edits', edits });
      return;
    }
    const declared = new Set(rules.set.rules.map(({ id }) => id));
    const found = known.flatMap((orphan): readonly FollowedEdit[] => {
      const rule = lateFollower(rules.set, orphan);
      return rule === undefined ? [] : [{ edit: orphan.edit, rules: [rule] }];
    });
    if (found.length > 0) this.#tell({ kind: 'edits', edits: found });
    this.#owed.set(
      run,
      known.filter(({ rule }) => !declared.has(rule)),
    );
  }

  #tell(input: HookInput): void {
    for (const order of this.#engine.accept(input, this.#options.clock.now())) this.#performer.perform(order);
    this.#over.emit();
  }

  #placeOf({ cause }: HookRun): HookPlace {
    return this.#places.get(cause.kind === 'edit' ? (cause.edits[0] ?? '') : cause.id) ?? { run: workspaceRun };
  }

  /** The hook whose program is at work in a root: what is written there and nobody tells is taken for its. */
  #writing(root: string): HookRun | undefined {
    const writes = (rule: HookRule): boolean => this.#rules.around(rule)?.steps.get(rule.id)?.step.do.kind !== 'uses';
    return this.#engine.view().running.find(({ cause, rule }) => cause.root === root && writes(rule));
  }

  async #settled(concerns: (hook: HookRun) => boolean): Promise<void> {
    if (!this.#engine.isPending(concerns)) return;
    await new Promise<void>((resolve) => {
      const listening = this.#over.listen(() => {
        if (this.#engine.isPending(concerns)) return;
        listening.dispose();
        resolve();
      });
    });
  }
}
