import { type SparcMode, sparcSection } from './sparc.ts';

/** Everything that goes into the text that an agent is sent; what is empty is left out. */
export type PromptParts = {
  readonly title: string;
  /** What the agent's type says about the role. */
  readonly role: string;
  /** The task's own prompt, or what a person typed. */
  readonly task: string;
  readonly issue: IssueCard | undefined;
  /** Globs of what the task means to touch. */
  readonly files: readonly string[];
  /** What is checked afterwards, in words or as command lines. */
  readonly criteria: readonly string[];
  readonly sparc: SparcMode | undefined;
  readonly isolation: 'worktree' | 'none';
  /** The workspace's own rules, one a line. */
  readonly rules: readonly string[];
};

export type IssueCard = {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly description: string;
  readonly acceptance: string;
  /** Newest last. */
  readonly comments: readonly { readonly author: string; readonly text: string }[];
};

/** Heading of the list of files; the demo agent looks for it. */
export const filesHeading = '## Files';

/** The text that is really sent, as Markdown that a person can read and change beforehand. */
export function buildPrompt(parts: PromptParts): string {
  const { title, role, task, issue, files, criteria, sparc } = parts;
  const sections = [
    title.trim() === '' ? '' : `# ${title.trim()}`,
    role.trim(),
    task.trim(),
    issue === undefined ? '' : issueSection(issue),
    listed(
      filesHeading,
      'This task means to touch these; stay within them where you can.',
      files.map((file) => `\`${file}\``),
    ),
    listed('## Done when', 'This is checked when you finish.', criteria),
    sparc === undefined ? '' : sparcSection(sparc),
    listed('## Rules', '', [...ownRules[parts.isolation], ...parts.rules]),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

const listed = (heading: string, lead: string, items: readonly string[]): string => {
  const lines = items.map((item) => item.trim()).filter((item) => item !== '');
  if (lines.length === 0) return '';
  return [heading, '', ...(lead === '' ? [] : [lead, '']), ...lines.map((line) => `- ${line}`)].join('\n');
};

const mostComments = 5;

function issueSection({ id, title, status, description, acceptance, comments }: IssueCard): string {
  const said = comments
    .slice(-mostComments)
    .map(({ author, text }) => `${author}: ${text.trim().replaceAll('\n', ' ')}`);
  return [
    `## Issue ${id}: ${title}`,
    `Status: ${status}`,
    description.trim(),
    acceptance.trim() === '' ? '' : `Accepted when:\n\n${acceptance.trim()}`,
    said.length === 0 ? '' : `Comments:\n\n${said.map((line) => `- ${line}`).join('\n')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What Phaseline itself needs of every agent. */
const ownRules = {
  worktree: [
    'The current folder is a Git worktree made for this task alone: change files only inside it.',
    'Leave your work uncommitted or commit it on this branch; do not switch branches, merge or push. What you leave is committed for you.',
    'Issues and hooks are taken care of: there is no need to run their commands.',
  ],
  none: [
    'The current folder is the workspace itself, and others work in it too: change only what this task needs, and do not commit.',
    'Issues and hooks are taken care of: there is no need to run their commands.',
  ],
} as const;
