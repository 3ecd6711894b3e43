import { ok } from '../../base/result.ts';
import { sparc } from '../../plan/schema/words.ts';
import { type CarryOut, unavailable } from './action.ts';

/** A step is over when its command is; an agent has a worktree, a transcript, permissions and evidence, which only a task gives it. */
const needsAgent = 'it takes an agent, and a step starts none: make it a task of the phase';

/** SPARC, of which today's claude-flow has nothing left. */
export const sparcActions = {
  'claude-flow.sparc-init': async (at) => {
    const { given, ports } = at;
    if (ports.plan?.methodology !== 'sparc') {
      return unavailable(at, 'SPARC is switched on by a line of the plan, methodology: sparc');
    }
    const said = ['methodology', 'test-framework', 'coverage-threshold'].flatMap((name) => {
      const value = given.text(name);
      return value === undefined ? [] : [`${name}: ${value}\n`];
    });
    return ok(`The plan follows SPARC; prompts of its tasks say so. Nothing was written.\n${said.join('')}`);
  },
  'claude-flow.sparc-modes': async () =>
    ok(
      Object.entries(sparc)
        .map(([mode, doc]) => `${mode}: ${doc}\n`)
        .join(''),
    ),
  'claude-flow.sparc-run': async (at) => {
    const mode = at.given.text('mode') ?? 'refinement';
    return unavailable(at, `${needsAgent}, with sparc: ${mode}`);
  },
  'claude-flow.sparc-tdd': async (at) => unavailable(at, `${needsAgent}, with sparc: refinement`),
  'claude-flow.sparc-pipeline': async (at) =>
    unavailable(at, `${needsAgent} for each mode (sparc: ${Object.keys(sparc).join(', ')}), one needing the other`),
} satisfies Readonly<Record<string, CarryOut>>;
