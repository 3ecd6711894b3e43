import { concern } from '../../protocol/preflight-words.ts';
import type { Preflight, PreflightPhase, PreflightProblem } from '../../run/preflight.ts';
import { line, plural } from '../say/words.ts';

/** One line of the preflight, as a list shows it. */
export type PreflightItem =
  | { readonly kind: 'go'; readonly label: string; readonly detail: string }
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'problem'; readonly label: string; readonly detail: string }
  | {
      readonly kind: 'task';
      readonly label: string;
      readonly description: string;
      readonly phase: string;
      readonly task: string;
    };

/** What would happen, for a person who decides on it: the way to start on top, then problems, then who works when. Pure. */
export function preflightItems(preflight: Preflight): readonly PreflightItem[] {
  const { go, phases, problems, agents, creates } = preflight;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  const tasks = phases.flatMap(({ waves }) => waves.flat()).length;
  const criteria = phases.reduce((sum, phase) => sum + phase.criteria, 0);
  const atOnce = Math.min(agents, Math.max(0, ...phases.flatMap(({ waves }) => waves.map((wave) => wave.length))));
  const start: PreflightItem = {
    kind: 'go',
    label: `$(play) Start ${plural(tasks, 'task')}`,
    detail: line(
      `${plural(atOnce, 'agent')} at once`,
      `each in a worktree of its own`,
      plural(criteria, 'criterion', 'criteria'),
      creates.length === 0 ? undefined : `creates ${plural(creates.length, 'issue')} first`,
    ),
  };
  return [
    ...(go ? [start] : []),
    ...section(
      'In the way',
      errors.map((problem) => problemItem('error', problem)),
    ),
    ...section(
      'Good to know',
      warnings.map((problem) => problemItem('warning', problem)),
    ),
    ...phases.flatMap((phase) => phaseItems(phase, phases.length > 1)),
  ];
}

const section = (label: string, items: readonly PreflightItem[]): readonly PreflightItem[] =>
  items.length === 0 ? [] : [{ kind: 'heading', label }, ...items];

function phaseItems(phase: PreflightPhase, named: boolean): readonly PreflightItem[] {
  return phase.waves.flatMap((wave, index): readonly PreflightItem[] => {
    const when = index === 0 ? 'at once' : index === 1 ? 'then' : `then (${index + 1})`;
    return section(
      line(named ? phase.title : undefined, when),
      wave.map(({ id, title, agent, runner, issue }) => ({
        kind: 'task',
        label: `$(person) ${title}`,
        description: line(agent, runner, issue),
        phase: phase.id,
        task: id,
      })),
    );
  });
}

function problemItem(icon: 'error' | 'warning', problem: PreflightProblem): PreflightItem {
  const [what = '', ...next] = concern(problem).split(/(?<=\.) /);
  return { kind: 'problem', label: `$(${icon}) ${what}`, detail: line(problem.phase, problem.task, next.join(' ')) };
}
