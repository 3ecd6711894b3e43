import { addRemembered } from '../../adapters/agents/remembered.ts';
import type { AgentEnd, AgentUpdate, PermissionRequest } from '../../agents/agent.ts';
import type { AgentLimits, Cut } from '../../agents/attendance.ts';
import { followUpPrompt } from '../../agents/follow-up.ts';
import { rememberAnswer, rememberedText } from '../../agents/remembered.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Phase, Task } from '../../plan/model/plan.ts';
import { sentence } from '../../protocol/explain.ts';
import { taskKey } from '../../run/state.ts';
import { AgentFeed } from './agent-feed.ts';
import { Attendant } from './attendant.ts';
import type { AgentStart } from './context.ts';
import type { Executing, GivenAnswer } from './executing.ts';
import { exactPrompt } from './hand-launch.ts';
import { portVariables } from './port-variables.ts';
import { Questions } from './questions.ts';

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
  readonly #feed: AgentFeed;
  readonly #questions: Questions;

  constructor(options: TurnOptions) {
    const { executing, phase, task, folder, start } = options;
    this.#options = options;
    const ref = { run: executing.run, phase: phase.id, task: task.id };
    this.#feed = new AgentFeed({ context: executing.context, ref, root: folder, takesUp: start.takesUp });
    this.#questions = new Questions((update) => this.#hear(update));
    this.#attendant = new Attendant(options.executing.context.clock, limitsOf(options));
    options.stopped.addEventListener('abort', () => this.#attendant.stop());
  }

  answer({ request, option, remember }: GivenAnswer): boolean {
    if (this.#questions.answer(request, option)) return true;
    if (remember) this.#remember(request, option);
    return this.#attendant.answer(request, option);
  }

  /** What a person has said of its type since it was started holds for it, too. */
  permit(): void {
    const { executing, task } = this.#options;
    this.#attendant.permit(executing.context.agents.permissions(executing.plan, task.agent));
  }

  #remember(id: string, option: string): void {
    const { executing, phase, task, folder } = this.#options;
    const request = executing.state().tasks[taskKey(phase.id, task.id)]?.waiting.find((one) => one.id === id);
    if (request === undefined) return;
    const added = rememberAnswer(task.agent, request, option, folder);
    const kept = addRemembered(executing.context.folders.permissionsFile, added);
    if (!kept.ok) {
      executing.context.report(sentence(kept.error));
      return;
    }
    const words =
      added.length === 0 ? ['nothing: the request does not say what it is about'] : added.map(rememberedText);
    for (const detail of words) this.#feed.take({ kind: 'other', name: 'remembered', detail });
  }

  /** A question that the agent puts through our own tools. */
  ask(question: Omit<PermissionRequest, 'id'>): Promise<string | undefined> {
    return this.#questions.ask(question);
  }

  async run(): Promise<Result<TurnEnd>> {
    const { executing, phase, task, start, folder } = this.#options;
    const { context, run, plan } = executing;
    const at = { phase: phase.id, task: task.id };
    const given = exactPrompt(context.log.folderOf(run)) ?? context.prompt(plan, task, start);
    const { texts } = executing.state().tasks[taskKey(phase.id, task.id)]?.followUps ?? { texts: [] };
    const prompt = texts.length === 0 ? given : followUpPrompt(texts, given);
    this.#feed.take({ kind: 'prompt', text: prompt });
    const launched = await this.#launch(prompt);
    const attended = launched.ok ? ok(await this.#attendant.attend(launched.value)) : launched;
    this.#questions.close();
    await this.#feed.close();
    await context.hooks.idle(run, folder);
    if (!attended.ok) return attended;
    const { end, gone } = attended.value;
    // Only then may another work here; and until then the journal knows its process.
    await gone;
    const { cut } = this.#attendant;
    if (!executing.left()) {
      const { stop, detail, denied, exit } = end;
      const limit = cut === undefined || cut.why === 'stopped' ? {} : { limit: cut.why };
      const more = { denied, ...(exit === undefined ? {} : { exit }), ...limit };
      context.log.record(run, at, { kind: 'agent.finished', stop, detail, ...more });
    }
    return ok({ end, cut });
  }

  #hear(update: AgentUpdate): void {
    this.#feed.take(update);
    this.#attendant.hear(update);
  }

  #launch(prompt: string) {
    const { executing, phase, task, start, folder, attempt, resume, stopped } = this.#options;
    const { context, run } = executing;
    const { title, command, speaks, env, model, mode, permissions } = start;
    const name = taskKey(phase.id, task.id);
    const facts = {
      PHASELINE_RUN: run,
      PHASELINE_TASK: name,
      ...portVariables(executing.state().tasks[name]?.ports ?? []),
      ...(task.issue === undefined ? {} : { PHASELINE_ISSUE: task.issue }),
    };
    const tools = context.toolServer();
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
        ...(mode === undefined ? {} : { mode }),
        resume,
        cancelled: stopped,
        ...(tools === undefined ? {} : { tools: { ...tools, env: { ...tools.env, ...facts } } }),
      },
      (update) => this.#hear(update),
    );
  }
}

function limitsOf({ task, start }: TurnOptions): AgentLimits {
  const time = task.timeoutMinutes === undefined ? {} : { time: task.timeoutMinutes * 60_000 };
  return { silence: usualSilence, ...start.limits, ...time };
}
