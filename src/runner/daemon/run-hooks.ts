import type { Plan } from '../../plan/model/plan.ts';
import { workspaceRun } from '../../run/events.ts';
import type { HookDriver } from './hook-driver.ts';
import type { DeclaredHook } from './hook-rules.ts';

/** The hooks of a person's own workspace: those of the active plan, and those of the settings. */
export type WorkspaceHooks = {
  readonly plan: Plan | undefined;
  readonly declared: readonly DeclaredHook[];
  /** Ids of the plan's hooks that the person lets run. */
  readonly agreed: readonly string[];
  /** There are no others. */
  readonly isKnown: boolean;
};

type Followed = { readonly plan: Plan; readonly byHand: boolean };

/**
 * Says which hooks follow what happens in a run: those of its plan, to which whoever started it has agreed, and those of the settings. An agent
 * that was launched by hand has no plan: its edits are followed as the person's own are. When settings or active plan change, so do
 * the hooks of runs that are going on.
 */
export class RunHooks {
  readonly #driver: HookDriver;
  readonly #runs = new Map<string, Followed>();
  #own: WorkspaceHooks = { plan: undefined, declared: [], agreed: [], isKnown: false };

  constructor(driver: HookDriver) {
    this.#driver = driver;
  }

  configure(own: WorkspaceHooks): void {
    this.#own = own;
    this.#driver.follow(workspaceRun, own.plan, own.declared, own.agreed);
    if (own.isKnown) this.#driver.declared();
    for (const [run, followed] of this.#runs) this.#follow(run, followed);
  }

  begin(run: string, plan: Plan, byHand: boolean): void {
    const followed = { plan, byHand };
    this.#runs.set(run, followed);
    this.#driver.take(run);
    this.#follow(run, followed);
  }

  end(run: string): void {
    this.#runs.delete(run);
    this.#driver.unfollow(run);
  }

  #follow(run: string, { plan, byHand }: Followed): void {
    const { declared, agreed } = this.#own;
    const ofPlan = plan.hooks.map((hook): DeclaredHook => ({ source: 'plan', hook }));
    const ofSettings = declared.filter(({ source }) => source === 'settings');
    if (byHand) this.#driver.follow(run, this.#own.plan, declared.filter(isOfTasks), agreed);
    else this.#driver.follow(run, plan, [...ofPlan, ...ofSettings]);
  }
}

/** The phase of an agent that was launched by hand is none of the person's. */
const isOfTasks = ({ hook }: DeclaredHook): boolean => hook.on !== 'pre-phase' && hook.on !== 'post-phase';
