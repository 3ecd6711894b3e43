import type { Permissions } from '../../agents/agent.ts';
import { optionFor } from '../../agents/policy.ts';
import type { RunContext } from './context.ts';
import type { Runs } from './runs.ts';

/**
 * What a person has said always holds for a type of agent holds for those at work, too: questions that it answers are answered, those that wait
 * already and those to come. The agents' own policies were fixed when they were started.
 */
export class StandingAnswers {
  readonly #context: Pick<RunContext, 'log'>;
  readonly #runs: Pick<Runs, 'answer'>;
  readonly #permissions: () => Readonly<Record<string, Permissions>>;

  constructor(
    context: Pick<RunContext, 'log'>,
    runs: Pick<Runs, 'answer'>,
    permissions: () => Readonly<Record<string, Permissions>>,
  ) {
    this.#context = context;
    this.#runs = runs;
    this.#permissions = permissions;
    context.log.onEvent((event) => {
      // Not in the middle of telling the event: its answer is an event, too.
      if (event.kind === 'agent.waiting') queueMicrotask(() => this.apply());
    });
  }

  apply(): void {
    const permissions = this.#permissions();
    for (const run of Object.values(this.#context.log.state.runs)) {
      for (const { agent, phase, task, waiting } of Object.values(run.tasks)) {
        for (const request of waiting) {
          const rule = permissions[agent]?.[request.tool];
          const decided = request.forPerson !== true && (rule === 'allow' || rule === 'deny');
          const option = decided ? optionFor(request, rule) : undefined;
          if (option === undefined) continue;
          this.#runs.answer({ run: run.id, phase, task }, { request: request.id, option, remember: false });
        }
      }
    }
  }
}
