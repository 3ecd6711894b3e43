import type { ReportCriterion, ReportData, ReportPhase } from './report-data.ts';
import { count, dollars, duration, many, moment } from './words.ts';

/** A report for pull requests and terminals: the same figures, without outputs. */
export function markdownOf(report: ReportData): string {
  const { totals, hooks } = report;
  const parts = [
    `# ${text(report.title)}`,
    `**${report.outcome === 'not-met' ? 'not met' : report.outcome}** — ${text(report.sentence)}`,
    [
      `Run ${text(report.run)}, ${moment(report.startedAt)} UTC, ${duration(report.milliseconds)}.`,
      `${many(totals.files, 'file')} in ${many(totals.edits, 'edit')}, ${count(totals.tokens)} tokens${totals.cost === undefined ? '' : `, ${dollars(totals.cost)}`}.`,
    ].join(' '),
    ...report.phases.map(phase),
    ...(report.criteria.length === 0 ? [] : [`## Criteria of the whole plan\n\n${criteria(report.criteria)}`]),
    ...(hooks.fired === 0
      ? []
      : [
          `## Hooks\n\n${table(
            ['Rule', 'On', 'Run', 'Failed', 'Slowest'],
            hooks.rules.map((rule) => [
              rule.title,
              rule.on,
              count(rule.fired),
              count(rule.failed),
              duration(rule.slowest),
            ]),
          )}`,
        ]),
    ...(report.bottlenecks.length === 0
      ? []
      : [`## What held it up\n\n${report.bottlenecks.map((one) => `- ${text(one)}`).join('\n')}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function phase({ title, state, reason, tasks, criteria: gate }: ReportPhase): string {
  const parts = [`## ${text(title)}: ${state === 'not-met' ? 'not met' : state}`];
  if (reason !== '') parts.push(text(reason));
  if (tasks.length > 0)
    parts.push(
      table(
        ['Task', 'Agent', 'State', 'Time', 'Files', 'Why'],
        tasks.map((task) => [
          task.title,
          task.program ?? task.agent,
          task.state,
          task.startedAt === undefined ? '' : duration(task.milliseconds),
          String(task.files.length),
          task.reason,
        ]),
      ),
    );
  if (gate.length > 0) parts.push(criteria(gate));
  return parts.join('\n\n');
}

const criteria = (all: readonly ReportCriterion[]): string =>
  table(
    ['Criterion', 'State', 'Evidence', 'Exit', 'Found'],
    all.map((one) => [
      one.title,
      one.state === 'not-met' ? `not met: ${one.reason}` : one.state,
      one.command,
      one.exit === undefined ? '' : String(one.exit),
      one.found,
    ]),
  );

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(text))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** One line of text that means nothing to Markdown or HTML. */
const text = (value: string): string =>
  value
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>|#!~&]/g, '\\$&')
    .trim();
