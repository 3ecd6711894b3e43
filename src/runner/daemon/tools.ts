import { type ClaudeFlow, createClaudeFlow } from '../../adapters/claude-flow/session.ts';
import { ProgramLedger } from '../../adapters/program-ledger.ts';
import { createStepRunner } from '../../adapters/steps/step-runner.ts';
import type { Plan } from '../../plan/model/plan.ts';
import type { StepRunner } from '../../run/ports.ts';
import type { Tracker } from './tracker.ts';

export type ToolsOptions = {
  readonly workspace: string;
  readonly tracker: Tracker;
  /** Where the programs of steps are taken down while they are at work. */
  readonly programs: string;
  /** Version or folder, as the person set it. */
  claudeFlow(): string | undefined;
};

/** What steps are carried out with: one claude-flow session for the workspace, and the tracker that everybody shares. */
export class Tools {
  readonly #tracker: Tracker;
  readonly #claudeFlow: ClaudeFlow;
  readonly #programs: ProgramLedger;

  /** Begins to end programs of steps that a killed runner left. */
  constructor({ workspace, tracker, programs, claudeFlow }: ToolsOptions) {
    this.#programs = new ProgramLedger(programs);
    this.#tracker = tracker;
    this.#claudeFlow = createClaudeFlow({ workspace, setting: claudeFlow });
  }

  stepRunner(plan: Plan | undefined): StepRunner {
    const tracker = this.#tracker;
    return createStepRunner({
      issues: () => tracker.store(),
      createTracker: (prefix) => tracker.create(prefix ?? ''),
      claudeFlow: this.#claudeFlow,
      programs: this.#programs,
      plan,
    });
  }

  /** Which of these tools the installed claude-flow has; null where there is none to ask. */
  async offered(tools: readonly string[]): Promise<Readonly<Record<string, boolean>> | null> {
    const checked = await this.#claudeFlow.check(tools);
    if (!checked.ok) return null;
    const lacking = new Set(checked.value.lacking);
    return Object.fromEntries(tools.map((name) => [name, !lacking.has(name)]));
  }

  async dispose(): Promise<void> {
    await this.#claudeFlow.end();
  }
}
