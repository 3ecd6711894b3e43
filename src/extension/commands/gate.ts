import * as vscode from 'vscode';
import { fail, ok, type Result } from '../../base/result.ts';
import { commands } from '../../protocol/commands.ts';
import type { Run } from '../../run/state.ts';
import type { Home } from '../home.ts';
import { showReport } from '../report.ts';
import { line } from '../say/words.ts';
import { runsOf, waitingFor } from '../work.ts';
import { ask, choose, needed } from './ask.ts';
import type { Call } from './call.ts';
import { cancelled, type Handlers } from './command.ts';

/** Decisions of a person at the end of work. */
export const gateCommands = {
  [commands.approveCriterion]: async (home, call) => {
    const chosen = await criterionOf(home, call);
    if (!chosen.ok) return chosen;
    const { run, phase, criterion } = chosen.value;
    const by = await ask({
      title: `Approve ${criterion}`,
      prompt: 'Who approves? It is kept as the evidence.',
      value: home.model.value.me,
      check: needed,
    });
    if (by === undefined) return cancelled;
    const scope = phase === undefined ? {} : { phase };
    const approved = await home.link.request('criterion.approve', { run, criterion, by, ...scope });
    return approved.ok ? ok(`Approved ${criterion}`) : approved;
  },

  [commands.showEvidence]: async (home, { subject }) => {
    if (subject.kind === 'criterion' && subject.run !== undefined) {
      await home.documents.open(
        'evidence',
        `${subject.run}/${subject.phase ?? ''}/${subject.criterion}`,
        subject.criterion,
      );
      return ok(undefined);
    }
    const key = await choose(
      'Evidence of which criterion?',
      runsOf(home.model.value.work).flatMap((run) =>
        Object.entries(run.evidence).map(([at, { title, met }]) => ({
          label: `$(${met ? 'pass' : 'error'}) ${title}`,
          description: run.title,
          value: { key: `${run.id}/${at}`, title },
        })),
      ),
    );
    if (key === undefined) return cancelled;
    await home.documents.open('evidence', key.key, key.title);
    return ok(undefined);
  },

  [commands.showReport]: async (home, { subject }) => {
    const named = subject.kind === 'phase' ? subject.run : undefined;
    const runs = runsOf(home.model.value.work);
    const run =
      named ??
      (runs.length < 2
        ? runs[0]?.id
        : await choose(
            'Report of which run?',
            runs.map(({ id, title, startedAt, outcome }) => ({
              label: title,
              description: line(new Date(startedAt).toLocaleString(), outcome ?? 'running'),
              value: id,
            })),
          ));
    if (run === undefined)
      return runs.length === 0 ? fail({ kind: 'no-such', what: 'run', name: '', known: [] }) : cancelled;
    return showReport(home, run, vscode.ViewColumn.Active);
  },
} satisfies Handlers;

type PhaseChoice = { readonly run: string; readonly phase: string; readonly title: string; readonly of: string };

export async function endedPhase(home: Home, { subject }: Call): Promise<Result<PhaseChoice>> {
  const all = runsOf(home.model.value.work).flatMap((run) =>
    phasesOf(run).filter(({ phase }) => run.phaseStates[phase]?.state !== 'running'),
  );
  const named = all.find(
    ({ run, phase }) => subject.kind === 'phase' && subject.run === run && subject.phase === phase,
  );
  if (named !== undefined) return ok(named);
  const [only] = all;
  if (only === undefined) return fail({ kind: 'no-such', what: 'phase that has ended', name: '', known: [] });
  if (all.length === 1) return ok(only);
  const chosen = await choose(
    'Merge which phase?',
    all.map((value) => ({ label: value.title, description: value.of, value })),
  );
  return chosen === undefined ? cancelled : ok(chosen);
}

const phasesOf = (run: Run): readonly PhaseChoice[] =>
  run.phases
    .filter(({ id }) => run.phaseStates[id] !== undefined)
    .map(({ id, title }) => ({
      run: run.id,
      phase: id,
      title,
      of: line(run.title, new Date(run.startedAt).toLocaleString()),
    }));

type CriterionChoice = { readonly run: string; readonly phase: string | undefined; readonly criterion: string };

async function criterionOf(home: Home, { subject }: Call): Promise<Result<CriterionChoice>> {
  if (subject.kind === 'criterion' && subject.run !== undefined) {
    return ok({ run: subject.run, phase: subject.phase, criterion: subject.criterion });
  }
  const approvals = waitingFor(home.model.value.work).filter((waiting) => waiting.kind === 'approval');
  if (approvals.length === 0)
    return fail({ kind: 'no-such', what: 'criterion that waits for an approval', name: '', known: [] });
  const chosen = await choose<CriterionChoice>(
    'Approve which criterion?',
    approvals.map((value) => ({ label: value.title, description: value.phase, value })),
  );
  return chosen === undefined ? cancelled : ok(chosen);
}
