import { ok, type Result } from '../../base/result.ts';
import { refusedIn } from '../claude-flow/answer.ts';
import { type Acting, type CarryOut, contextValue, unavailable } from './action.ts';
import { callTool, ignoredRemark, plainName, printTool } from './claude-flow-calls.ts';

/** Swarm and hook actions of claude-flow, over its MCP server. */
export const claudeFlowHooks = {
  'claude-flow.swarm-init': swarmInit,
  'claude-flow.swarm-status': (at) => printTool(at, 'swarm_status', {}),
  'claude-flow.hooks-enable': hooksEnable,
  'claude-flow.pre-task': (at) => {
    const title = contextValue(at, 'task.title') ?? contextValue(at, 'phase.title') ?? contextValue(at, 'subject');
    const description = at.given.text('description') ?? title ?? 'A task of a Phaseline plan';
    return eachTask(at, (taskId) => printTool(at, 'hooks_pre-task', { taskId, description }));
  },
  'claude-flow.post-task': (at) => {
    const { given } = at;
    const told = { success: given.boolean('success') ?? true, agent: agentOf(at), quality: given.number('quality') };
    return eachTask(at, (taskId) => printTool(at, 'hooks_post-task', { taskId, ...told }));
  },
  'claude-flow.post-edit': postEdit,
  'claude-flow.session-restore': (at) => {
    const sessionId = at.given.text('session-id');
    const restoreLatest = sessionId === undefined ? true : undefined;
    return printTool(at, 'hooks_session-start', { sessionId, restoreLatest, startDaemon: false });
  },
  'claude-flow.session-end': (at) => {
    const { given } = at;
    const remark = given.boolean('generate-summary') === true ? '(The summary is the report of the run.)' : '';
    const kept = { saveState: given.boolean('persist-state'), exportMetrics: given.boolean('export-metrics') };
    return printTool(at, 'hooks_session-end', { ...kept, stopDaemon: true }, remark);
  },
} satisfies Readonly<Record<string, CarryOut>>;

function swarmInit(at: Acting): Promise<Result<string>> {
  const { given, ports } = at;
  const swarm = ports.plan?.swarm ?? {};
  const args = {
    topology: given.text('topology') ?? swarm['topology'],
    maxAgents: given.number('max-agents') ?? ports.plan?.limits.agents,
    strategy: given.text('strategy') ?? swarm['strategy'],
  };
  return printTool(at, 'swarm_init', args, ignoredRemark(at, ['name', 'memory-pool']));
}

/** Which moments of a plan an event of claude-flow's `hooks enable` is about. */
const momentOf: Readonly<Record<string, string>> = {
  'pre-task': 'pre-task',
  'post-edit': 'post-edit',
  'post-task': 'post-task',
  'session-restore': 'session-start',
  'session-end': 'session-end',
};

/** A plan's hooks are on whenever it runs; so this says which are, and is no success for an event that no hook follows. */
async function hooksEnable(at: Acting): Promise<Result<string>> {
  const hooks = at.ports.plan?.hooks ?? [];
  const wanted = Object.keys(momentOf).filter((event) => at.given.boolean(event) === true);
  const missing = wanted.filter((event) => !hooks.some(({ on }) => on === momentOf[event]));
  if (missing.length > 0) {
    const example = missing.map((event) => `on: ${momentOf[event]}, uses: claude-flow.${event}`).join('; ');
    return unavailable(at, `no hook of the plan follows ${missing.join(', ')}; add under hooks: ${example}`);
  }
  const on = hooks.map(({ on, step }) => `${on}: ${step.name}\n`).join('');
  return ok(on === '' ? 'The plan declares no hooks.\n' : `On while the plan runs:\n${on}`);
}

/** Once for each id: claude-flow refuses several with commas. */
async function eachTask(at: Acting, tell: (taskId: string) => Promise<Result<string>>): Promise<Result<string>> {
  const subject = contextValue(at, 'task.id') ?? contextValue(at, 'phase.id') ?? contextValue(at, 'subject');
  const ids = at.given.list('task-id') ?? (subject === undefined ? [] : [subject]);
  if (ids.length === 0) return unavailable(at, 'it needs a task-id, because the step belongs to no task');
  let printed = '';
  for (const id of ids) {
    const told = await tell(plainName(id));
    if (!told.ok) return told;
    printed += told.value;
  }
  return ok(printed);
}

async function postEdit(at: Acting): Promise<Result<string>> {
  const given = at.given.text('file');
  const files = given === undefined ? (at.context.lists?.['files'] ?? [contextValue(at, 'file')]) : [given];
  let printed = '';
  for (const file of files) {
    if (file === undefined) return unavailable(at, 'it needs a file, because the step follows no edit');
    const told = await recordEdit(at, file.replaceAll('\\', '/').replace(/^\.\//, ''));
    if (!told.ok) return told;
    printed += told.value;
  }
  return ok(printed);
}

async function recordEdit(at: Acting, file: string): Promise<Result<string>> {
  const bad = refusedIn(file);
  if (bad !== '') return unavailable(at, `claude-flow records no file with ${bad} in its name, and this is ${file}`);
  // In a worktree they told a store that goes with it.
  const { workspace, worktree } = at.context;
  if (workspace === worktree && at.ports.claudeFlow.wasTold(file))
    return ok(`Claude Code's own hook has told claude-flow of ${file}.\n`);
  const answer = await callTool(at, 'hooks_post-edit', {
    filePath: file,
    success: at.given.boolean('success') ?? true,
    agent: agentOf(at),
  });
  return answer.ok ? ok(`${answer.value.text}\n`) : answer;
}

function agentOf(at: Acting): string | undefined {
  const name = at.given.text('agent') ?? contextValue(at, 'task.agent') ?? contextValue(at, 'agent.id');
  return name === undefined ? undefined : plainName(name);
}
