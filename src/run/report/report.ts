import type { HookEntry, Run } from '../state.ts';
import { gather } from './gather.ts';
import { htmlOf } from './html.ts';
import { markdownOf } from './markdown.ts';

/**
 * A run as one plain HTML file that needs nothing else: no script, no picture, no network. Every value is escaped, so that no title or
 * output can become markup. `hooks` are those of this run.
 */
export const reportHtml = (run: Run, hooks: readonly HookEntry[]): string => htmlOf(gather(run, hooks));

/** The same as Markdown, for pull requests and terminals. */
export const reportMarkdown = (run: Run, hooks: readonly HookEntry[]): string => markdownOf(gather(run, hooks));

/** The same as data: a `ReportData`. */
export const reportJson = (run: Run, hooks: readonly HookEntry[]): string =>
  `${JSON.stringify(gather(run, hooks), null, 2)}\n`;
