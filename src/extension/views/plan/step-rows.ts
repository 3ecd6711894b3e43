import type { StepRecord } from '../../../run/state.ts';
import { duration, fence, line } from '../../say/words.ts';
import { nothing, type Row } from '../row.ts';
import type { StepOutline } from './outline.ts';

const words = { setup: 'Setup', before: 'Before', after: 'After', verify: 'Verify' } as const;

/** A step of the plan with what it showed the last time. */
export function stepRow(parent: string, step: StepOutline, record: StepRecord | undefined): Row {
  const result = record?.result;
  const state = record === undefined ? 'idle' : result === undefined ? 'running' : result.ok ? 'passed' : 'failed';
  const icon = {
    idle: { name: 'circle-small', tone: 'quiet' },
    running: { name: 'loading~spin', tone: 'working' },
    passed: { name: 'check', tone: 'done' },
    failed: { name: 'close', tone: 'failed' },
  } as const;
  const description = line(words[step.place].toLowerCase(), result && duration(result.milliseconds), result?.reason);
  return {
    id: `${parent}/${step.place}/${step.index}`,
    label: step.label,
    description,
    icon: icon[state],
    tooltip: () =>
      [
        fence(record?.command ?? step.label, 'sh'),
        result?.reason ?? '',
        result === undefined || result.output === '' ? '' : fence(result.output.slice(-2000)),
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
    spoken:
      `${words[step.place]} step ${step.label}, ${state === 'idle' ? 'not run' : state} ${result?.reason ?? ''}`.trim(),
    context: `step ${state}`,
    subject: nothing,
  };
}
