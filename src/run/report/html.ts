import { timelineSvg } from './html-timeline.ts';
import { type Html, html, join, raw } from './markup.ts';
import type { ReportCriterion, ReportData, ReportHooks, ReportPhase, ReportStep, ReportTask } from './report-data.ts';
import { style } from './style.ts';
import { count, dollars, duration, many, moment } from './words.ts';

/** The whole page. The policy in its head forbids scripts and everything from outside, whatever the values hold. */
export function htmlOf(report: ReportData): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${report.title} – run report</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<header>
<h1>${report.title}</h1>
<p class="outcome ${report.outcome}"><strong>${outcomes[report.outcome]}</strong> ${report.sentence}</p>
<p class="quiet">${source(report)}</p>
</header>
${figures(report)}
${timeline(report)}
${list('What held it up', report.bottlenecks)}
${join(report.phases.map(phase))}
${criteria('Criteria of the whole plan', report.criteria)}
${steps('Steps before the first phase', report.setup)}
${hooks(report.hooks)}
</main>
</body>
</html>
`;
  return page.markup;
}

const outcomes: Readonly<Record<ReportData['outcome'], string>> = {
  met: '✓ Met.',
  'not-met': '✗ Not met.',
  stopped: '■ Stopped.',
  running: '… Running.',
};

const source = ({ run, plan, startedAt, finishedAt, base }: ReportData): string =>
  [
    plan === '' ? 'An agent launched by hand' : plan,
    `run ${run}`,
    `${moment(startedAt)} to ${finishedAt === undefined ? 'now' : moment(finishedAt)} UTC`,
    `from commit ${base.slice(0, 10)}`,
  ].join(' · ');

function figures({ totals, milliseconds, hooks: fired }: ReportData): Html {
  const cells: readonly (readonly [string, string])[] = [
    ['time', duration(milliseconds)],
    ['tasks done', `${totals.done} of ${totals.tasks}`],
    ['criteria met', `${totals.met} of ${totals.criteria}`],
    ['files changed', count(totals.files)],
    ['edits', count(totals.edits)],
    ['hooks run', fired.failed === 0 ? count(fired.fired) : `${count(fired.fired)}, ${count(fired.failed)} failed`],
    ['tokens', count(totals.tokens)],
    ['cost', totals.cost === undefined ? 'not told' : dollars(totals.cost)],
  ];
  return html`<dl class="figures">${join(cells.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl>`;
}

const timeline = ({ timeline: when }: ReportData): Html =>
  when.bars.length === 0 ? raw('') : html`<section><h2>Who worked when</h2>${timelineSvg(when)}</section>`;

const list = (title: string, sentences: readonly string[]): Html =>
  sentences.length === 0
    ? raw('')
    : html`<section><h2>${title}</h2><ul>${join(sentences.map((sentence) => html`<li>${sentence}</li>`))}</ul></section>`;

const phaseStates: Readonly<Record<ReportPhase['state'], string>> = {
  waiting: 'not started',
  running: '… running',
  met: '✓ met',
  'not-met': '✗ not met',
};

function phase(one: ReportPhase): Html {
  const when = one.startedAt === undefined ? '' : ` in ${duration(one.milliseconds)}`;
  return html`<section class="phase">
<h2>${one.title} <span class="state ${one.state}">${phaseStates[one.state]}${when}</span></h2>
<p class="quiet">${[one.id, one.branch, one.reason].filter((part) => part !== '').join(' · ')}</p>
${tasks(one.tasks)}
${criteria('Criteria', one.criteria)}
${steps('Steps', [...one.steps, ...one.tasks.flatMap((task) => task.steps)])}
</section>
`;
}

function tasks(all: readonly ReportTask[]): Html {
  if (all.length === 0) return raw('');
  return html`<h3>Tasks</h3>
<table><thead><tr><th>Task</th><th>Agent</th><th>State</th><th class="number">Time</th><th class="number">Tokens</th><th class="number">Cost</th><th>Files</th></tr></thead>
<tbody>${join(all.map(task))}</tbody></table>`;
}

const task = (one: ReportTask): Html => html`<tr>
<td>${one.title}${small([one.issue, one.attempt > 1 ? `attempt ${one.attempt}` : undefined])}</td>
<td>${one.agent}${small([one.program])}</td>
<td><span class="state ${one.state}">${one.state}</span>${small([one.reason, one.merged ? 'merged' : undefined, one.commit?.slice(0, 10)])}</td>
<td class="number">${one.startedAt === undefined ? '' : duration(one.milliseconds)}</td>
<td class="number">${one.tokens === 0 ? '' : count(one.tokens)}</td>
<td class="number">${one.cost === undefined ? '' : dollars(one.cost)}</td>
<td>${files(one.files)}</td>
</tr>`;

const small = (parts: readonly (string | undefined)[]): Html => {
  const told = parts.filter((part) => part !== undefined && part !== '').join(' · ');
  return told === '' ? raw('') : html`<small>${told}</small>`;
};

const files = (names: readonly string[]): Html =>
  names.length === 0
    ? raw('')
    : html`<details><summary>${many(names.length, 'file')}</summary>${join(names.map((name) => html`<code>${name}</code><br>`))}</details>`;

const criterionStates: Readonly<Record<ReportCriterion['state'], string>> = {
  met: '✓ met',
  'not-met': '✗ not met',
  open: '○ open',
};

function criteria(title: string, all: readonly ReportCriterion[]): Html {
  if (all.length === 0) return raw('');
  return html`<h3>${title}</h3>
<table><thead><tr><th>Criterion</th><th>State</th><th>Evidence</th></tr></thead><tbody>${join(all.map(criterion))}</tbody></table>`;
}

const criterion = (one: ReportCriterion): Html => html`<tr>
<td>${one.title}</td>
<td><span class="state ${one.state}">${criterionStates[one.state]}</span>${small([one.reason])}</td>
<td>${one.command === '' ? raw('') : html`<code>${one.command}</code>`}${small([
  one.exit === undefined ? undefined : `exit ${one.exit}`,
  one.found === '' ? undefined : `found ${one.found}`,
  one.time === undefined ? undefined : `${duration(one.milliseconds)}, ${moment(one.time)}`,
  one.commit === '' ? undefined : `commit ${one.commit.slice(0, 10)}`,
])}${output(one.output)}</td>
</tr>`;

const output = (text: string): Html =>
  text.trim() === '' ? raw('') : html`<details><summary>output</summary><pre>${text}</pre></details>`;

function steps(title: string, all: readonly ReportStep[]): Html {
  if (all.length === 0) return raw('');
  const failed = all.filter(({ state }) => state === 'failed').length;
  return html`<details${raw(failed > 0 ? ' open' : '')}><summary>${title}: ${many(all.length, 'step')}${failed > 0 ? `, ${failed} failed` : ''}</summary>
<table><tbody>${join(all.map(step))}</tbody></table></details>`;
}

const step = (one: ReportStep): Html => html`<tr>
<td>${one.place}</td><td>${one.step}${one.command === one.step ? raw('') : html`<small><code>${one.command}</code></small>`}</td>
<td><span class="state ${one.state}">${one.state}</span>${small([one.exit === undefined ? undefined : `exit ${one.exit}`, one.reason])}${output(one.output)}</td>
<td class="number">${duration(one.milliseconds)}</td>
</tr>`;

function hooks({ fired, failed, unavailable, rules, notable }: ReportHooks): Html {
  if (fired === 0) return raw('');
  return html`<section><h2>Hooks</h2>
<p>${many(fired, 'hook')} run, ${failed} failed${unavailable > 0 ? `, ${unavailable} not available on this machine` : ''}.</p>
<table><thead><tr><th>Rule</th><th>On</th><th class="number">Run</th><th class="number">Failed</th><th class="number">Slowest</th></tr></thead>
<tbody>${join(rules.map((rule) => html`<tr><td>${rule.title}</td><td>${rule.on}</td><td class="number">${count(rule.fired)}</td><td class="number">${count(rule.failed)}</td><td class="number">${duration(rule.slowest)}</td></tr>`))}</tbody></table>
<details><summary>failures and the slowest</summary><table><tbody>${join(
    notable.map(
      (one) =>
        html`<tr><td>${one.title}</td><td><code>${one.subject}</code></td><td><span class="state ${one.state}">${one.state}</span>${small([one.reason])}</td><td class="number">${duration(one.milliseconds)}</td></tr>`,
    ),
  )}</tbody></table></details></section>`;
}
