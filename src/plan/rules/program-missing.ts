import { commandsOf } from '../model/commands.ts';
import { innerSpan } from '../syntax/inner.ts';
import type { Rule } from './rule.ts';

export const programMissing: Rule = {
  code: 'program-missing',
  severity: 'hint',
  about: 'The program of a step is not on PATH of this machine. It may be on the one that runs the plan.',
  live: true,
  *find(section, knowledge) {
    for (const { node, shell, words } of commandsOf(section)) {
      const program = words[0];
      if (shell || program === undefined) continue;
      if (knowledge.program(program.text).is !== 'unknown') continue;
      yield {
        span: innerSpan(section.text, node, program.start, program.end),
        message: `"${program.text}" was not found on PATH of this machine.`,
      };
    }
  },
};
