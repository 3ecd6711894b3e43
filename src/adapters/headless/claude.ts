import { claudePolicy } from './claude-policy.ts';
import { ClaudeStream } from './claude-stream.ts';
import { askingWords, claudeTalk } from './claude-talk.ts';
import type { Asked, Dialect, Told } from './dialect.ts';
import { givenValue, option } from './options.ts';
import { serverFile } from './own-tools.ts';

/** `claude -p --output-format stream-json`. */
export const claude: Dialect = {
  isSpokenBy: (program, args) => program === 'claude' && args.includes('stream-json'),
  tell,
  reader: (cwd) => new ClaudeStream(cwd),
};

/** Of an option that is given twice the last one counts, so that what is asked for comes behind what was given; lists are joined. */
function tell(given: readonly string[], { model, resume, permissions, tools }: Asked): Told {
  const asks = !hasOwnWay(given);
  const { words, notes, unheld } = claudePolicy(permissions, { tools, asks });
  const hasMode = [...given, ...words].some((word) => word.startsWith('--permission-mode'));
  return {
    args: [
      ...given,
      ...option('--model', model),
      ...option('--resume', resume),
      ...(asks ? askingWords : []),
      ...(asks && !hasMode ? ['--permission-mode', 'default'] : []),
      ...words,
    ],
    ...(tools === undefined ? {} : { files: [serverFile(tools, '--mcp-config')] }),
    ...(asks ? { talk: claudeTalk } : {}),
    notes,
    unheld,
  };
}

/** Its command says itself how it is spoken to, or who is asked. */
const hasOwnWay = (given: readonly string[]): boolean =>
  givenValue(given, ['--input-format', '--permission-prompt-tool', '--permission-prompts']) !== undefined ||
  given.includes('--dangerously-skip-permissions');
