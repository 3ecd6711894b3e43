import type { Command } from '../model/commands.ts';
import { commandsOf } from '../model/commands.ts';
import type { Remedy } from '../model/problem.ts';
import { type Understood, understand } from '../schema/command-lines.ts';
import { innerSpan } from '../syntax/inner.ts';
import { entryOf } from '../syntax/tree.ts';
import type { Rule } from './rule.ts';

/** Words that bd takes and that do something else than they say, with what to use. */
const bdTraps: Readonly<Record<string, string>> = {
  '--workspace-root': 'bd works in the folder it is started in',
  '--progress': 'Beads has no progress',
  'not-started': 'the status is "open"',
  'in-progress': 'the status is "in_progress"',
  complete: 'an issue is done with "bd close"',
  'depends-on': 'this type of link blocks nothing',
  critical: 'priorities are numbers, 0 to 4',
  high: 'priorities are numbers, 0 to 4',
  medium: 'priorities are numbers, 0 to 4',
  low: 'priorities are numbers, 0 to 4',
};

export const oldWords: Rule = {
  code: 'old-words',
  severity: 'warning',
  about:
    'Today’s bd or claude-flow no longer takes these words, or does something else with them. A typed action does what they say.',
  *find(section) {
    for (const command of commandsOf(section)) {
      const words = command.words.map(({ text }) => text);
      const understood = command.shell ? undefined : understand(words);
      const why = understood && complaint(understood, words);
      if (understood === undefined || why === undefined) continue;
      const span = innerSpan(section.text, command.node, command.words[0]?.start ?? 0, command.words.at(-1)?.end ?? 0);
      yield { span, message: `${why} Use the action ${understood.name}.`, remedies: remedies(understood, command) };
    }
  },
};

function complaint({ name, action }: Understood, words: readonly string[]): string | undefined {
  if (action.command.program === 'claude-flow') {
    if (action.command.today === 'gone') return `claude-flow no longer has "${action.command.words.join(' ')}".`;
    return `claude-flow’s command line ends with exit code 0 whatever happens, so this step could never fail.`;
  }
  if (action.command.program !== 'bd') return undefined;
  if (action.command.today === 'gone') return `bd has no "${action.command.words.join(' ')}".`;
  const trap = words.find((word) => Object.hasOwn(bdTraps, word));
  if (trap !== undefined) return `Today’s bd does not take "${trap}": ${bdTraps[trap]}.`;
  const both = name === 'beads.create' && words.includes('--id') && words.includes('--parent');
  return both ? 'bd takes no "--id" together with "--parent".' : undefined;
}

/** Only where nothing of the command would be lost. */
function remedies({ name, with: given, rest }: Understood, { step }: Command): readonly Remedy[] {
  if (rest.length > 0 || entryOf(step, 'uses') !== undefined) return [];
  return [{ kind: 'use-action', action: name, with: given }];
}
