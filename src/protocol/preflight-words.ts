import type { PreflightProblem } from '../run/preflight.ts';
import { sentence } from './explain.ts';

/** What preflight found, in words; beside `explain`, because a plan's concerns are no failures. */
export function concern({ what }: PreflightProblem): string {
  switch (what.kind) {
    case 'overlap':
      return `${what.tasks.join(' and ')} mean to touch the same files (${what.files.join(', ')}): their merges may conflict. Let one need the other if that matters.`;
    case 'phase-not-closed':
      return `Phase ${what.phase} comes before this one and was not closed here. Run it first if this one builds on it.`;
    case 'type-unknown': {
      const [first] = what.meant;
      const hint = first === undefined ? 'Describe it under agents if it should have one.' : `Did you mean "${first}"?`;
      return `Nobody describes the agent type "${what.agent}". Its agents start without a role. ${hint}`;
    }
    case 'policy-unheld':
      return `${what.runner} asks nobody and cannot be told all rules, so these permissions of "${what.agent}" do not hold: ${what.tools.join(', ')}. Give the type a runner that speaks the Agent Client Protocol, or leave them out.`;
    default:
      return sentence(what);
  }
}
