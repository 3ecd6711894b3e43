import { randomUUID } from 'node:crypto';
import type { WorkspaceFolders } from '../../adapters/workspace.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Author, Edit } from '../../hooks/edit.ts';
import { HookEngine, type HookOrder } from '../../hooks/engine.ts';
import type { HookMoment, HookRule, HookRun } from '../../hooks/rule.ts';
import type { HookDeclaration, Plan } from '../../plan/model/plan.ts';
import type { EditReport } from '../../protocol/requests.ts';
import { type Payload, workspaceRun } from '../../run/events.ts';
import type { StepContext, StepRunner, Worktrees } from '../../run/ports.ts';
import { EditWatch } from './edit-watch.ts';
import { type EventLog, JournalBroken } from './event-log.ts';
import { type HookPlace, type MomentAt, notRun, placeOf, type Rules, rulesOf } from './hook-rules.ts';
import { stepContext } from './step-context.ts';

type HookEnd = Omit<Extract<Payload, { kind: 'hook.finished' }>, 'kind' | 'hook'>;

export type HookDriverOptions = {
  readonly log: EventLog;
  readonly folders: WorkspaceFolders;
  readonly clock: Clock;
  readonly worktrees: Worktrees;
  stepRunner(plan: Plan | undefined): StepRunner;
  report(problem: unknown): void;
};

/** Most hooks at once in a workspace. */
const mostAtOnce = 4;

/**
 * Puts the hooks engine to work: an edit or moment is journaled, the engine says what starts, that is journaled, done, journaled again.
 * After a kill the journal says which edits still lack the end of a hook; those run again under the same id.
 */
export class HookDriver implements Disposable {
  readonly #options: HookDriverOptions;
  readonly #rules = new Map<string, Rules>();
  /** By rule, so that what waits is carried out as it was declared, also when its run is over or the plan was changed meanwhile. */
  readonly #rulesOf = new WeakMap<HookRule, Rules>();
  readonly #places = new Map<string, HookPlace>();
  /** Runs that were stopped: no hook of theirs starts any more. */
  readonly #stopped = new Set<string>();
  readonly #atWork = new Map<string, AbortController>();
  #ending = false;
  readonly #over = new Emitter<void>();
  /** Told whenever hooks started or ended. */
  readonly onChange = this.#over.listen;
  readonly #edits: EditWatch;
  readonly #engine: HookEngine;

  constructor(options: HookDriverOptions) {
    this.#options = options;
    const { log, worktrees, report } = options;
    this.#edits = new EditWatch(worktrees, report);
    const ended = log.after({}).flatMap((event) => (event.kind === 'hook.finished' ? [event.hook] : []));
    this.#engine = new HookEngine(mostAtOnce, new Set(ended));
    for (const event of log.after({})) if (event.kind === 'edit') this.#edits.remember(event);
    if (log.state.hooksPaused) this.#engine.accept({ kind: 'pause', paused: true });
  }

  /** Takes up the hooks of a plan for a run, and goes on with edits whose hooks a kill cut off. */
  follow(run: string, plan: Plan | undefined, declared: readonly HookDeclaration[] = plan?.hooks ?? []): void {
    const rules = rulesOf(run, declared, plan);
    this.#rules.set(run, rules);
    for (const rule of rules.set.rules) this.#rulesOf.set(rule, rules);
    this.#stopped.delete(run);
    for (const event of this.#options.log.eventsOf(run)) {
      if (event.kind !== 'edit') continue;
      this.#places.set(event.id, placeOf(event));
      this.#take(event);
    }
  }

  unfollow(run: string): void {
    if (run !== workspaceRun) this.#rules.delete(run);
  }

