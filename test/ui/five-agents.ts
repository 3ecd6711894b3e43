import type { Workbench } from '../harness/workbench.ts';

export const script = (...lines: readonly string[]): string => ['```demo', ...lines, '```'].join('\n');
const pool = Array.from({ length: 12 }, (_, index) => `limit${index} = ${index}`);

/** Each issue holds the script of the agent that works on it. */
const issues = [
  [
    'Raise the limits',
    script(
      'say I raise two of them.',
      'replace pool.py | limit1 = 1 | limit1 = 100',
      'replace pool.py | limit9 = 9 | limit9 = 900',
    ),
  ],
  [
    'Write the guide',
    script(
      'think Who reads this?',
      'say I write it for newcomers.',
      'write guide.md',
      '  # Guide',
      '  Start here.',
      'append README.md | See the guide.',
    ),
  ],
  ['Shorten the notes', script('write notes.md', '  short')],
  ['Extend the notes', script('write notes.md', '  as it was, and more')],
  [
    'Publish the package',
    script('say All is built.', 'ask execute | npm publish --dry-run', 'append README.md | Published.'),
  ],
] as const;

const time = '2026-01-01T00:00:00Z';
const tracker = issues.map(([title, description], index) =>
  JSON.stringify({
    id: `pool-${index + 1}`,
    title,
    description,
    status: 'open',
    priority: index,
    issue_type: 'task',
    created_at: time,
    created_by: 'ada',
    updated_at: time,
  }),
);
export const files = {
  '.beads/issues.jsonl': `${tracker.join('\n')}\n`,
  'pool.py': `${pool.join('\n')}\n`,
  'notes.md': 'as it was\n',
  'README.md': '# Pool\n',
  'AGENTS.md': 'Be brief.\n',
};

/** The machine may be busy with other tests: these agents start all the same. */
export const settings = { 'phaseline.maxLoad': 1000, 'phaseline.minFreeMemory': 0 };

/** Launches an agent for each of the issues with one command. */
export async function launchFive(window: Workbench): Promise<void> {
  await window.view('Issues').row(/Publish the package/);
  await window.run('Phaseline: Launch Agents for Ready Issues…');
  for (const [title] of issues)
    await window.quickInput.row(title).locator('.monaco-checkbox, .quick-input-list-checkbox').first().click();
  await window.picture('launch-ready');
  await window.quickInput.accept();
  await window.quickInput.pick('agent');
  await window.quickInput.answer('Do what the issue says.', 'What shall each do');
}

/** Waits until this text is drawn in an editor. */
export async function drawn(window: Workbench, text: string): Promise<void> {
  await window.page.locator('.monaco-editor .view-line').filter({ hasText: text }).first().waitFor();
}

/** Folds the views that have nothing to say here. */
export async function foldViews(window: Workbench, ...views: readonly string[]): Promise<void> {
  for (const view of views) await window.view(view).pane.locator('.pane-header').click();
}
