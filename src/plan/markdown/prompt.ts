import { readCommand, type ShellCommand } from './shell.ts';

/** What stands beside the work in a prompt: lines under a label such as "Verification:", or after it. */
export type PromptPart = {
  readonly label: 'verify' | 'issue' | 'hooks' | 'sparc' | 'commands';
  /** Index of the line within the prompt, from 0. */
  readonly line: number;
  readonly text: string;
  /** Undefined: not a command, words only. */
  readonly command: ShellCommand | undefined;
};

const labels: readonly { readonly label: PromptPart['label']; readonly words: RegExp }[] = [
  { label: 'verify', words: /^(verification|verify( with)?|validation|checks?)$/i },
  { label: 'issue', words: /^(update|comment( on)?|close) (beads|issues?)$|^beads( updates?)?$/i },
  { label: 'hooks', words: /^((claude-flow )?hooks|coordination)$/i },
  { label: 'sparc', words: /^sparc( (phase|mode)s?)?$/i },
  { label: 'commands', words: /^(commands|run)$/i },
];

/** The labelled parts of a prompt, in order. The prompt itself keeps them: this only reads. */
export function readPrompt(prompt: string): readonly PromptPart[] {
  const parts: PromptPart[] = [];
  let label: PromptPart['label'] | undefined;
  for (const [line, written] of prompt.split('\n').entries()) {
    const text = written.trim();
    if (text === '') continue;
    const head = /^(?:[-*]\s+)?\**([A-Za-z][\w -]{1,40}?)\**:\**\s*(.*)$/.exec(text);
    const named = head === null ? undefined : labels.find(({ words }) => words.test(head[1] ?? ''))?.label;
    if (named !== undefined) {
      label = named;
      const rest = (head?.[2] ?? '').trim();
      if (rest !== '') parts.push(part(label, line, rest));
      continue;
    }
    if (label !== undefined && /^[-*]\s+/.test(text)) parts.push(part(label, line, text.replace(/^[-*]\s+/, '')));
    else label = undefined;
  }
  return parts;
}

function part(label: PromptPart['label'], line: number, written: string): PromptPart {
  const text = written.replace(/^`(.*)`$/, '$1').trim();
  const command = readCommand(text);
  return { label, line, text, command: command !== undefined && isCommand(command) ? command : undefined };
}

const programs = new Set(
  'bash bd black bun bundle cargo cmake composer ctest curl deno docker dotnet eslint flake8 git go golangci-lint gradle jest kubectl make mvn mypy next node npm npx phpunit pip pnpm poetry prettier pytest python python3 rake ruff rspec sh shellcheck staticcheck terraform tox tsc uv vitest yarn'.split(
    ' ',
  ),
);

/** Words are a command when the first is a program that plans name, or a file that is run. */
const isCommand = ({ words }: ShellCommand): boolean => {
  const first = words[0] ?? '';
  return programs.has(first) || /^(\.{0,2}\/)?[\w.-]+(\/[\w.-]+)+$/.test(first) || /^\.\/[\w.-]+$/.test(first);
};
