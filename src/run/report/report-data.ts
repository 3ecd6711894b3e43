import type { HookEntry } from '../state.ts';

/** What a run did, ready to be shown: every figure computed, nothing worded but the sentences. The shape of `report -o x.json`. */
export type ReportData = {
  readonly version: 1;
  readonly run: string;
  readonly title: string;
  /** Workspace-relative path of the plan; empty for an agent launched by hand. */
  readonly plan: string;
  readonly outcome: 'met' | 'not-met' | 'stopped' | 'running';
  readonly sentence: string;
  readonly startedAt: string;
  readonly finishedAt: string | undefined;
  readonly milliseconds: number;
  readonly base: string;
  readonly totals: ReportTotals;
  readonly phases: readonly ReportPhase[];
  /** Criteria of the whole plan. */
  readonly criteria: readonly ReportCriterion[];
  /** Steps before the first phase. */
  readonly setup: readonly ReportStep[];
  readonly timeline: ReportTimeline;
  readonly bottlenecks: readonly string[];
  readonly hooks: ReportHooks;
};

export type ReportTotals = {
  readonly tasks: number;
  readonly done: number;
  readonly failed: number;
  readonly criteria: number;
  readonly met: number;
  readonly tokens: number;
  /** US dollars; undefined: no agent said. */
  readonly cost: number | undefined;
  /** Distinct files that tasks changed. */
  readonly files: number;
  readonly edits: number;
};

export type ReportPhase = {
  readonly id: string;
  readonly title: string;
  readonly state: 'waiting' | 'running' | 'met' | 'not-met';
  readonly reason: string;
  readonly branch: string;
  readonly startedAt: string | undefined;
  readonly milliseconds: number;
  readonly tasks: readonly ReportTask[];
  readonly criteria: readonly ReportCriterion[];
  readonly steps: readonly ReportStep[];
};

export type ReportTask = {
  readonly id: string;
  readonly title: string;
  /** Type of agent, and the program that played it where it started. */
  readonly agent: string;
  readonly program: string | undefined;
  readonly issue: string | undefined;
  readonly state: string;
  readonly reason: string;
  readonly attempt: number;
  readonly startedAt: string | undefined;
  readonly milliseconds: number;
  readonly tokens: number;
  readonly cost: number | undefined;
  readonly files: readonly string[];
  readonly branch: string | undefined;
  readonly commit: string | undefined;
  readonly merged: boolean;
  readonly steps: readonly ReportStep[];
};

export type ReportCriterion = {
  readonly id: string;
  readonly title: string;
  /** `open`: it was not checked, or nobody approved it yet. */
  readonly state: 'met' | 'not-met' | 'open';
  readonly manual: boolean;
  readonly command: string;
  readonly exit: number | undefined;
  readonly found: string;
  readonly output: string;
  readonly reason: string;
  readonly milliseconds: number;
  readonly commit: string;
  readonly time: string | undefined;
};

export type ReportStep = {
  readonly step: string;
  readonly place: string;
  readonly command: string;
  /** `unavailable`: it could not be tried, because something is not on this machine. */
  readonly state: 'running' | 'ok' | 'failed' | 'unavailable';
  readonly exit: number | undefined;
  readonly output: string;
  readonly reason: string;
  readonly milliseconds: number;
};

export type ReportTimeline = {
  readonly from: string;
  readonly to: string;
  readonly bars: readonly {
    readonly phase: string;
    readonly title: string;
    readonly agent: string;
    readonly state: string;
    /** Share of the timeline, from 0 to 1. */
    readonly start: number;
    readonly end: number;
  }[];
};

export type ReportHooks = {
  readonly fired: number;
  readonly failed: number;
  readonly unavailable: number;
  readonly rules: readonly {
    readonly title: string;
    readonly on: string;
    readonly fired: number;
    readonly failed: number;
    readonly slowest: number;
  }[];
  /** The slowest and every failed one, bounded. */
  readonly notable: readonly {
    readonly title: string;
    readonly subject: string;
    readonly state: HookEntry['state'];
    readonly milliseconds: number;
    readonly reason: string;
  }[];
};
