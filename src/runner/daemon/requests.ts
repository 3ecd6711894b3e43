import type { Handlers } from '../../adapters/ipc/server.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type ListedWorktree, protocolVersion, type RunnerSettings } from '../../protocol/requests.ts';
import { reportHtml, reportJson, reportMarkdown } from '../../run/report/report.ts';
import { AgentCalls } from './agent-calls.ts';
import type { AgentCatalogue } from './agent-catalogue.ts';
import type { RunContext } from './context.ts';
import { handLaunch, handPlan } from './hand-launch.ts';
import type { Rules } from './hook-rules.ts';
import { explainHooks, heldFor, matchesOf } from './hook-trace.ts';
import { issueHandlers } from './issue-requests.ts';
import { IssueTelling } from './issue-telling.ts';
import { lookAhead } from './look-ahead.ts';
import { reviewHandlers } from './review.ts';
import type { Runs } from './runs.ts';
import type { Tools } from './tools.ts';
import { Watches } from './watches.ts';
import { cleanWorktrees, listWorktrees } from './worktree-care.ts';

export type RequestContext = RunContext & {
  readonly runs: Runs;
  readonly catalogue: AgentCatalogue;
  readonly tools: Tools;
  readonly version: string;
  configure(settings: RunnerSettings): void;
  /** The hooks that would follow a person's edits if this plan were the active one. */
  hooksWith(plan: string): Result<Rules>;
  shutDown(force: boolean): void;
};

/** What the runner does for each request of the protocol; complete by its type. */
export function handlers(context: RequestContext): Handlers {
  const { runs, hooks, log, tracker } = context;
  const calls = new AgentCalls(context, (task, question) => runs.ask(task, question));
  const watches = new Watches(context.transcripts);
  const telling = new IssueTelling();
  return {
    hello: async ({ protocol, settings }) => {
      if (protocol !== protocolVersion)
        return fail({
          kind: 'runner-unreachable',
          folder: context.folders.workspace,
          detail: `it speaks version ${protocolVersion} of our protocol`,
        });
      context.configure(settings);
      return ok({ version: context.version, pid: process.pid, workspace: context.folders.workspace });
    },
    subscribe: async ({ after, run }, peer) => {
      const wanted = (event: { readonly run: string }): boolean => run === undefined || event.run === run;
      peer.own(log.onEvent((event) => (wanted(event) ? peer.notify('event', event) : undefined)));
      peer.own(runs.onHalt((halted) => (wanted(halted) ? peer.notify('halted', halted) : undefined)));
      const failure = run === undefined ? undefined : runs.halted(run);
      if (run !== undefined && failure !== undefined) peer.notify('halted', { run, failure });
      if (run === undefined) peer.own(tracker.onNews((news) => void telling.tell(peer, news)));
      return ok({ events: log.after(after).filter(wanted) });
    },
    configure: async ({ settings }) => {
      context.configure(settings);
      return ok(null);
    },
    preflight: async ({ plan, phase, task }) => lookAhead(context, plan, { phase, task }),
    'run.start': async ({ plan, phase, task }) => named(await runs.start(plan, { phase, task })),
    'run.stop': async ({ run, phase, task }) => named(await runs.stop(run, phase, task)),
    'run.resume': async ({ run }) => named(await runs.resume(run)),
    'run.hold': async ({ run, by }) => named(runs.hold(run, by)),
    'run.release': async ({ run, by }) => named(runs.release(run, by)),
    'run.report': async ({ run, format }) => report(context, run, format),
    'task.retry': ({ run, phase, task }) => runs.retry(run, phase, task),
    ...reviewHandlers(context),
    'worktrees.list': async () => worktreesOf(await listWorktrees(context)),
    'worktrees.clean': async () => worktreesOf(await cleanWorktrees(context)),
    'agent.found': async () => ok(await context.catalogue.found()),
    'agent.launch': async (launch) => {
      const hand = handLaunch(context.folders.workspace, launch);
      return hand.ok ? named(await runs.launch(hand.value)) : hand;
    },
    'agent.prompt': async (launch) => {
      const hand = handLaunch(context.folders.workspace, launch);
      if (!hand.ok) return hand;
      const plan = handPlan(hand.value);
      const start = await context.agents.start(plan, launch.agent);
      const task = plan.phases[0]?.tasks[0];
      if (!start.ok || task === undefined) return start.ok ? ok({ text: launch.prompt }) : start;
      return ok({ text: context.prompt(plan, task, start.value) });
    },
    'tools.found': async ({ tools }) => ok({ tools: await context.tools.offered(tools) }),
    'agent.call': ({ task, tool, input }) => calls.call(task, tool, input),
    'agent.answer': async ({ remember = false, request, option, ...ref }) =>
      runs.answer(ref, { request, option, remember }),
    'agent.followUp': ({ text, ...ref }) => runs.followUp(ref, text),
    'agent.watch': async ({ bytes, ...ref }, peer) => ok(watches.watch(ref, peer, bytes)),
    'agent.page': async ({ before, bytes, ...ref }) => ok(context.transcripts.page(ref, before, bytes)),
    'agent.unwatch': async (ref, peer) => {
      watches.unwatch(ref, peer);
      return ok(null);
    },
    'criterion.approve': ({ run, phase, criterion, by }) => runs.approve(run, phase, criterion, by),
    'edits.report': async ({ edits }) => {
      await hooks.report(edits);
      return ok({ held: heldFor(hooks.ofWorkspace, edits) });
    },
    'hooks.run': async ({ on, files, agreed, plan }) => {
      const aside = plan === undefined ? ok(undefined) : context.hooksWith(plan);
      if (!aside.ok) return aside;
      const matched = matchesOf(aside.value ?? hooks.ofWorkspace, { on, files }, agreed);
      await hooks.runNow({ on, files, agreed, rules: aside.value });
      return ok({ matched });
    },
    'hooks.explain': async ({ on, files, plan }) => {
      const rules = plan === undefined ? ok(hooks.ofWorkspace) : context.hooksWith(plan);
      return rules.ok ? ok({ traces: explainHooks(rules.value, context, { on, files }) }) : rules;
    },
    'hooks.decide': async ({ hook, again }) =>
      hooks.decide(hook, again) ? ok(null) : fail({ kind: 'no-such', what: 'hook in doubt', name: hook, known: [] }),
    'hooks.pause': async ({ paused }) => {
      hooks.pause(paused);
      return ok(null);
    },
    ...issueHandlers(context.folders.workspace, tracker, telling),
    shutdown: async ({ force }) => {
      context.shutDown(force);
      return ok(null);
    },
  };
}

const worktreesOf = (
  result: Result<readonly ListedWorktree[]>,
): Result<{ readonly worktrees: readonly ListedWorktree[] }> => (result.ok ? ok({ worktrees: result.value }) : result);

const named = (result: Result<string>): Result<{ readonly run: string }> =>
  result.ok ? ok({ run: result.value }) : result;

function report(
  context: RequestContext,
  run: string | undefined,
  format: 'html' | 'md' | 'json',
): Result<{ readonly run: string; readonly text: string }> {
  const { runs, hooks } = context.log.state;
  const id = run ?? Object.keys(runs).sort().at(-1) ?? '';
  const known = runs[id];
  if (known === undefined) return fail({ kind: 'no-such', what: 'run', name: id, known: Object.keys(runs) });
  const own = hooks.filter((hook) => hook.run === id);
  const write = { html: reportHtml, md: reportMarkdown, json: reportJson }[format];
  return ok({ run: id, text: write(known, own) });
}
