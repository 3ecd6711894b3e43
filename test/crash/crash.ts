// One run of a small plan in which somebody is killed at some step, then everything that must hold once the run has been resumed to its end.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunEvent } from '../../src/run/events.ts';
import { endProcess, followCli, gone } from '../integration/example.ts';
import { randomFrom } from './random.ts';

export const victims = ['runner', 'agent', 'adapter', 'git'] as const;
export type Victim = (typeof victims)[number];

/** Steps at which somebody is killed: every kind of event that such a run has. */
const moments = [
  'run.started',
  'phase.started',
  'task.started',
  'task.worktree',
  'agent.spawned',
  'agent.started',
  'edit',
  'agent.finished',
  'task.committed',
  'step.started',
  'step.finished',
  'task.verified',
  'task.merging',
  'task.merged',
  'task.finished',
  'evidence',
  'phase.finished',
] as const;
/** Those at which an agent lives, or soon will. */
const withAgent = ['task.worktree', 'agent.spawned', 'agent.started', 'edit'] as const;

export type Crash = {
  readonly seed: number;
  readonly victim: Victim;
  readonly moment: string;
  /** Milliseconds after the event. */
  readonly delay: number;
  /** Its agents hear neither the end of their input nor a polite signal. */
  readonly stubborn: boolean;
  /** Somebody was there to be killed. */
  readonly hit: boolean;
  readonly resumes: number;
  /** What does not hold, in words; empty when all is well. */
  readonly wrong: readonly string[];
};

const mostResumes = 6;
/** Milliseconds in which an agent that was announced has come to life. */
const patience = 5000;

/** Plays the crash that a seed stands for. */
export async function crash(seed: number): Promise<Crash> {
  const random = randomFrom(seed);
  const pick = <T>(choices: readonly T[]): T | undefined => choices[Math.floor(random() * choices.length)];
  const victim = victims[seed % victims.length] ?? 'runner';
  const moment = pick(victim === 'agent' || victim === 'adapter' ? withAgent : moments) ?? 'run.started';
  // A call of Git lasts a few milliseconds, everything else goes on for longer.
  const delay = Math.floor(random() * (victim === 'git' ? 10 : 60));
  const stubborn = random() < 0.3;
  const place = new Place(seed, stubborn);
  try {
    const hit = await place.killOnce(victim, moment, delay);
    const resumes = await place.resumeToTheEnd();
    await place.lookIn();
    await place.endRunner();
    return { seed, victim, moment, delay, stubborn, hit, resumes, wrong: place.faults() };
  } finally {
    await place.remove();
  }
}

const plan = `version: 1
name: crash
runners: { ledger: { acp: { command: [node, adapter.cjs] } } }
agents: { worker: { runner: ledger } }
phases:
  one:
    tasks:
      a: { agent: worker, retries: 1, prompt: a, verify: [{ run: node --check agent.cjs }] }
      b: { agent: worker, retries: 1, prompt: b, verify: [{ run: node --check agent.cjs }] }
    criteria:
      both: { run: git ls-files --error-unmatch one-a.txt one-b.txt }
`;
const tasks = ['a', 'b'] as const;

class Place {
  readonly #root: string;
  readonly #workspace: string;
  readonly #ledger: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #events: RunEvent[] = [];
  readonly #mark: string;

