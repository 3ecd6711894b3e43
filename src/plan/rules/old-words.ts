import { chainOf, type Link } from '../model/chain.ts';
import { type Command, commandsOf } from '../model/commands.ts';
import type { Remedy, WrittenStep } from '../model/problem.ts';
import type { Action } from '../schema/action.ts';
import { actionOf } from '../schema/actions.ts';
import { type Understood, understand } from '../schema/command-lines.ts';
import { translate } from '../schema/translate.ts';
import { innerSpan } from '../syntax/inner.ts';
import { entriesOf, entryOf } from '../syntax/tree.ts';
import type { Rule } from './rule.ts';

/** What `bd` takes and does something else with than it says, with what to use; measured with bd 1.0.3. */
const bdTraps: readonly {
  /** Actions that it is about; absent: all. */
  readonly of?: readonly string[];
  readonly sign: (understood: Understood, words: readonly string[]) => string | undefined;
  readonly instead: string;
}[] = [
  { sign: flag('--workspace-root'), instead: 'bd works in the folder it is started in' },
  { sign: flag('--progress'), instead: 'Beads has no progress' },
  { of: ['beads.update'], sign: flag('--comment'), instead: 'a comment is a command of its own, "bd comment"' },
  { of: ['beads.list', 'beads.ready'], sign: flag('--labels'), instead: 'the flag is --label' },
  { of: ['beads.export'], sign: flag('--format'), instead: 'it writes JSON lines, whatever the format is called' },
  { sign: value('status', /^not[-_]started$/), instead: 'the status is "open"' },
  { sign: value('status', /^in-progress$/), instead: 'the status is "in_progress"' },
  { sign: value('status', /^(?:completed?|done)$/), instead: 'an issue is done with "bd close"' },
  { sign: value('type', /^depends[-_]on$/), instead: 'this type of link blocks nothing' },
  { sign: value('priority', /^(?:critical|high|medium|low|backlog)$/), instead: 'priorities are numbers, 0 to 4' },
  { sign: value('estimate', /[a-z]/i), instead: 'an estimate is a number of minutes, and a day has 480' },
];

function flag(name: string): (understood: Understood, words: readonly string[]) => string | undefined {
  return (_, words) => words.find((word) => word === name || word.startsWith(`${name}=`)) && name;
}

function value(argument: string, wrong: RegExp): (understood: Understood) => string | undefined {
  return (understood) => {
    const given = understood.with[argument];
    return typeof given === 'string' && wrong.test(given.toLowerCase()) ? given : undefined;
  };
}

export const oldWords: Rule = {
  code: 'old-words',
  severity: 'warning',
  about:
    'Today’s bd or claude-flow no longer takes these words, or does something else with them. A typed action does what they say.',
  *find(section) {
    for (const command of commandsOf(section)) {
      const { links, plain } = chainOf(command);
      for (const link of links) {
        const understood = understand(link.words);
        const why = understood && complaint(understood, link.words);
        if (understood === undefined || why === undefined) continue;
        yield {
          span: innerSpan(section.text, command.node, link.start, link.end),
          message: `${why} Use the action ${understood.name}.`,
          remedies: plain ? remedies(command, links) : [],
        };
      }
    }
  },
};

function complaint(understood: Understood, words: readonly string[]): string | undefined {
  const { name, action }: { name: string; action: Action } = understood;
  const { program, today } = action.command;
  if (program === 'claude-flow') {
    if (today === 'gone') return `claude-flow no longer has "${action.command.words.join(' ')}".`;
    return `claude-flow’s command line ends with exit code 0 whatever happens, so this step could never fail.`;
  }
  if (program !== 'bd') return undefined;
  if (today === 'gone') return `bd has no "${action.command.words.join(' ')}".`;
  for (const { of, sign, instead } of bdTraps) {
    const found = of === undefined || of.includes(name) ? sign(understood, words) : undefined;
    if (found !== undefined) return `Today’s bd does not take "${found}" as it is meant: ${instead}.`;
  }
  const both = name === 'beads.create' && words.includes('--id') && words.includes('--parent');
  return both ? 'bd takes no "--id" together with "--parent".' : undefined;
}

/** What may stand beside the `run:` of a chain without being said of each of its commands anew. */
const ofChains: ReadonlySet<string> = new Set(['run', 'name', 'shell']);

/** Only where nothing of the command would be lost. */
function remedies({ step }: Command, links: readonly Link[]): readonly Remedy[] {
  const [first] = links;
  if (first === undefined || entryOf(step, 'uses') !== undefined) return [];
  const steps = links.map(written);
  const lost = links.some((link, index) => steps[index]?.uses === undefined && wouldBeLost(link));
  if (lost) return [];
  if (links.length === 1 && entryOf(step, 'shell') === undefined && steps[0]?.uses !== undefined)
    return Object.keys(first.env).length > 0 && entryOf(step, 'env') !== undefined
      ? []
      : [{ kind: 'use-action', action: steps[0].uses, with: steps[0].with, env: first.env }];
  if (entriesOf(step).some(({ key }) => !ofChains.has(key.text))) return [];
  return [{ kind: 'write-steps', steps }];
}

/** A command that is old words too, and has a part that its action does not take. */
function wouldBeLost({ words }: Link): boolean {
  const understood = understand(words);
  return understood !== undefined && complaint(understood, words) !== undefined;
}

/** As a typed action where today's tool would not do it, else as the command that it is. */
function written({ words, env }: Link): WrittenStep {
  const understood = understand(words);
  const action = understood && complaint(understood, words) !== undefined ? translate(words) : undefined;
  return action !== undefined && action.unplaced.length === 0 && actionOf(action.uses) !== undefined
    ? { uses: action.uses, with: action.with, env }
    : { uses: undefined, run: words, env };
}
