import type { BoardCard } from '../../../issues/board.ts';
import { element, issueContext } from './element.ts';
import { stateIcon } from './icons.ts';

const priorities = ['critical', 'high', 'medium', 'low', 'backlog'];

/** What a screen reader says of an issue. */
export const spoken = ({
  id,
  title,
  type,
  stateWords,
  priority,
  ready,
  assignee,
  labels,
  progress,
}: BoardCard): string =>
  [
    `${type} ${title}`,
    id,
    ready ? `${stateWords}, ready` : stateWords,
    priorities[priority] ?? `priority ${priority}`,
    assignee,
    labels.join(', '),
    progress === '' ? '' : `${progress} done`,
  ]
    .filter((part) => part !== '')
    .join(', ');

/** A card; until its issue is known, its id alone. */
export function cardElement(id: string, card: BoardCard | undefined, inTabOrder: boolean): HTMLElement {
  const root = element('div', {
    class: card === undefined ? 'card' : `card priority-${Math.min(card.priority, 4)} ${card.state}`,
    'data-id': id,
    'data-vscode-context': issueContext(id),
    draggable: 'true',
    role: 'button',
    tabindex: inTabOrder ? 0 : -1,
    'aria-label': card === undefined ? id : spoken(card),
  });
  if (card === undefined) {
    root.append(element('div', { class: 'id' }, id));
    return root;
  }
  const { title, type, priority, state, stateWords, ready, assignee, labels, progress } = card;
  root.title = title;
  root.append(
    element(
      'div',
      { class: 'top' },
      stateIcon(state),
      element('span', { class: 'id' }, id),
      element('span', { class: 'priority' }, `P${priority}`),
    ),
    element('div', { class: 'title' }, title),
    element(
      'div',
      { class: 'foot' },
      ...(ready ? [element('span', { class: 'chip ready' }, 'ready')] : []),
      ...(state === 'other' ? [element('span', { class: 'chip' }, stateWords)] : []),
      ...[type === 'task' ? '' : type, progress, assignee]
        .filter((text) => text !== '')
        .map((text) => element('span', {}, text)),
      ...labels.map((label) => element('span', { class: 'chip' }, label)),
    ),
  );
  return root;
}
