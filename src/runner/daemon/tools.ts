import { type ClaudeFlow, createClaudeFlow } from '../../adapters/claude-flow/session.ts';
import { createStepRunner } from '../../adapters/steps/step-runner.ts';
import type { Plan } from '../../plan/model/plan.ts';
import type { StepRunner } from '../../run/ports.ts';
import type { Tracker } from './tracker.ts';

export type ToolsOptions = {
  readonly workspace: string;
  readonly tracker: Tracker;
  /** Version or folder, as the person set it. */
  claudeFlow(): string | undefined;
};

/** What steps are carried out with: one claude-flow session for the workspace, and the tracker that everybody shares. */
export class Tools {
  readonly #tracker: Tracker;
  readonly #claudeFlow: ClaudeFlow;

  constructor({ workspace, tracker, claudeFlow }: ToolsOptions) {
    this.#tracker = tracker;
    this.#claudeFlow = createClaudeFlow({ workspace, setting: claudeFlow });
  }

  stepRunner(plan: Plan | undefined): StepRunner {
    const tracker = this.#tracker;
    return createStepRunner({
      issues: () => tracker.store(),
      createTracker: (prefix) => tracker.create(prefix ?? ''),
      claudeFlow: this.#claudeFlow,
      plan,
    });
  }

  async dispose(): Promise<void> {
    await this.#claudeFlow.end();
  }
}
