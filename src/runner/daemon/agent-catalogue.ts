import { type AgentSearch, findAgent, findAgents } from '../../adapters/agents/registry.ts';
import { findAgentTypes } from '../../adapters/agents/types.ts';
import { findProgram } from '../../adapters/programs.ts';
import type { FoundAgent, Permissions } from '../../agents/agent.ts';
import type { AgentLimits } from '../../agents/attendance.ts';
import { type Remembered, withPersonal, withRemembered } from '../../agents/remembered.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { AgentType, Plan, Runner } from '../../plan/model/plan.ts';
import type { Requests } from '../../protocol/requests.ts';
import type { AgentDirectory, AgentStart } from './context.ts';

type Program = Pick<AgentStart, 'command' | 'speaks' | 'env' | 'title' | 'takesUp'>;

/** What agents there are here and how a type that a plan names is started. */
export class AgentCatalogue implements AgentDirectory {
  readonly #search: AgentSearch;
  readonly #preferred: () => string | undefined;
  readonly #allowed: (type: string) => Permissions;
  readonly #remembered: () => readonly Remembered[];

  /** `preferred`: the runner for types that name none; `allowed`: what a type may do; `remembered`: what exactly it may, all as the person said. */
  constructor(
    search: AgentSearch,
    preferred: () => string | undefined,
    allowed: (type: string) => Permissions,
    remembered: () => readonly Remembered[] = () => [],
  ) {
    this.#search = search;
    this.#preferred = preferred;
    this.#allowed = allowed;
    this.#remembered = remembered;
  }

  async found(): Promise<Requests['agent.found']['result']> {
    const types = await findAgentTypes(this.#search.workspace);
    return {
      agents: findAgents(this.#search),
      types: types.map(({ name, description, source }) => ({ name, description, source })),
    };
  }

  /** The plan's own word on a type comes first, then `.claude/agents`, then nothing but the name. */
  async start(plan: Plan, agent: string): Promise<Result<AgentStart>> {
    const type = plan.agents.get(agent);
    const described = (await findAgentTypes(this.#search.workspace)).find(({ name }) => name === agent);
    const program = this.#program(plan, type?.runner ?? this.#ownName(agent));
    if (!program.ok) return program;
    return ok({
      ...program.value,
      prompt: [described?.prompt ?? '', type?.prompt ?? ''].filter((text) => text.trim() !== '').join('\n\n'),
      isolation: type?.isolation ?? 'worktree',
      model: type?.model ?? described?.model,
      ...(type?.mode === undefined ? {} : { mode: type.mode }),
      permissions: this.permissions(plan, agent),
      limits: limitsOf(type),
    });
  }

  permissions(plan: Plan, agent: string): Permissions {
    const planned = plan.agents.get(agent)?.permissions ?? {};
    return withRemembered(withPersonal(planned, this.#allowed(agent)), agent, this.#remembered());
  }

  /** An agent program asked for by its own name, as in `agent demo`; where it is not installed, no other may take its place unsaid. */
  #ownName(agent: string): string | undefined {
    const found = findAgent(agent, this.#search);
    return found.ok || found.error.kind === 'agent-missing' ? agent : undefined;
  }

  #program(plan: Plan, runner: string | undefined): Result<Program> {
    const declared = runner === undefined ? undefined : plan.runners.get(runner);
    if (declared !== undefined) return this.#declared(declared);
    const id = runner ?? this.#preferred();
    if (id !== undefined && id !== '') return withEnv(findAgent(id, this.#search), {});
    const [first] = findAgents(this.#search);
    return first === undefined ? fail({ kind: 'no-such', what: 'agent', name: '', known: [] }) : withEnv(ok(first), {});
  }

  #command({ command, env }: Exclude<Runner, { kind: 'acp' }>, speaks: Program['speaks']): Result<Program> {
    const [program = ''] = command;
    const title = command.join(' ');
    if (isThere(program, this.#search.workspace)) return ok({ command, speaks, env, title, takesUp: [] });
    return fail({
      kind: 'agent-missing',
      agent: title,
      program,
      install: `Install ${program}, or name another command in the plan's runners.`,
    });
  }

  #declared(runner: Runner): Result<Program> {
    switch (runner.kind) {
      case 'acp':
        return withEnv(findAgent(runner.agent, this.#search), runner.env);
      case 'acp-command':
        return this.#command(runner, 'acp');
      case 'command':
        return this.#command(runner, 'command');
    }
  }
}

function limitsOf(type: AgentType | undefined): AgentLimits {
  const { cost, tokens, minutes, silenceMinutes } = type?.limits ?? {};
  return {
    ...(cost === undefined ? {} : { cost }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(minutes === undefined ? {} : { time: minutes * 60_000 }),
    ...(silenceMinutes === undefined ? {} : { silence: silenceMinutes * 60_000 }),
  };
}

/** A path is relative to the worktree, which is not there yet; a name must be on PATH. */
function isThere(program: string, workspace: string): boolean {
  return /[\\/]/.test(program) || findProgram(program, { cwd: workspace }) !== undefined;
}

function withEnv(found: Result<FoundAgent>, env: Readonly<Record<string, string>>): Result<Program> {
  if (!found.ok) return found;
  const { command, speaks, title, version, takesUp } = found.value;
  return ok({ command, speaks, env, title: version === undefined ? title : `${title} ${version}`, takesUp });
}
