import { packageVersion } from '../version.ts';
import { type Command, exitCode } from './command.ts';

export const versionCommand: Command = {
  name: 'version',
  usage: 'version',
  summary: 'versions of Phaseline and of what it runs on',
  run: async (_words, io) => {
    io.out(`phaseline ${packageVersion}\nnode ${process.versions.node}`);
    return exitCode.ok;
  },
};
