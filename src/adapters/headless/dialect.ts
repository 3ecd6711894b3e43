import type { AgentEnd, AgentLaunch, AgentUpdate, PermissionRequest } from '../../agents/agent.ts';

/** Reads what one headless agent prints, line by line, and judges its end. */
export type Reader = {
  read(line: string): readonly AgentUpdate[];
  /** A line of its standard error, where that says what the other stream does not. */
  complain?(line: string): readonly AgentUpdate[];
  /** Asked once the process is gone. `stderr`: head and tail of what it wrote there. */
  end(exit: number | undefined, stderr: string): AgentEnd;
};

/** A policy as words of a command line, and what is to be known of it. */
export type ToldPolicy = {
  readonly words: readonly string[];
  /** For the transcript. */
  readonly notes: readonly string[];
  /** Kinds of tools that have a rule which asks or denies, and which it cannot be held to. */
  readonly unheld: readonly string[];
};

/** What a launch asks of a headless agent, beside its prompt. */
export type Asked = Pick<AgentLaunch, 'model' | 'permissions' | 'resume' | 'env' | 'tools'>;

/** How all of that is told to it. */
export type Told = Omit<ToldPolicy, 'words'> & {
  /** Every word behind its program. */
  readonly args: readonly string[];
  /** What its environment has to hold beside what it is given. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it is told in files of its own. */
  readonly files?: readonly ToldFile[];
  /** Where it can ask: how it is spoken to. Any other is given its prompt as it is, and nothing more. */
  readonly talk?: Talk;
};

/** A question that an agent puts, and the line that it is told when that is decided. */
export type Question = {
  /** As the agent calls it. */
  readonly name: string;
  /** `cwd`: absolute folder that it works in. */
  about(id: string, cwd: string): PermissionRequest;
  /** `option`: one of the request's; undefined where nobody decides. */
  answer(option: string | undefined): string;
};

/** How an agent is spoken to line by line, on a standard input that stays open until its turn is over. */
export type Talk = {
  prompt(text: string): string;
  /** What one of its lines wants of whoever speaks to it; undefined: nothing. */
  hear(line: string): Question | { readonly withdrawn: string } | { readonly reply: string } | 'over' | undefined;
};

/** Its path follows the option, behind all other words. */
export type ToldFile = { readonly option: string; readonly name: string; readonly text: string };

/** A kind of headless agent: how it is recognised, told what a launch asks for, and read. */
export type Dialect = {
  /** `program`: its name, without folder and ending. */
  isSpokenBy(program: string, args: readonly string[]): boolean;
  /** `given`: the words that its command has by itself. */
  tell(given: readonly string[], asked: Asked): Told;
  /** `cwd`: absolute folder that it works in; `title`: its command, for people. */
  reader(cwd: string, title: string): Reader;
};

/** How a process ended, in words. */
export function endText(exit: number | undefined, stderr: string): string {
  const how = exit === undefined ? 'it was ended by a signal' : `it ended with exit code ${exit}`;
  return stderr.trim() === '' ? how : `${how}: ${stderr.trim().split('\n').slice(-12).join('\n')}`;
}
