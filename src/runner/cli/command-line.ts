import { existsSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { demoAgentCommand } from '../demo/command.ts';
import { packageVersion } from '../version.ts';
import { agentCommand } from './agent.ts';
import { checkCommand } from './check.ts';
import { type Command, exitCode, type Io } from './command.ts';
import {
  answerCommand,
  approveCommand,
  discardCommand,
  mergeCommand,
  resolveCommand,
  retryCommand,
  tellCommand,
  unmergeCommand,
} from './decisions.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { holdCommand, releaseCommand } from './hold.ts';
import { hookCommand } from './hook.ts';
import { importCommand } from './import.ts';
import { issuesCommand } from './issues.ts';
import { mcpCommand } from './mcp.ts';
import { mergeIssuesCommand } from './merge-issues.ts';
import { preflightCommand } from './preflight.ts';
import { reportCommand } from './report.ts';
import { resumeCommand, runCommand } from './run.ts';
import { runnerCommand } from './runner.ts';
import { schemaCommand } from './schema.ts';
import { statusCommand } from './status.ts';
import { stopCommand } from './stop.ts';
import { transcriptCommand } from './transcript.ts';
import { versionCommand } from './version.ts';
import { worktreesCommand } from './worktrees.ts';

/** Every command that `--help` shows, in its order. */
const shown: readonly Command[] = [
  checkCommand,
  importCommand,
  exportCommand,
  issuesCommand,
  mergeIssuesCommand,
  hookCommand,
  agentCommand,
  preflightCommand,
  runCommand,
  statusCommand,
  stopCommand,
  resumeCommand,
  holdCommand,
  releaseCommand,
  retryCommand,
  tellCommand,
  answerCommand,
  approveCommand,
  mergeCommand,
  unmergeCommand,
  resolveCommand,
  discardCommand,
  reportCommand,
  transcriptCommand,
  worktreesCommand,
  mcpCommand,
  schemaCommand,
  versionCommand,
  doctorCommand,
];

/** Started by this program itself. */
const internal: readonly Command[] = [runnerCommand, demoAgentCommand(packageVersion)];

/** Reads the global options, finds the command, runs it; resolves to the exit code. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  const { io, rest, help, problem } = readGlobals(words);
  if (problem !== undefined) {
    io.err(`${problem} See "phaseline --help".`);
    return exitCode.usage;
  }
  const [name, ...own] = rest;
  const command = [...shown, ...internal].find((one) => one.name === name);
  if (command === undefined) {
    if (name === undefined ? help : name === 'help') {
      io.out(helpText());
      return exitCode.ok;
    }
    io.err(name === undefined ? helpText() : `There is no command ${name}. See "phaseline --help".`);
    return exitCode.usage;
  }
  if (help) {
    io.out(`phaseline ${command.usage}\n\n  ${command.summary}`);
    return exitCode.ok;
  }
  return command.run(own, io);
}

type Globals = {
  readonly io: Io;
  readonly rest: readonly string[];
  readonly help: boolean;
  readonly problem: string | undefined;
};

/** Global options may stand before or after the command; `--` ends them, so that a prompt may hold anything. */
function readGlobals(words: readonly string[]): Globals {
  const flags = { quiet: false, verbose: false, 'no-color': false, help: false };
  const rest: string[] = [];
  let cwd = process.cwd();
  let problem: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const flag = word.startsWith('--') ? word.slice(2) : word === '-h' ? 'help' : '';
    if (word === '--') {
      rest.push(...words.slice(at));
      break;
    }
    if (word === '-C') {
      at += 1;
      const folder = words[at];
      if (folder === undefined) problem = '-C takes a folder.';
      else cwd = path.resolve(cwd, folder);
      if (folder !== undefined && !isFolder(cwd)) problem = `-C ${folder}: there is no such folder.`;
    } else if (isFlag(flag, flags)) flags[flag] = true;
    else rest.push(word);
  }
  return { io: makeIo(cwd, flags), rest, help: flags.help, problem };
}

/** A mistyped `-C` must not make a folder of that name with a runner in it. */
const isFolder = (folder: string): boolean => existsSync(`${folder}${path.sep}.`);

const isFlag = <F extends object>(name: string, flags: F): name is Extract<keyof F, string> =>
  name !== '' && Object.hasOwn(flags, name);

function makeIo(
  cwd: string,
  flags: { readonly quiet: boolean; readonly verbose: boolean; readonly 'no-color': boolean },
): Io {
  const interrupt = new AbortController();
  let heard = false;
  process.on('SIGINT', () => {
    if (interrupt.signal.aborted || !heard) process.exit(exitCode.stopped);
    interrupt.abort();
  });
  // Whoever reads our output may have read enough.
  process.stdout.on('error', () => process.exit(exitCode.ok));
  return {
    cwd,
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => {
      if (!flags.quiet) process.stderr.write(`${line}\n`);
    },
    readStandardInput: () => text(process.stdin),
    onInterrupt: (stop) => {
      heard = true;
      interrupt.signal.addEventListener('abort', stop, { once: true });
      return {
        dispose: () => {
          heard = false;
          interrupt.signal.removeEventListener('abort', stop);
        },
      };
    },
    color: process.stdout.isTTY === true && !flags['no-color'] && (process.env['NO_COLOR'] ?? '') === '',
    quiet: flags.quiet,
    verbose: flags.verbose,
  };
}

function helpText(): string {
  const width = Math.max(...shown.map(({ name }) => name.length));
  const rows = shown.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'phaseline COMMAND [WORDS]',
    '',
    ...rows,
    '',
    '  -C DIR  as if started there · --quiet · --verbose · --no-color · --help (also after a command)',
    '',
    'Exit codes: 0 it went well · 1 it did not · 2 the words were wrong · 130 stopped.',
  ].join('\n');
}
