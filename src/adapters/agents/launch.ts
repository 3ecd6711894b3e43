import type { AgentLauncher } from '../../agents/agent.ts';
import { launchAcp } from '../acp/launch.ts';
import { launchCommand } from '../headless/launch.ts';
import { agentEnvironment, askingEnvironment } from './environment.ts';

/** Starts agents of every kind; `version` is ours, told to them. */
export const createLauncher =
  (version: string): AgentLauncher =>
  (launch, onUpdate) => {
    const environment = agentEnvironment(launch.command, launch.env);
    return launch.speaks === 'acp'
      ? launchAcp(launch, { ...askingEnvironment(launch.permissions), ...environment }, version, onUpdate)
      : launchCommand(launch, environment, onUpdate);
  };
