import picomatch from 'picomatch';
import { z } from 'zod';
import type { PermissionRequest } from '../../agents/agent.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { blockedBy, isReady, issueGraph, parentsOf } from '../../issues/graph.ts';
import type { Issue } from '../../issues/issue.ts';
import type { Plan, Task } from '../../plan/model/plan.ts';
import type { TaskRef } from '../../protocol/requests.ts';
import { workspaceRun } from '../../run/events.ts';
import { isOver, type Run, type TaskRecord, taskKey } from '../../run/state.ts';
import { type AgentToolName, agentTools, isAgentTool } from '../mcp/tools.ts';
import type { RunContext } from './context.ts';
import { pinnedPlan } from './pinned.ts';
import { commandOf } from './step-context.ts';

/** Puts a question to the person in the name of an agent at work; the id of the option, undefined where nobody will answer any more. */
export type AskPerson = (task: TaskRef, question: Omit<PermissionRequest, 'id'>) => Promise<string | undefined>;

/** Who calls, and what is known of it. */
type Caller = {
  readonly ref: TaskRef;
  readonly run: Run;
  readonly record: TaskRecord;
  readonly plan: Plan;
  readonly task: Task;
};

type Handler = (input: unknown, caller: Caller | undefined) => Promise<Result<string>>;

/** Arguments are checked once more here: another program than our server may have sent them. */
function taking<S extends z.ZodType>(
  shape: S,
  act: (input: z.infer<S>, caller: Caller | undefined) => Promise<Result<string>>,
): Handler {
  return async (input, caller) => {
    const read = shape.safeParse(input ?? {});
    return read.success ? act(read.data, caller) : fail({ kind: 'usage', detail: z.prettifyError(read.error) });
  };
}

/** Carries out what agents ask through our tools; every call is on record, with what came of it. */
export class AgentCalls {
  readonly #context: RunContext;
  readonly #ask: AskPerson;

  constructor(context: RunContext, ask: AskPerson) {
    this.#context = context;
    this.#ask = ask;
  }

