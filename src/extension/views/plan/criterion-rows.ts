import { fence } from '../../../base/fence.ts';
import { commands } from '../../../protocol/commands.ts';
import type { Evidence } from '../../../run/state.ts';
import { duration, line, plain, type Writing } from '../../say/words.ts';
import type { PlanWork } from '../../work.ts';
import { type Icon, nothing, type Row } from '../row.ts';
import type { CriterionOutline } from './outline.ts';

/** The gate of a phase, or of the whole plan. */
export function criteriaGroup(
  phase: string | undefined,
  criteria: readonly CriterionOutline[],
  work: PlanWork,
): readonly Row[] {
  if (criteria.length === 0) return [];
  const children = criteria.map((criterion) => criterionRow(phase, criterion, work));
  const met = criteria.filter(({ id }) => work.evidence(phase, id)?.record.met === true).length;
  const label = phase === undefined ? 'Plan criteria' : 'Criteria';
  const all = met === criteria.length;
  return [
    {
      id: `criteria/${phase ?? ''}`,
      label,
      description: `${met}/${criteria.length} met`,
      icon: { name: all ? 'verified-filled' : 'verified', tone: all ? 'done' : 'quiet' },
      spoken: `${label}, ${met} of ${criteria.length} met`,
      context: 'criteria',
      subject: nothing,
      unfolded: phase !== undefined && work.phase(phase) !== undefined,
      children,
    },
  ];
}

function criterionRow(phase: string | undefined, criterion: CriterionOutline, work: PlanWork): Row {
  const found = work.evidence(phase, criterion.id);
  const evidence = found?.record;
  const state = evidence === undefined ? 'open' : evidence.met ? 'met' : 'unmet';
  const icons: Record<typeof state, Icon> = {
    open: criterion.manual ? { name: 'person', tone: 'quiet' } : { name: 'circle-outline', tone: 'quiet' },
    met: { name: 'pass', tone: 'done' },
    unmet: criterion.manual ? { name: 'person', tone: 'waiting' } : { name: 'error', tone: 'failed' },
  };
  const said = { open: 'not checked yet', met: 'met', unmet: 'not met' }[state];
  const description =
    evidence === undefined
      ? criterion.manual
        ? 'needs your approval'
        : undefined
      : line(
          evidence.met ? evidence.found || (criterion.manual ? evidence.command : '') : evidence.reason,
          evidence.milliseconds > 0 ? duration(evidence.milliseconds) : undefined,
        );
  const run = found?.run.id ?? (phase === undefined ? work.newest?.id : work.phase(phase)?.run.id);
  return {
    id: `criterion/${phase ?? ''}/${criterion.id}`,
    label: criterion.title,
    ...(description === undefined ? {} : { description }),
    icon: icons[state],
    tooltip: () => evidenceCard(criterion, evidence),
    spoken: `Criterion ${criterion.title}, ${said}${description === undefined ? '' : `, ${description}`}`,
    context: [
      'criterion',
      criterion.manual && state !== 'met' && run !== undefined ? 'manual' : '',
      evidence ? 'evidence' : '',
    ]
      .filter((word) => word !== '')
      .join(' '),
    subject: { kind: 'criterion', run, phase, criterion: criterion.id },
    ...(evidence === undefined ? {} : { command: commands.showEvidence }),
  };
}

/** What was asked, and what was seen. */
export function evidenceCard(
  criterion: { readonly title: string; readonly check: string },
  evidence: Evidence | undefined,
  write: Writing = plain,
): string {
  if (evidence === undefined) return `**${write(criterion.title)}**\n\nNot checked yet: ${write(criterion.check)}`;
  const { met, command, exit, reason, found, output, commit, time, milliseconds } = evidence;
  return [
    `**${write(criterion.title)}** — ${met ? 'met' : `not met: ${write(reason)}`}`,
    fence(command, 'sh'),
    line(
      exit === undefined ? undefined : `exit code ${exit}`,
      found === '' ? undefined : `found ${write(found)}`,
      duration(milliseconds),
      commit === '' ? undefined : `at \`${commit.slice(0, 10)}\``,
      time,
    ),
    output === '' ? '' : fence(output.slice(-4000)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
