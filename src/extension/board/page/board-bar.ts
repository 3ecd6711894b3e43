import { type BoardLanes, boardLanes } from '../../../issues/board.ts';
import type { BoardChoice, ToBoard } from '../messages.ts';
import { element } from './element.ts';

const laneWords: { readonly [lanes in BoardLanes]: string } = {
  none: 'No lanes',
  epic: 'By epic',
  assignee: 'By assignee',
};

/** Soon enough for who types, seldom enough for who draws. */
const typingPause = 120;

/** What stands above the board: lanes, phase, filter, and how much is shown. */
export function boardBar(choose: (choice: BoardChoice) => void): {
  readonly root: HTMLElement;
  show(message: Extract<ToBoard, { kind: 'board' }>): void;
} {
  const lanes = element(
    'select',
    { 'aria-label': 'Swim lanes' },
    ...boardLanes.map((value) => element('option', { value }, laneWords[value])),
  );
  const phase = element('select', { 'aria-label': 'Issues of which phase' });
  const filter = element('input', {
    type: 'search',
    'aria-label': 'Filter issues',
    placeholder: 'Filter: is:ready label:api p:0-1 @me words',
    spellcheck: 'false',
  });
  const shown = element('span', { class: 'shown', role: 'status' });
  const chosen = (): void =>
    choose({
      lanes: boardLanes.find((one) => one === lanes.value) ?? 'none',
      phase: phase.value,
      filter: filter.value,
    });
  let typing: ReturnType<typeof setTimeout> | undefined;
  lanes.addEventListener('change', chosen);
  phase.addEventListener('change', chosen);
  filter.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(chosen, typingPause);
  });
  return {
    root: element(
      'div',
      { class: 'bar', role: 'toolbar', 'aria-label': 'What the board shows' },
      lanes,
      phase,
      filter,
      shown,
    ),
    show({ choice, phases, shown: count, total }) {
      const offered = [{ id: '', title: 'All issues' }, ...phases];
      if (offered.length !== phase.options.length || offered.some(({ id }, at) => phase.options[at]?.value !== id))
        phase.replaceChildren(...offered.map(({ id, title }) => element('option', { value: id }, title)));
      phase.hidden = phases.length === 0;
      lanes.value = choice.lanes;
      phase.value = choice.phase;
      if (document.activeElement !== filter) filter.value = choice.filter;
      shown.textContent = count === total ? `${total} issues` : `${count} of ${total}`;
    },
  };
}
