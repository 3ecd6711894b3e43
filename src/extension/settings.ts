import * as vscode from 'vscode';
import type { RunnerSettings } from '../protocol/requests.ts';
import { defaultSettings, type Settings } from '../protocol/settings.ts';
import type { Model } from './model.ts';

const section = 'phaseline';

/** A setting as the person has it, for a folder where it may differ between folders. */
export function readSetting<K extends keyof Settings>(key: K, scope?: vscode.Uri): Settings[K] {
  return vscode.workspace.getConfiguration(section, scope).get<Settings[K]>(key, defaultSettings[key]);
}

export async function writeSetting<K extends keyof Settings>(key: K, value: Settings[K]): Promise<void> {
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration(section).update(key, value, target);
}

export const onSettings = (listener: () => void): vscode.Disposable =>
  vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(section)) listener();
  });

/** What the runner is told of the settings: all of them, since what is not told stays as it was. The active plan only once plans were looked for. */
export function runnerSettings(
  scope: vscode.Uri,
  { plans, active }: Pick<Model, 'plans' | 'active'>,
  agreedHooks: readonly string[],
): RunnerSettings {
  return {
    ...(plans === undefined ? {} : { activePlan: active?.path ?? '' }),
    agent: readSetting('agent', scope),
    agentTools: readSetting('agentTools', scope),
    agreedHooks,
    claudeFlow: readSetting('claudeFlow.path', scope) || readSetting('claudeFlow.version', scope),
    hooks: readSetting('hooks', scope),
    maxAgents: readSetting('maxAgents', scope),
    maxLoad: readSetting('maxLoad', scope),
    mergeWay: readSetting('mergeWay', scope),
    minFreeMemory: readSetting('minFreeMemory', scope),
    permissions: readSetting('permissions', scope),
  };
}