  constructor(seed: number, stubborn: boolean) {
    this.#root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'phaseline-crash-')));
    this.#mark = `CRASH_RUN=${seed}-${path.basename(this.#root)}`;
    this.#workspace = path.join(this.#root, 'work');
    this.#ledger = path.join(this.#root, 'ledger');
    const bin = path.join(this.#root, 'bin');
    for (const folder of [this.#workspace, this.#ledger, bin]) mkdirSync(folder);
    const programs = path.join(import.meta.dirname, 'programs');
    for (const name of ['agent.cjs', 'adapter.cjs'])
      cpSync(path.join(programs, name), path.join(this.#workspace, name));
    cpSync(path.join(programs, 'git.sh'), path.join(bin, 'git'));
    chmodSync(path.join(bin, 'git'), 0o755);
    const [name = '', value = ''] = this.#mark.split('=');
    this.#env = {
      ...process.env,
      PATH: [bin, process.env['PATH']].join(path.delimiter),
      PHASELINE_IDLE_MS: '2000',
      CRASH_GIT: execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim(),
      CRASH_LEDGER: this.#ledger,
      [name]: value,
      ...(stubborn ? { CRASH_STUBBORN: '1' } : {}),
    };
    writeFileSync(path.join(this.#workspace, 'crash.phaseplan.yaml'), plan);
    this.#git('init', '-q', '-b', 'main');
    this.#git('config', 'user.name', 'Tester');
    this.#git('config', 'user.email', 'tester@example.invalid');
    this.#git('add', '-A');
    this.#git('commit', '-q', '-m', 'Start');
  }

  /** Runs the plan and kills the victim at the first event of this kind; whether it was there to be killed. */
  async killOnce(victim: Victim, moment: string, delay: number): Promise<boolean> {
    let killing: Promise<boolean> | undefined;
    await this.#follow(['run', 'crash.phaseplan.yaml', '--yes', '--json'], (event) => {
      if (event.kind !== moment || killing !== undefined) return;
      killing = this.#kill(victim, event, delay);
    });
    const killed = (await killing) ?? false;
    return victim === 'git' ? this.#lines('hit').length > 0 : killed;
  }

  async #kill(victim: Victim, event: RunEvent, delay: number): Promise<boolean> {
    if (victim === 'git') {
      writeFileSync(path.join(this.#ledger, 'kill-git'), String(delay / 1000));
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, delay));
    const pid = victim === 'runner' ? this.#runner() : await this.#next(`${victim}s`);
    if (pid === undefined) return false;
    endProcess(pid, 'SIGKILL');
    if (victim === 'runner') await gone(pid);
    return event.run !== '';
  }

  /** As a person would: resumes until every gate is met; how often that took. */
  async resumeToTheEnd(): Promise<number> {
    for (let resumes = 0; ; resumes += 1) {
      if (this.#outcome() === 'met' || resumes === mostResumes) return resumes;
      await this.#follow(['resume', '--json'], () => undefined);
    }
  }

  /** Whoever comes next has a runner again, which ends what the killed one left. */
  async lookIn(): Promise<void> {
    await this.#follow(['status', '--json'], () => undefined);
  }

  async endRunner(): Promise<void> {
    const pid = this.#runner();
    if (pid === undefined) return;
    endProcess(pid, 'SIGTERM');
    await gone(pid);
  }

  async remove(): Promise<void> {
    await this.endRunner();
    for (const pid of this.#orphans()) endProcess(pid, 'SIGKILL');
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 5 });
  }

  faults(): readonly string[] {
    if (this.#outcome() !== 'met') return [`the run did not come to its end: ${this.#why()}`];
    const doubled = this.#lines('doubled').map((name) => `two agents worked on ${name} at once`);
    const orphans = this.#orphans().map((pid) => `process ${pid} is left`);
    return [...tasks.flatMap((task) => this.#faultsOf(task)), ...doubled, ...orphans, ...this.#strayWorktrees()];
  }

  #faultsOf(task: string): readonly string[] {
    const branch = this.#of('phase.started').at(-1);
    const gathered =
      branch?.kind === 'phase.started' ? this.#git('show', `${branch.branch}:one-${task}.txt`).split('\n') : [];
    const lost = this.#lines(`one-${task}.txt`).filter((line) => !gathered.includes(line));
    const ends = this.#of('task.finished').filter(
      (event) => event.task === task && event.kind === 'task.finished' && event.state === 'done',
    );
    return [
      ...lost.map((line) => `lost: ${line}`),
      ...(ends.length === 1 ? [] : [`${task} was done ${ends.length} times`]),
    ];
  }

  /** Every worktree on disk is known to Git and the other way round, one each for the phase and its tasks, none locked, half merged or half made. */
  #strayWorktrees(): readonly string[] {
    const listed = this.#git('worktree', 'list', '--porcelain')
      .split('\n\n')
      .filter((entry) => entry.trim() !== '')
      .slice(1);
    const folders = listed.map((entry) => /^worktree (.+)$/m.exec(entry)?.[1] ?? '');
    const wanted = this.#journalFolders();
    const onDisk = readdirSync(path.join(this.#workspace, '.phaseline/worktrees'), {
      recursive: true,
      encoding: 'utf8',
    })
      .filter((name) => path.basename(name) === '.git')
      .map((name) => path.dirname(path.join(this.#workspace, '.phaseline/worktrees', name)));
    const leftovers = ['index.lock', 'MERGE_HEAD', 'locked'].flatMap((name) =>
      readdirSync(path.join(this.#workspace, '.git/worktrees'), { recursive: true, encoding: 'utf8' })
        .filter((file) => path.basename(file) === name)
        .map((file) => `left in .git/worktrees: ${file}`),
    );
    return [
      ...folders.filter((folder) => !wanted.has(folder)).map((folder) => `stray worktree ${folder}`),
      ...onDisk
        .filter((folder) => !folders.includes(folder))
        .map((folder) => `folder that Git does not know: ${folder}`),
      ...folders.filter((folder) => !existsSync(folder)).map((folder) => `worktree without a folder: ${folder}`),
      ...leftovers,
    ];
  }

  #journalFolders(): ReadonlySet<string> {
    return new Set(
      this.#journal().flatMap((event) =>
        event.kind === 'task.worktree' ? [event.folder] : event.kind === 'phase.started' ? [event.worktree] : [],
      ),
    );
  }

  /** Processes of this run that live: on Linux by what they were started with, elsewhere those that wrote their numbers down. */
  #orphans(): readonly number[] {
    const noted = this.#lines('pids').map(Number).filter(isThere);
    if (process.platform !== 'linux') return noted;
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) && this.#isOurs(name) ? [Number(name)] : []));
  }

  #isOurs(pid: string): boolean {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(this.#mark);
    } catch {
      return false;
    }
  }

  async #follow(words: readonly string[], onEvent: (event: RunEvent) => void): Promise<void> {
    const { end } = followCli(this.#workspace, this.#env, words, (event) => {
      this.#events.push(event);
      onEvent(event);
    });
    await end;
  }

  #of(kind: RunEvent['kind']): readonly RunEvent[] {
    return this.#journal().filter((event) => event.kind === kind);
  }

