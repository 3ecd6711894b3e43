import type { AgentEnd, AgentHandle, AgentUpdate, Permissions } from '../../agents/agent.ts';
import {
  type AgentLimits,
  type Attendance,
  attend,
  beginAttendance,
  type Cut,
  type Happening,
  nextLook,
} from '../../agents/attendance.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';

/** Watches one turn of an agent and ends it, politely and then surely, when it is stopped or runs out of something. */
export class Attendant {
  readonly #clock: Clock;
  readonly #limits: AgentLimits;
  #turn: Attendance;
  #agent: AgentHandle | undefined;
  #permissions: Permissions | undefined;
  #look: Disposable | undefined;

  /** Begins with the launch: an agent that never says anything is cut off as well. */
  constructor(clock: Clock, limits: AgentLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#turn = beginAttendance(clock.now());
  }

  /** Why the turn was cut short, where it was. */
  get cut(): Cut | undefined {
    return this.#turn.cut;
  }

  hear(update: AgentUpdate): void {
    this.#happened({ kind: 'update', update });
  }

  stop(): void {
    this.#happened({ kind: 'stop' });
  }

  /** Whether there was an agent to hear it. */
  answer(request: string, option: string): boolean {
    this.#agent?.answer(request, option);
    return this.#agent !== undefined;
  }

  /** From now on its requests are decided by these, also where it is only being started. */
  permit(permissions: Permissions): void {
    this.#permissions = permissions;
    this.#agent?.permit(permissions);
  }

  /** Resolves when the turn is over; `gone` when nothing of the agent goes on any more. */
  async attend(agent: AgentHandle): Promise<{ readonly end: AgentEnd; readonly gone: Promise<void> }> {
    this.#agent = agent;
    if (this.#permissions !== undefined) agent.permit(this.#permissions);
    if (this.#turn.cut !== undefined) void agent.cancel();
    this.#happened({ kind: 'time' });
    const end = await agent.ended;
    this.#happened({ kind: 'end' });
    this.#agent = undefined;
    return { end, gone: agent.end() };
  }

  #happened(happening: Happening): void {
    const now = this.#clock.now();
    const { cut } = this.#turn;
    this.#turn = attend(this.#turn, happening, now, this.#limits);
    if (cut === undefined && this.#turn.cut !== undefined) void this.#agent?.cancel();
    this.#plan(now);
  }

  /** One timer, moved only when it is due: updates come by the thousand. */
  #plan(now: number): void {
    const next = nextLook(this.#turn, this.#limits);
    if (next === undefined || this.#agent === undefined) {
      this.#look?.dispose();
      this.#look = undefined;
      return;
    }
    this.#look ??= this.#clock.after(Math.max(0, next - now), () => {
      this.#look = undefined;
      this.#happened({ kind: 'time' });
    });
  }
}
