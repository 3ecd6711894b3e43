import type { AgentEnd, AgentUpdate } from '../../agents/agent.ts';
import type { AgentLimits, Cut } from '../../agents/attendance.ts';
import { followUpPrompt } from '../../agents/follow-up.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Phase, Task } from '../../plan/model/plan.ts';
import { taskKey } from '../../run/state.ts';
import { AgentFeed } from './agent-feed.ts';
import { Attendant } from './attendant.ts';
import type { AgentStart } from './context.ts';
import type { Executing } from './executing.ts';
import { exactPrompt } from './hand-launch.ts';

export type TurnOptions = {
  readonly executing: Executing;
  readonly phase: Phase;
  readonly task: Task;
  readonly start: AgentStart;
  /** Absolute folder that the agent works in. */
  readonly folder: string;
  readonly attempt: number;
  /** Session of an earlier attempt. */
  readonly resume: string | undefined;
  /** Aborted when the task is stopped. */
  readonly stopped: AbortSignal;
};

/** How the turn ended, and what cut it short where something did. */
export type TurnEnd = { readonly end: AgentEnd; readonly cut: Cut | undefined };

/** An agent that says nothing for so long, and waits for nobody, has most likely lost its service. */
const usualSilence = 20 * 60_000;

/** One agent from its launch to the end of its turn, everything that it changed reported. */
export class AgentTurn {
  readonly #options: TurnOptions;
  readonly #attendant: Attendant;

  constructor(options: TurnOptions) {
    this.#options = options;
    this.#attendant = new Attendant(options.executing.context.clock, limitsOf(options));
    options.stopped.addEventListener('abort', () => this.#attendant.stop());
  }

  answer(request: string, option: string): boolean {
    return this.#attendant.answer(request, option);
  }

  async run(): Promise<Result<TurnEnd>> {
    const { executing, phase, task, start, folder } = this.#options;
    const { context, run, plan } = executing;
    const at = { phase: phase.id, task: task.id };
    const feed = new AgentFeed({ context, ref: { run, ...at }, root: folder });
    const given = exactPrompt(context.log.folderOf(run)) ?? context.prompt(plan, task, start);
    const { texts } = executing.state().tasks[taskKey(phase.id, task.id)]?.followUps ?? { texts: [] };
    const prompt = texts.length === 0 ? given : followUpPrompt(texts, given);
    feed.take({ kind: 'prompt', text: prompt });
    const hear = (update: AgentUpdate): void => {
      feed.take(update);
      this.#attendant.hear(update);
    };
    const launched = await this.#launch(prompt, hear);
    const end = launched.ok ? ok(await this.#attendant.attend(launched.value)) : launched;
    await feed.close();
    await context.hooks.idle(run, folder);
    if (!end.ok) return end;
    const { cut } = this.#attendant;
    if (!executing.left()) {
      const { stop, detail, denied, exit } = end.value;
      const limit = cut === undefined || cut.why === 'stopped' ? {} : { limit: cut.why };
      const more = { denied, ...(exit === undefined ? {} : { exit }), ...limit };
      context.log.record(run, at, { kind: 'agent.finished', stop, detail, ...more });
    }
    return ok({ end: end.value, cut });
  }

  #launch(prompt: string, hear: (update: AgentUpdate) => void) {
    const { executing, phase, task, start, folder, attempt, resume, stopped } = this.#options;
    const { context, run } = executing;
    const { title, command, speaks, env, model, permissions } = start;
    const name = taskKey(phase.id, task.id);
    const facts = {
      PHASELINE_RUN: run,
      PHASELINE_TASK: name,
      ...(task.issue === undefined ? {} : { PHASELINE_ISSUE: task.issue }),
    };
    return context.launch(
      {
        id: `${run}/${name}#${attempt}`,
        title,
        command,
        speaks,
        env: { ...env, ...facts },
        cwd: folder,
        prompt,
        model,
        permissions,
        resume,
        cancelled: stopped,
      },
      hear,
    );
  }
}

function limitsOf({ task, start }: TurnOptions): AgentLimits {
  const time = task.timeoutMinutes === undefined ? {} : { time: task.timeoutMinutes * 60_000 };
  return { silence: usualSilence, ...start.limits, ...time };
}