  #journal(): readonly RunEvent[] {
    const folder = path.join(this.#workspace, '.phaseline/journal');
    const runs = existsSync(folder) ? readdirSync(folder).filter((name) => name !== 'workspace') : [];
    return runs.flatMap((run) => {
      const file = path.join(folder, run, 'events.jsonl');
      return existsSync(file) ? readFileSync(file, 'utf8').split('\n').flatMap(parsed) : [];
    });
  }

  #outcome(): string | undefined {
    const last = this.#of('run.finished').at(-1);
    const journal = this.#journal();
    return last?.kind === 'run.finished' && journal.at(-1) === journal.findLast(({ kind }) => kind === 'run.finished')
      ? last.outcome
      : undefined;
  }

  #why(): string {
    const last = this.#journal().at(-1);
    return JSON.stringify(last ?? 'nothing was journaled').slice(0, 400);
  }

  #runner(): number | undefined {
    const file = path.join(this.#workspace, '.phaseline/runner.json');
    if (!existsSync(file)) return undefined;
    const { pid }: { pid: number } = JSON.parse(readFileSync(file, 'utf8'));
    return pid;
  }

  /** The newest that lives, or the next that comes to life while the run is still likely to start one. */
  async #next(name: string): Promise<number | undefined> {
    for (const deadline = Date.now() + patience; ; await new Promise((resolve) => setTimeout(resolve, 5))) {
      const living = this.#lines(name).map(Number).filter(isThere).at(-1);
      if (living !== undefined || Date.now() > deadline || this.#outcome() !== undefined) return living;
    }
  }

  #lines(name: string): readonly string[] {
    const file = path.join(this.#ledger, name);
    return existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : [];
  }

  #git(...words: readonly string[]): string {
    return execFileSync('git', words, { cwd: this.#workspace, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  }
}

function parsed(line: string): readonly RunEvent[] {
  try {
    return line === '' ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
