import { packageVersion } from '../version.ts';
import { readOptions } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { refuse } from './runner-link.ts';

export const versionCommand: Command = {
  name: 'version',
  usage: 'version',
  summary: 'versions of Phaseline and of what it runs on',
  run: async (words, io) => {
    const read = readOptions('version', words, {});
    if (!read.ok) return refuse(io, read.error);
    io.out(`phaseline ${packageVersion}\nnode ${process.versions.node}`);
    return exitCode.ok;
  },
};
