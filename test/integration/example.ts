import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { RunEvent } from '../../src/run/events.ts';

const root = path.resolve(import.meta.dirname, '../..');
const cli = path.join(root, 'dist/cli.js');

export type CliEnd = {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly RunEvent[];
};

/** The example as a newcomer has it: a fresh copy in a repository of its own, driven by the built command line. */
export class Example {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cli = cli;

  constructor(env: Readonly<Record<string, string>> = {}) {
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-example-'));
    this.env = { ...process.env, PHASELINE_IDLE_MS: '2000', ...env };
    cpSync(path.join(root, 'examples/novacron'), this.folder, { recursive: true });
    this.git('init', '-q', '-b', 'main');
    this.git('config', 'user.name', 'Tester');
    this.git('config', 'user.email', 'tester@example.invalid');
    this.commit('Start');
  }

  get plan(): string {
    return path.join(this.folder, 'novacron.phaseplan.yaml');
  }

  git(...words: readonly string[]): string {
    return execFileSync('git', words, { cwd: this.folder, encoding: 'utf8' });
  }

  commit(message: string): void {
    this.git('add', '-A');
    this.git('commit', '-q', '-m', message);
  }

  /** Changes the plan's text; what is to be replaced must be there. */
  editPlan(old: string, next: string): void {
    const text = readFileSync(this.plan, 'utf8');
    if (!text.includes(old)) throw new Error(`the plan does not hold ${old}`);
    writeFileSync(this.plan, text.replace(old, next));
  }

  start(...words: readonly string[]): ChildProcess {
    return startCli(this.folder, this.env, words);
  }

  /** Runs a command to its end. */
  run(...words: readonly string[]): Promise<CliEnd> {
    return finished(this.start(...words));
  }

  /** Starts a command that prints events and calls for each. */
  follow(
    words: readonly string[],
    onEvent: (event: RunEvent) => void,
  ): { readonly child: ChildProcess; readonly end: Promise<CliEnd> } {
    return followCli(this.folder, this.env, words, onEvent);
  }

  get runnerPid(): number | undefined {
    const file = path.join(this.folder, '.phaseline/runner.json');
    if (!existsSync(file)) return undefined;
    const { pid }: { pid: number } = JSON.parse(readFileSync(file, 'utf8'));
    return pid;
  }

  /** Ends the runner, politely, and removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    const pid = this.runnerPid;
    if (pid !== undefined) endProcess(pid, 'SIGTERM');
    if (pid !== undefined) await gone(pid);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function startCli(cwd: string, env: NodeJS.ProcessEnv, words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [cli, ...words], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Starts a command that prints events in a folder, and calls for each. */
export function followCli(
  cwd: string,
  env: NodeJS.ProcessEnv,
  words: readonly string[],
  onEvent: (event: RunEvent) => void,
): { readonly child: ChildProcess; readonly end: Promise<CliEnd> } {
  const child = startCli(cwd, env, words);
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on('line', (line) => {
      for (const event of eventsIn(line)) onEvent(event);
    });
  return { child, end: finished(child) };
}

export function endProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Resolves when a process that is not our child has ended; its end tells nobody else, so it is looked for. */
export async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function finished(child: ChildProcess): Promise<CliEnd> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (exit) => resolve({ exit, stdout, stderr, events: eventsIn(stdout) }));
  });
}

/** Lines that are events; a line that a kill tore in two is none. */
function eventsIn(stdout: string): readonly RunEvent[] {
  return stdout.split('\n').flatMap((line): readonly RunEvent[] => {
    try {
      const value = JSON.parse(line);
      return typeof value?.kind === 'string' ? [value] : [];
    } catch {
      return [];
    }
  });
}

/** Events of one kind, typed. */
export function only<K extends RunEvent['kind']>(
  events: readonly RunEvent[],
  kind: K,
): readonly Extract<RunEvent, { kind: K }>[] {
  return events.filter((event): event is Extract<RunEvent, { kind: K }> => event.kind === kind);
}
