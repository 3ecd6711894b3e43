import { ok } from '../../base/result.ts';
import { commands } from '../../protocol/commands.ts';
import { type IssueGrouping, issueGroupings } from '../../protocol/settings.ts';
import { writeSetting } from '../settings.ts';
import { ask, choose } from './ask.ts';
import { cancelled, type Handlers } from './command.ts';

const groupingWords: { readonly [grouping in IssueGrouping]: string } = {
  epic: 'Epic',
  ready: 'Ready first',
  phase: 'Phase of the plan',
  status: 'Status',
  assignee: 'Assignee',
  label: 'Label',
  priority: 'Priority',
};

/** What the Issues view shows, and how. */
export const shownIssuesCommands = {
  [commands.groupIssues]: async (home) => {
    const now = home.model.value.grouping;
    const grouping = await choose(
      'Group issues by',
      issueGroupings.map((value) => ({
        label: groupingWords[value],
        ...(value === now ? { description: 'now' } : {}),
        value,
      })),
    );
    if (grouping === undefined) return cancelled;
    home.model.update({ grouping });
    await writeSetting('issues.groupBy', grouping);
    return ok(`Issues by ${groupingWords[grouping].toLowerCase()}`);
  },

  [commands.filterIssues]: async (home) => {
    const filter = await ask({
      title: 'Filter issues',
      prompt: 'Words, or is:ready status:open,blocked -label:ui type:bug p:0-1 epic:ID @me @none. Empty shows all.',
      placeHolder: 'is:ready p:0-1 words',
      value: home.model.value.filter,
    });
    if (filter === undefined) return cancelled;
    home.model.update({ filter });
    return ok(filter === '' ? 'All issues are shown' : `Issues are filtered by ${filter}`);
  },

  [commands.clearIssueFilter]: async (home) => {
    home.model.update({ filter: '' });
    return ok('All issues are shown');
  },
} satisfies Handlers;
