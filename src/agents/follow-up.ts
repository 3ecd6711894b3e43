/** What a person says to an agent that has worked on a task. The task comes along, quoted, because not every agent remembers its session. */
export function followUpPrompt(texts: readonly string[], task: string): string {
  const given = task
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd());
  const parts = [
    '# Follow-up',
    ...texts.map((text) => text.trim()),
    '## The task, as it was given before',
    given.join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What a person has written beside a line of an agent's work. */
export type LineComment = {
  /** Relative to the folder that the agent works in. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The line as it reads there. */
  readonly quote: string;
  /** The line is of before the work, where it was changed or taken away. */
  readonly before: boolean;
  readonly text: string;
};

/** Comments of a review as a follow-up, by file and from top to bottom. */
export function commentsPrompt(comments: readonly LineComment[]): string {
  const sorted = comments.toSorted((one, other) => one.file.localeCompare(other.file) || one.line - other.line);
  const items = sorted.map(({ file, line, quote, before, text }) => {
    const place = `### \`${file}:${line}\`${before ? ' (as it was before your change)' : ''}`;
    const quoted = quote.trim() === '' ? [] : [`> \`${quote.trim().replaceAll('`', "'")}\``];
    return [place, ...quoted, text.trim()].join('\n\n');
  });
  return ['Your work was reviewed. Take in each of these comments, and change nothing else.', ...items].join('\n\n');
}

/** Asks an agent to resolve a conflict that was laid out in its worktree. */
export function conflictPrompt(into: string, files: readonly string[]): string {
  return [
    `Your work conflicts with what is on \`${into}\` by now. That has been merged into your worktree, with the conflicts marked in these files:`,
    files.map((file) => `- \`${file}\``).join('\n'),
    'Edit them so that both intents are kept and no line begins with `<<<<<<<`, `=======` or `>>>>>>>` any more. Change nothing else, and leave the committing to Phaseline.',
  ].join('\n\n');
}
