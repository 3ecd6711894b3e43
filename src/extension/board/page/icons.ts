import type { IssueState } from '../../../issues/state.ts';
import { svg } from './element.ts';

/** Shapes on a field of 16 by 16: the state must be told without its colour. */
const shapes: { readonly [state in IssueState]: string } = {
  open: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z',
  in_progress: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM6.5 5.5v5l4-2.5z',
  blocked: 'M3.5 7.5h9v6h-9zM5.5 7.5v-2a2.5 2.5 0 0 1 5 0v2',
  deferred: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 5v3.2l2.2 1.4',
  pinned: 'M8 14v-5M4.5 9h7l-1.5-2V3H6v4z',
  other: 'M3 3h10v10H3z',
  closed: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM5.5 8.2l1.8 1.8l3.4-3.8',
};

export const stateIcon = (state: IssueState, x = 0, y = 0): SVGSVGElement =>
  svg(
    'svg',
    { class: `icon state-${state}`, viewBox: '0 0 16 16', width: 16, height: 16, x, y, 'aria-hidden': 'true' },
    svg('path', { d: shapes[state] }),
  );
