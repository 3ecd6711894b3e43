import { commandsOf } from '../model/commands.ts';
import { innerSpan } from '../syntax/inner.ts';
import type { Rule } from './rule.ts';

const shellWords: Readonly<Record<string, string>> = {
  '&&': 'Write two steps instead: a step runs only when the one before it passed',
  '||': 'Use continue-on-error, or a shell',
  '|': 'Pipes need a shell',
  ';': 'Write two steps instead',
  '>': 'Writing to a file needs a shell',
  '>>': 'Writing to a file needs a shell',
  '<': 'Reading from a file needs a shell',
  '2>&1': 'Both outputs are kept anyway: take it out',
  '&': 'A step always waits for its command',
};

export const needsShell: Rule = {
  code: 'needs-shell',
  severity: 'warning',
  about: 'A command has signs that only a shell understands; without one they are handed to the program as words.',
  *find(section) {
    for (const { node, step, shell, words } of commandsOf(section)) {
      if (shell) continue;
      for (const word of words) {
        const written = node.text.slice(word.start, word.end);
        const why = Object.hasOwn(shellWords, written) ? shellWords[written] : expansion(written);
        if (why === undefined) continue;
        yield {
          span: innerSpan(section.text, node, word.start, word.end),
          message: `No shell reads this command, so ${written} is handed to the program as it stands. ${why}.`,
          remedies: [{ kind: 'add-key', at: step.span.start, key: 'shell', value: 'sh' }],
        };
        break;
      }
    }
  },
};

/** `$HOME` and `$(date)`, but neither `${{ … }}` nor what single quotes hold. */
function expansion(written: string): string | undefined {
  const open = written.replace(/\$\{\{.*?\}\}/gs, '').replace(/'[^']*'/g, '');
  if (/\$\(|`/.test(open)) return 'Running a command inside another needs a shell';
  const variable = /\$\{?([A-Za-z_]\w*)/.exec(open)?.[1];
  return variable === undefined ? undefined : `Write \${{ env.${variable} }} instead, or use a shell`;
}
