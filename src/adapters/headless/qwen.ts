import { byKind, type ToolNames } from './by-kind.ts';
import { type ClaudeLike, ClaudeStream } from './claude-stream.ts';
import type { Asked, Dialect, Told } from './dialect.ts';
import { givenValue, option, without } from './options.ts';
import { patience, serverFile } from './own-tools.ts';

/** `qwen --output-format stream-json`, as measured with 0.24: its lines have the form of Claude's. */
export const qwen: Dialect = {
  isSpokenBy: (program, args) => program === 'qwen' && givenValue(args, ['--output-format', '-o']) === 'stream-json',
  tell,
  reader: (cwd) => new ClaudeStream(cwd, qwenCode),
};

const toolNames = {
  read: ['read_file', 'list_directory'],
  search: ['glob', 'grep_search'],
  edit: ['edit', 'write_file', 'notebook_edit'],
  execute: ['run_shell_command'],
  fetch: ['web_fetch', 'web_search'],
} as const satisfies ToolNames;

const qwenCode: ClaudeLike = {
  title: 'Qwen Code',
  version: 'qwen_code_version',
  kinds: {
    ...Object.fromEntries(Object.entries(toolNames).flatMap(([kind, names]) => names.map((name) => [name, kind]))),
    agent: 'think',
    todo_write: 'think',
  },
};

/** A tool that is excluded is denied in each of its modes. It takes no option twice but these lists. */
function tell(given: readonly string[], { model, resume, permissions, tools }: Asked): Told {
  const { allowed, denied, notes, unheld } = byKind(permissions, toolNames);
  const offered = offer(given, tools, notes);
  const taken = [...(model === undefined ? [] : ['--model', '-m']), ...(resume ? ['--resume', '-r'] : [])];
  return {
    args: [
      ...without(given, { valued: taken }),
      ...option('--model', model),
      ...option('--resume', resume),
      ...allowed.flatMap((name) => ['--allowed-tools', name]),
      ...denied.flatMap((name) => ['--exclude-tools', name]),
    ],
    ...offered,
    unheld,
  };
}

const serverOption = '--mcp-config';

/** Servers of its command's own stay: it takes but one file of them. */
function offer(
  given: readonly string[],
  tools: Asked['tools'],
  notes: readonly string[],
): Pick<Told, 'files' | 'notes'> {
  if (tools === undefined) return { notes };
  const note = `Phaseline's tools are not offered to it: its command says ${serverOption} itself`;
  return givenValue(given, [serverOption]) === undefined
    ? { notes, files: [serverFile(tools, serverOption, { trust: true, timeout: patience })] }
    : { notes: [...notes, note] };
}
