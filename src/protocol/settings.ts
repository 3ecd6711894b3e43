/**
 * What a person can set under `phaseline.*`, with the defaults. The manifest describes the same for the settings editor and is checked
 * against this table; `readSettings` reads it whatever the values' source holds.
 */
import type { Permissions } from '../agents/agent.ts';
import type { Json } from '../base/json.ts';
import type { HookMoment } from '../hooks/rule.ts';
import type { Levels } from '../plan/model/levels.ts';
import type { MergeWay } from '../run/ports.ts';

/** A hook in the form that it has in a plan; read, and complained about, as one. */
export type HookSetting = { readonly on: HookMoment } & Readonly<Record<string, Json>>;

export type Settings = {
  /** Agent program for types that name none; empty: the first one found. */
  readonly agent: string;
  /** Most agents at once, over all plans. */
  readonly maxAgents: number;
  /** Above this load by core no agent starts beside others. */
  readonly maxLoad: number;
  /** With less megabytes of free memory than this none does either. */
  readonly minFreeMemory: number;
  /** How finished work is brought onto the phase's branch, and offered first for your own. */
  readonly mergeWay: MergeWay;
  /** By agent type, then by kind of tool: goes before what the plan says of the type. */
  readonly permissions: Readonly<Record<string, Permissions>>;
  /** Whether agents are offered the plan and the issues as tools. */
  readonly agentTools: boolean;
  readonly hooks: readonly HookSetting[];
  /** Folder of an installed claude-flow; empty: look for it. */
  readonly 'claudeFlow.path': string;
  /** Exact version to use where none is installed. */
  readonly 'claudeFlow.version': string;
  /** Workspace-relative path of the plan that views show; empty: the one that is there, or the last one chosen. */
  readonly activePlan: string;
  readonly 'issues.groupBy': IssueGrouping;
  /** By code of the diagnostic; a code that is absent keeps its own severity. */
  readonly 'plan.severities': Levels;
  readonly 'trace.server': 'off' | 'messages' | 'verbose';
};

export const issueGroupings = ['epic', 'ready', 'phase', 'status', 'assignee', 'label', 'priority'] as const;
export type IssueGrouping = (typeof issueGroupings)[number];

export const defaultSettings: Settings = {
  agent: '',
  maxAgents: 8,
  maxLoad: 8,
  minFreeMemory: 512,
  mergeWay: 'merge',
  permissions: {},
  agentTools: true,
  hooks: [],
  'claudeFlow.path': '',
  'claudeFlow.version': '',
  activePlan: '',
  'issues.groupBy': 'epic',
  'plan.severities': {},
  'trace.server': 'off',
};
