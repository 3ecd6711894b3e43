import type { ToGraph } from '../messages.ts';
import { element, issueContext } from './element.ts';
import { stateIcon } from './icons.ts';

/** The graph as a table: what can be seen in the picture, in words. */
export function graphTable({ cards, edges, chain }: ToGraph, open: (id: string) => void): HTMLTableElement {
  const heads = ['Issue', 'State', 'Waits for', 'Is waited for by'];
  const rows = cards.map((card) => {
    const { id, title, state, stateWords, ready, priority } = card;
    const link = element('button', { class: 'link', 'data-vscode-context': issueContext(id) }, id);
    link.addEventListener('click', () => open(id));
    const named = (ids: readonly string[]): string => ids.join(', ');
    const before = edges.filter(({ to, kind }) => to === id && kind === 'needs').map(({ from }) => from);
    const after = edges.filter(({ from, kind }) => from === id && kind === 'needs').map(({ to }) => to);
    const marks = [ready ? 'ready' : stateWords, chain.includes(id) ? 'longest chain' : ''].filter(
      (mark) => mark !== '',
    );
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, link, element('span', { class: 'name' }, `P${priority} ${title}`)),
      element('td', { class: 'state' }, stateIcon(state), ` ${marks.join(', ')}`),
      element('td', {}, named(before)),
      element('td', {}, named(after)),
    );
  });
  return element(
    'table',
    {},
    element('caption', {}, 'The same as a table'),
    element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
    element('tbody', {}, ...rows),
  );
}