  /** Ends what runs for this run and cuts what waits: a person stopped it. */
  stop(run: string): void {
    this.#stopped.add(run);
    for (const hook of this.#engine.view().running)
      if (this.#placeOf(hook).run === run) this.#atWork.get(hook.id)?.abort();
  }

  /** The runner ends: nothing starts any more, and what runs is ended without a record, so that it is set off again. Resolves when all are gone. */
  async end(): Promise<void> {
    this.#ending = true;
    this.#perform(this.#engine.accept({ kind: 'pause', paused: true }));
    for (const cancel of this.#atWork.values()) cancel.abort();
    await this.#settled(() => true);
  }

  /** Looks at what changed in a worktree since it was last looked at; all files that differ from its commit come back. */
  async look(at: HookPlace & { readonly root: string }): Promise<readonly string[]> {
    const author: Author =
      at.task === undefined ? { kind: 'other' } : { kind: 'agent', run: at.run, task: `${at.phase ?? ''}/${at.task}` };
    const changed = await this.#edits.changedIn(at.root);
    const candidates = this.#edits.candidates(at.root, changed);
    for (const edit of await this.#edits.detect(at.root, candidates, author)) this.#edited(at, edit);
    return changed;
  }

  /** Takes what is changed already as it is: somebody else's work from before, in a folder that an agent is about to share. */
  async baseline(root: string): Promise<void> {
    const changed = await this.#edits.changedIn(root);
    for (const edit of await this.#edits.detect(root, this.#edits.candidates(root, changed), { kind: 'other' }))
      this.#edits.remember(edit);
  }

  /** Takes what a window says a person saved. */
  async report(edits: readonly EditReport[]): Promise<void> {
    const at = { run: workspaceRun };
    for (const edit of await this.#edits.detect(this.#options.folders.workspace, edits, { kind: 'person' }))
      this.#edited(at, edit);
  }

  /** Which hooks would follow these files, without an edit being recorded. */
  match(
    on: HookMoment,
    files: readonly string[],
  ): readonly {
    readonly file: string;
    readonly hook: string;
    readonly title: string;
    readonly why: string;
    readonly runs: boolean;
  }[] {
    const rules = this.#rules.get(workspaceRun);
    const targets = files.length === 0 ? [undefined] : files;
    return targets.flatMap((path) =>
      (rules?.set.judge({ on, path }) ?? []).map(({ rule, runs, why }) => ({
        file: path ?? '',
        hook: rule.id,
        title: rule.title,
        why,
        runs,
      })),
    );
  }

  /** Runs the post-edit hooks of these files now, as if they had just been edited. Resolves to the hooks' ids once they are over. */
  async runNow(on: HookMoment, files: readonly string[]): Promise<Result<readonly string[]>> {
    const at = { run: workspaceRun };
    const root = this.#options.folders.workspace;
    const causes = on === 'post-edit' ? await Promise.all(files.map((file) => this.#edits.asEdited(root, file))) : [];
    for (const edit of causes) this.#edited(at, edit);
    if (on !== 'post-edit') await this.moment({ ...at, on, root, subject: files.join(', ') });
    // What these hooks write may set off hooks in turn: all of it is over when nothing is left.
    await this.idle(workspaceRun);
    return ok(causes.map(({ id }) => id));
  }

  /** Sets off the hooks of a moment; resolves when they are over. */
  async moment(at: MomentAt): Promise<void> {
    const rules = this.#rules.get(at.run);
    if (rules === undefined) return;
    const { on, root, subject } = at;
    // The same moment of the same run has one id, so that a resumed run does not repeat it.
    const id =
      at.run === workspaceRun
        ? randomUUID()
        : [at.run, at.phase, at.task, on].filter((part) => part !== undefined).join('/');
    this.#places.set(id, at);
    this.#perform(
      this.#engine.accept({ kind: 'moment', moment: { kind: 'moment', id, on, root, subject }, rules: rules.set }),
    );
    await this.#settled(({ cause }) => cause.kind === 'moment' && cause.id === id);
  }

  /** Resolves when nothing waits or runs for this run, or for one folder of it. */
  async idle(run: string, root?: string): Promise<void> {
    await this.#settled((hook) => this.#placeOf(hook).run === run && (root === undefined || hook.cause.root === root));
  }

  /** A worktree is gone: what still waits for it is cut, and its content is forgotten. */
  gone(root: string): void {
    this.#perform(this.#engine.accept({ kind: 'gone', root }));
    this.#edits.forget(root);
  }

  pause(paused: boolean): void {
    this.#options.log.record(workspaceRun, {}, { kind: 'hooks.paused', paused });
    this.#perform(this.#engine.accept({ kind: 'pause', paused }));
  }

  get busy(): boolean {
    return this.#pending().length > 0;
  }

  dispose(): void {
    this.#over.dispose();
  }

  #edited(at: HookPlace, edit: Edit): void {
    const { log, report } = this.#options;
    try {
      log.record(at.run, at, { kind: 'edit', ...edit });
    } catch (thrown) {
      if (!(thrown instanceof JournalBroken)) throw thrown;
      report(thrown);
      return;
    }
    this.#edits.remember(edit);
    this.#places.set(edit.id, at);
    this.#take(edit, at.run);
  }

  #take(edit: Edit, run: string = this.#places.get(edit.id)?.run ?? workspaceRun): void {
    const rules = this.#rules.get(run);
    if (rules === undefined) return;
    this.#perform(this.#engine.accept({ kind: 'edit', edit, rules: rules.set }));
  }

  #perform(orders: readonly HookOrder[]): void {
    for (const order of orders) {
      if (order.kind === 'cut') this.#cut(order);
      else void this.#start(order).catch((thrown: unknown) => this.#options.report(thrown));
    }
    this.#over.emit();
  }

  #cut({ run: hook, edit, reason }: Extract<HookOrder, { kind: 'cut' }>): void {
    try {
      this.#recordStart(hook, edit);
      this.#record(hook, { kind: 'hook.finished', hook: hook.id, state: 'cut', result: notRun(reason) });
    } catch (thrown) {
      // Others wait for the hooks behind this one; the run meets the broken journal at its own next step.
      if (!(thrown instanceof JournalBroken)) throw thrown;
      this.#options.report(thrown);
    }
  }

  async #start({ run: hook, edit }: Extract<HookOrder, { kind: 'start' }>): Promise<void> {
    const cancel = new AbortController();
    this.#atWork.set(hook.id, cancel);
    try {
      this.#recordStart(hook, edit);
      const end = await this.#carryOut(hook, cancel.signal);
      if (!this.#ending) this.#record(hook, { kind: 'hook.finished', hook: hook.id, ...end });
    } finally {
      this.#atWork.delete(hook.id);
      this.#perform(this.#engine.accept({ kind: 'finished', hook: hook.id }));
    }
  }

  async #carryOut(hook: HookRun, cancelled: AbortSignal): Promise<HookEnd> {
    const place = this.#placeOf(hook);
    const rules = this.#rulesOf.get(hook.rule);
    const step = rules?.steps.get(hook.rule.id)?.step;
    const cut: HookEnd = { state: 'cut', result: notRun('the run was stopped') };
    if (rules === undefined || step === undefined || this.#stopped.has(place.run)) return cut;
    const context = this.#context(hook, place, rules.plan);
    const result = await this.#options.stepRunner(rules.plan)(step, context, cancelled);
    if (cancelled.aborted) return cut;
    if (step.do.kind !== 'uses') await this.#ownEdits(hook);
    return { state: result.ok ? 'ok' : result.unavailable === true ? 'unavailable' : 'failed', result };
  }

  #recordStart(hook: HookRun, edit: Edit | undefined): void {
    const { rule, cause } = hook;
    const subject = cause.kind === 'edit' ? cause.path : cause.subject;
    this.#record(hook, {
      kind: 'hook.started',
      hook: hook.id,
      rule: rule.id,
      title: rule.title,
      on: rule.on,
      ...(edit === undefined ? {} : { edit: edit.id }),
      subject,
      author: edit?.author,
    });
  }

