import { claudePolicy } from './claude-policy.ts';
import { ClaudeStream } from './claude-stream.ts';
import type { Asked, Dialect, Told } from './dialect.ts';
import { option } from './options.ts';
import { serverFile } from './own-tools.ts';

/** `claude -p --output-format stream-json`. */
export const claude: Dialect = {
  isSpokenBy: (program, args) => program === 'claude' && args.includes('stream-json'),
  tell,
  reader: (cwd) => new ClaudeStream(cwd),
};

/** Of an option that is given twice the last one counts, so that what is asked for comes behind what was given. */
function tell(given: readonly string[], { model, resume, permissions, tools }: Asked): Told {
  const { words, notes, unheld } = claudePolicy(permissions, tools);
  return {
    args: [...given, ...option('--model', model), ...option('--resume', resume), ...words],
    ...(tools === undefined ? {} : { files: [serverFile(tools, '--mcp-config')] }),
    notes,
    unheld,
  };
}
