import { claudePolicy } from './claude-policy.ts';
import { ClaudeStream } from './claude-stream.ts';
import type { Dialect } from './dialect.ts';

/** `claude -p --output-format stream-json`. Of an option that is given twice the last one counts, so that what is asked for goes before what was given. */
export const claude: Dialect = {
  isSpokenBy: (program, args) => program === 'claude' && args.includes('stream-json'),
  words: (given, { model, resume }, policy) => [
    ...given,
    ...(model === undefined ? [] : ['--model', model]),
    ...(resume === undefined || resume === '' ? [] : ['--resume', resume]),
    ...policy.words,
  ],
  policy: claudePolicy,
  reader: (cwd) => new ClaudeStream(cwd),
};