  async call(ref: TaskRef | undefined, tool: string, input: unknown): Promise<Result<{ readonly text: string }>> {
    if (!isAgentTool(tool)) return fail({ kind: 'no-such', what: 'tool', name: tool, known: Object.keys(agentTools) });
    const caller = ref === undefined ? ok(undefined) : this.#caller(ref);
    if (!caller.ok) return caller;
    const done = await this.#handlers[tool](input, caller.value);
    this.#context.log.record(ref?.run ?? workspaceRun, ref === undefined ? {} : { phase: ref.phase, task: ref.task }, {
      kind: 'agent.called',
      tool,
      input: JSON.stringify(input).slice(0, 500),
      ok: done.ok,
    });
    return done.ok ? ok({ text: done.value }) : done;
  }

  readonly #handlers: Readonly<Record<AgentToolName, Handler>> = {
    my_task: taking(agentTools.my_task.input, async (_, caller) =>
      caller === undefined ? noTask() : ok(this.#taskText(caller)),
    ),
    plan: taking(agentTools.plan.input, async (_, caller) => (caller === undefined ? noTask() : ok(planText(caller)))),
    who_works_on: taking(agentTools.who_works_on.input, async ({ path }) => ok(this.#atWork(path))),
    ready_issues: taking(agentTools.ready_issues.input, async ({ limit = 20 }) =>
      this.#withIssues(() => this.#ready(limit)),
    ),
    show_issue: taking(agentTools.show_issue.input, async ({ id }) => this.#withIssues(() => this.#issueText(id))),
    claim_issue: taking(agentTools.claim_issue.input, async ({ id }, caller) =>
      this.#own(id, caller, async ({ task }) => {
        const claimed = await this.#context.tracker.write((store) => store.claim(id, task.agent));
        return claimed.ok ? ok(`${id} is yours: ${claimed.value.title}`) : claimed;
      }),
    ),
    comment_issue: taking(agentTools.comment_issue.input, async ({ id, text }, caller) =>
      this.#own(id, caller, async () => {
        const said = await this.#context.tracker.write((store) => store.comment(id, text));
        return said.ok ? ok(`Said on ${id}.`) : said;
      }),
    ),
    request_close: taking(agentTools.request_close.input, async ({ id, reason }, caller) =>
      this.#own(id, caller, async ({ ref }) => {
        const answer = await this.#ask(ref, closeQuestion(id, reason));
        if (answer !== 'close')
          return ok(`${id} stays open: ${answer === undefined ? 'nobody answered' : 'the person said so'}.`);
        const closed = await this.#context.tracker.write((store) => store.close(id, reason));
        return closed.ok ? ok(`${id} is closed.`) : closed;
      }),
    ),
    ask_person: taking(agentTools.ask_person.input, async ({ question, answers }, caller) => {
      if (caller === undefined) return noTask();
      const options = answers.map((name, index) => ({ id: `answer-${index + 1}`, name, kind: 'allow_once' as const }));
      const chosen = await this.#ask(caller.ref, { title: question, tool: 'other', files: [], detail: '', options });
      const answer = options.find(({ id }) => id === chosen)?.name;
      return ok(answer ?? 'Nobody answered. Go on with what is safest, and say in your last message what you assumed.');
    }),
  };

  #caller(ref: TaskRef): Result<Caller> {
    const run = this.#context.log.state.runs[ref.run];
    const record = run?.tasks[taskKey(ref.phase, ref.task)];
    if (run === undefined || record === undefined)
      return fail({
        kind: 'no-such',
        what: 'task',
        name: `${ref.phase}/${ref.task}`,
        known: Object.keys(run?.tasks ?? {}),
      });
    const plan = pinnedPlan(this.#context.log.folderOf(ref.run));
    if (!plan.ok) return plan;
    const phase = plan.value.phases.find(({ id }) => id === ref.phase);
    const task = phase?.tasks.find(({ id }) => id === ref.task);
    if (task === undefined) return fail({ kind: 'no-such', what: 'task', name: ref.task, known: [] });
    return ok({ ref, run, record, plan: plan.value, task });
  }

  /** An agent may write to the issue of its task and to those under it, nothing else. */
  async #own(
    id: string,
    caller: Caller | undefined,
    act: (caller: Caller) => Promise<Result<string>>,
  ): Promise<Result<string>> {
    if (caller === undefined) return noTask();
    return this.#withIssues(async () => {
      if (this.#isUnder(id, caller.task.issue)) return act(caller);
      return fail({
        kind: 'no-such',
        what: 'issue of this task',
        name: id,
        known: caller.task.issue === undefined ? [] : [caller.task.issue],
      });
    });
  }

  #isUnder(id: string, top: string | undefined, above: ReadonlySet<string> = new Set()): boolean {
    if (top === undefined || above.has(id)) return false;
    const issue = this.#context.tracker.issue(id);
    if (issue === undefined) return false;
    return id === top || parentsOf(issue).some((parent) => this.#isUnder(parent, top, new Set([...above, id])));
  }

  async #withIssues(act: () => Promise<Result<string>> | Result<string>): Promise<Result<string>> {
    const store = await this.#context.tracker.store();
    return store.ok ? act() : store;
  }

  #ready(limit: number): Result<string> {
    const graph = issueGraph(this.#context.tracker.issues, this.#context.clock.now());
    const ready = [...graph.issues.values()]
      .filter(({ id }) => isReady(graph, id))
      .toSorted((a, b) => a.priority - b.priority || a.id.localeCompare(b.id));
    const lines = ready.slice(0, limit).map(({ id, priority, title }) => `${id}  P${priority}  ${title}`);
    if (ready.length > limit) lines.push(`… ${ready.length - limit} more`);
    return ok(lines.length === 0 ? 'No issue is ready.' : lines.join('\n'));
  }

  #issueText(id: string): Result<string> {
    const issue = this.#context.tracker.issue(id);
    if (issue === undefined) return fail({ kind: 'issue-unknown', id });
    const graph = issueGraph(this.#context.tracker.issues, this.#context.clock.now());
    return ok(issueText(issue, blockedBy(graph, id)));
  }

  #taskText({ record, task, run }: Caller): string {
    const issue = task.issue === undefined ? undefined : this.#context.tracker.issue(task.issue);
    const needs = task.needs.map((need) => `${need}: ${run.tasks[need]?.life ?? 'not started'}`);
    return paragraphs(
      `# ${task.title}`,
      task.prompt.trim(),
      record.branch === undefined || record.branch === '' ? '' : `Branch: ${record.branch}, from ${record.base ?? ''}`,
      listed('Means to touch', task.files),
      listed(
        'Checked when you finish',
        task.verify.map((step) => (step.do.kind === 'uses' ? step.name : commandOf(step))),
      ),
      listed('Waited for', needs),
      issue === undefined ? '' : issueText(issue, []),
    );
  }

  #atWork(path: string | undefined): string {
    const wanted = path?.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/$/, '');
    const lines = Object.values(this.#context.log.state.runs).flatMap((run) => {
      if (run.finishedAt !== undefined) return [];
      const plan = pinnedPlan(this.#context.log.folderOf(run.id));
      return Object.values(run.tasks).flatMap((record) => {
        if (isOver(record.life) || record.life === 'queued') return [];
        const globs = plan.ok ? plannedFiles(plan.value, record) : [];
        if (wanted !== undefined && !touches(wanted, globs, record.files)) return [];
        return [worker(record, globs)];
      });
    });
    if (lines.length > 0) return lines.join('\n\n');
    return wanted === undefined
      ? 'No agent is at work.'
      : `Nobody at work means to touch ${wanted}, or has changed it.`;
  }
}