  #record(hook: HookRun, payload: Parameters<EventLog['record']>[2]): void {
    const place = this.#placeOf(hook);
    this.#options.log.record(place.run, place, payload);
  }

  #placeOf({ cause }: HookRun): HookPlace {
    return this.#places.get(cause.kind === 'edit' ? cause.edit : cause.id) ?? { run: workspaceRun };
  }

  #context(hook: HookRun, place: HookPlace, plan: Plan | undefined): StepContext {
    const { cause, rule } = hook;
    const isEdit = cause.kind === 'edit';
    const file = isEdit ? cause.path : '';
    const env = { PHASELINE_EVENT: hook.id, PHASELINE_FILE: file, PHASELINE_HOOK: rule.on };
    const values = {
      file,
      subject: isEdit ? cause.path : cause.subject,
      'agent.id': isEdit ? (cause.agent ?? '') : '',
    };
    return stepContext(this.#options, plan, place, cause.root, { env, values });
  }

  /** What a hook wrote into the file that it followed is its own edit: the loop guard must know it. */
  async #ownEdits(hook: HookRun): Promise<void> {
    const { cause, rule } = hook;
    if (cause.kind !== 'edit') return;
    const author: Author = { kind: 'hook', rule: rule.id, hook: hook.id };
    const edits = await this.#edits.detect(cause.root, [{ path: cause.path }], author);
    for (const edit of edits) this.#edited(this.#placeOf(hook), edit);
  }

  /** What will come to an end by itself: nobody waits for hooks that a person has paused before they started. */
  #pending(): readonly HookRun[] {
    const { paused, running, waiting } = this.#engine.view();
    return paused ? running : [...running, ...waiting];
  }

  async #settled(concerns: (hook: HookRun) => boolean): Promise<void> {
    const done = (): boolean => !this.#pending().some(concerns);
    if (done()) return;
    await new Promise<void>((resolve) => {
      const listening = this.#over.listen(() => {
        if (!done()) return;
        listening.dispose();
        resolve();
      });
    });
  }
}
