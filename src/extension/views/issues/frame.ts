import type { IssueProjection } from '../../../issues/projection.ts';
import type { Model } from '../../model.ts';
import type { Frame } from '../tree.ts';

/** What the store is, why it cannot be written, and how much of it is shown. */
export function issueFrame({ issues, filter }: Model, counts: IssueProjection['counts']): Frame {
  if (issues?.state === 'failed' && issues.issues.length > 0)
    return { message: 'Issues as they were when they could last be read.' };
  if (issues?.state !== 'known') return {};
  const { title, readOnly, broken, stale } = issues;
  const { fitting, total, closedHidden } = counts;
  const parts = [
    stale === true ? 'Issues as they were last time; the tracker is being read.' : '',
    readOnly === undefined ? '' : `Read-only: ${readOnly}`,
    broken.length === 0 ? '' : brokenLines(broken.length),
    filter === '' ? '' : `Filter: ${filter} (${fitting} of ${total})`,
    closedHidden === 0 ? '' : `${closedHidden} closed hidden`,
  ];
  return { description: title, message: parts.filter((part) => part !== '').join('\n') };
}

const brokenLines = (count: number): string =>
  count === 1
    ? 'A line of the tracker does not count; the log says which.'
    : `${count} lines of the tracker do not count; the log says which.`;
