import { fence } from '../../../base/fence.ts';
import type { StepRecord } from '../../../run/state.ts';
import { duration, line, plural } from '../../say/words.ts';
import type { PlanWork } from '../../work.ts';
import { type Icon, nothing, type Row } from '../row.ts';
import type { StepOutline } from './outline.ts';

const words = { setup: 'Setup', issues: 'Issues', before: 'Before', after: 'After', verify: 'Verify' } as const;

/** `passed over`: it could not be had or did not work, and holds nothing up. */
type StepState = 'idle' | 'running' | 'passed' | 'passed over' | 'failed';

const icons: { readonly [state in StepState]: Icon } = {
  idle: { name: 'circle-small', tone: 'quiet' },
  running: { name: 'loading~spin', tone: 'working' },
  passed: { name: 'check', tone: 'done' },
  'passed over': { name: 'circle-slash', tone: 'quiet' },
  failed: { name: 'close', tone: 'failed' },
};

/** Steps of one place of a phase, or of the plan, folded into one row that says how far they are. */
export function stepsGroup(phase: string | undefined, steps: readonly StepOutline[], work: PlanWork): readonly Row[] {
  const [first] = steps;
  if (first === undefined) return [];
  const parent = `steps/${phase ?? ''}/${first.place}`;
  const records = steps.map(({ place, index }) => work.step(phase, undefined, place, index));
  const children = steps.map((step, index) => stepRow(parent, step, records[index]));
  const states = steps.map((step, index) => stateOf(step, records[index]));
  const state = states.includes('failed')
    ? 'failed'
    : states.includes('running')
      ? 'running'
      : states.every((one) => one === 'passed' || one === 'passed over')
        ? 'passed'
        : 'idle';
  const passed = states.filter((one) => one === 'passed').length;
  const over = states.filter((one) => one === 'passed over').length;
  const label = words[first.place];
  const description =
    passed + over === 0
      ? plural(steps.length, 'step')
      : line(`${passed}/${steps.length} steps`, over === 0 ? undefined : `${over} passed over`);
  return [
    {
      id: parent,
      label,
      description,
      icon: state === 'idle' ? { name: 'list-ordered', tone: 'quiet' } : icons[state],
      spoken: `${label}, ${description}, ${state === 'idle' ? 'not run' : state}`,
      context: 'steps',
      subject: nothing,
      children,
    },
  ];
}

/** A step of the plan with what it showed the last time. */
export function stepRow(parent: string, step: StepOutline, record: StepRecord | undefined): Row {
  const result = record?.result;
  const state = stateOf(step, record);
  const description = line(result && duration(result.milliseconds), result?.reason);
  return {
    id: `${parent}/${step.place}/${step.index}`,
    label: step.label,
    description,
    icon: icons[state],
    tooltip: () =>
      [
        fence(record?.command ?? step.label, 'sh'),
        result?.reason ?? '',
        result === undefined || result.output === '' ? '' : fence(result.output.slice(-2000)),
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
    spoken: line(`${words[step.place]} step ${step.label}`, state === 'idle' ? 'not run' : state, result?.reason),
    context: `step ${state}`,
    subject: nothing,
  };
}

function stateOf({ harmless }: StepOutline, record: StepRecord | undefined): StepState {
  if (record === undefined) return 'idle';
  if (record.result === undefined) return 'running';
  if (record.result.ok) return 'passed';
  return harmless ? 'passed over' : 'failed';
}
