import type { ReportPhase } from './report-data.ts';
import { duration } from './words.ts';

/** What held the run up, in sentences: the longest task of a phase, how much ran side by side, the slowest step. */
export const bottlenecks = (phases: readonly ReportPhase[]): readonly string[] => phases.flatMap(ofPhase);

function ofPhase({ title, tasks, steps, milliseconds }: ReportPhase): readonly string[] {
  const sentences: string[] = [];
  const [longest, second] = [...tasks].sort((one, other) => other.milliseconds - one.milliseconds);
  const worked = tasks.reduce((sum, task) => sum + task.milliseconds, 0);
  if (longest !== undefined && longest.milliseconds > 0) {
    const ahead = second === undefined ? 0 : longest.milliseconds - second.milliseconds;
    const more = ahead > 0 ? `, ${duration(ahead)} more than the next` : '';
    sentences.push(`${title}: “${longest.title}” took longest, ${duration(longest.milliseconds)}${more}.`);
  }
  if (tasks.length > 1 && milliseconds > 0)
    sentences.push(`${title}: on average ${(worked / milliseconds).toFixed(1)} agents worked at once.`);
  const all = [...steps, ...tasks.flatMap((task) => task.steps)];
  const [slow] = all.sort((one, other) => other.milliseconds - one.milliseconds);
  if (slow !== undefined && slow.milliseconds >= 1000)
    sentences.push(`${title}: the slowest step was ${slow.command}, ${duration(slow.milliseconds)}.`);
  return sentences;
}