const noTask = (): Result<string> =>
  fail({ kind: 'usage', detail: 'This needs a task: it is for agents that Phaseline has launched.' });

const paragraphs = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

const listed = (heading: string, items: readonly string[]): string =>
  items.length === 0 ? '' : [`${heading}:`, ...items.map((item) => `- ${item}`)].join('\n');

const closeQuestion = (id: string, reason: string): Omit<PermissionRequest, 'id'> => ({
  title: `Close issue ${id}?`,
  tool: 'other',
  files: [],
  detail: reason,
  options: [
    { id: 'close', name: 'Close it', kind: 'allow_once' },
    { id: 'keep', name: 'Leave it open', kind: 'reject_once' },
  ],
});

function issueText(issue: Issue, blockers: readonly string[]): string {
  const { id, title, status, priority, assignee, description, acceptance_criteria, comments } = issue;
  const facts = [`Status: ${status}`, `priority ${priority}`, ...(assignee === undefined ? [] : [`with ${assignee}`])];
  return paragraphs(
    `## ${id}: ${title}`,
    facts.join(', '),
    description.trim(),
    acceptance_criteria.trim() === '' ? '' : `Accepted when:\n\n${acceptance_criteria.trim()}`,
    listed('Blocked by', blockers),
    listed(
      'Comments',
      comments.slice(-20).map(({ author, text }) => `${author}: ${text.trim()}`),
    ),
  );
}

function planText({ plan, run, ref }: Caller): string {
  const phases = plan.phases.map((phase) => {
    const tasks = phase.tasks.map((task) => {
      const life = run.tasks[taskKey(phase.id, task.id)]?.life ?? 'not started';
      const mine = phase.id === ref.phase && task.id === ref.task ? ' ← you' : '';
      return `- ${phase.id}/${task.id} (${task.agent}, ${life}): ${task.title}${mine}`;
    });
    return [`## ${phase.title}: ${run.phaseStates[phase.id]?.state ?? 'not started'}`, ...tasks].join('\n');
  });
  return paragraphs(`# ${plan.title}`, plan.description.trim(), ...phases);
}

const plannedFiles = (plan: Plan, { phase, task }: TaskRecord): readonly string[] =>
  plan.phases.find(({ id }) => id === phase)?.tasks.find(({ id }) => id === task)?.files ?? [];

function touches(wanted: string, globs: readonly string[], files: readonly string[]): boolean {
  const inside = (file: string): boolean => file === wanted || file.startsWith(`${wanted}/`);
  return files.some(inside) || globs.some((glob) => inside(glob) || picomatch(glob, { dot: true })(wanted));
}

const worker = ({ phase, task, title, agent, life, files }: TaskRecord, globs: readonly string[]): string =>
  [
    `${phase}/${task} (${agent}, ${life}): ${title}`,
    ...(globs.length === 0 ? [] : [`  means to touch: ${globs.join(', ')}`]),
    ...(files.length === 0 ? [] : [`  has changed: ${files.slice(0, 50).join(', ')}`]),
  ].join('\n');
