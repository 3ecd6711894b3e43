import * as vscode from 'vscode';
import type { RunnerSettings } from '../protocol/requests.ts';
import { defaultSettings, type Settings } from '../protocol/settings.ts';

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

/** What the runner is told of the settings; empty ones are left out. */
export function runnerSettings(
  scope: vscode.Uri,
  activePlan: string | undefined,
  agreedHooks: readonly string[],
): RunnerSettings {
  const agent = readSetting('agent', scope);
  const hooks = readSetting('hooks', scope);
  const claudeFlow = readSetting('claudeFlow.path', scope) || readSetting('claudeFlow.version', scope);
  return {
    maxAgents: readSetting('maxAgents', scope),
    agreedHooks,
    maxLoad: readSetting('maxLoad', scope),
    agentTools: readSetting('agentTools', scope),
    minFreeMemory: readSetting('minFreeMemory', scope),
    mergeWay: readSetting('mergeWay', scope),
    permissions: readSetting('permissions', scope),
    ...(agent === '' ? {} : { agent }),
    ...(hooks.length === 0 ? {} : { hooks }),
    ...(claudeFlow === '' ? {} : { claudeFlow }),
    ...(activePlan === undefined ? {} : { activePlan }),
  };
}
