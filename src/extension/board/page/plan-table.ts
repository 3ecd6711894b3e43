import type { GraphPhase, GraphTask, ToPlanGraph } from '../messages.ts';
import { element, issueContext } from './element.ts';
import { stateIcon } from './icons.ts';
import { lookIcon } from './look-icons.ts';

export type Opens = { open(id: string): void; openIssue(id: string): void };

/** The plan as a table, a body of rows for each phase: what can be seen in the picture, in words. */
export function planTable(message: ToPlanGraph, opens: Opens): HTMLTableElement {
  const heads = ['Task', 'State', 'Issue', 'Waits for'];
  return element(
    'table',
    { class: 'plan' },
    element('caption', {}, 'The same as a table'),
    element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
    ...message.phases.map((phase) =>
      element(
        'tbody',
        {},
        phaseRow(phase, waitsFor(message, phase.id, 'phase'), opens),
        ...message.tasks.filter((task) => task.phase === phase.id).map((task) => taskRow(task, message, opens)),
      ),
    ),
  );
}

const waitsFor = ({ edges }: ToPlanGraph, id: string, kind: 'phase' | 'needs'): readonly string[] =>
  edges.filter((edge) => edge.kind === kind && edge.to === id).map(({ from }) => from);

function phaseRow(
  { id, title, icon, words, reason, context }: GraphPhase,
  after: readonly string[],
  { open }: Opens,
): HTMLElement {
  return element(
    'tr',
    { class: 'phase' },
    element(
      'th',
      { scope: 'rowgroup' },
      link(title, context, () => open(id)),
    ),
    element(
      'td',
      { class: 'state', colspan: 2 },
      lookIcon(icon),
      ` ${words}`,
      ...(reason === '' ? [] : [element('span', { class: 'name' }, reason)]),
    ),
    element('td', {}, after.join(', ')),
  );
}

function taskRow(task: GraphTask, message: ToPlanGraph, { open, openIssue }: Opens): HTMLElement {
  const { key, phase, title, agent, icon, word, issue, onWay, context } = task;
  const short = (name: string): string => (name.startsWith(`${phase}/`) ? name.slice(phase.length + 1) : name);
  const about =
    issue === undefined
      ? []
      : [
          link(issue.id, issueContext(issue.id), () => openIssue(issue.id)),
          element('span', { class: 'name' }, stateIcon(issue.state ?? 'other'), ` ${issue.words}`),
        ];
  return element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row' },
      link(title, context, () => open(key)),
      element('span', { class: 'name' }, agent),
    ),
    element(
      'td',
      { class: 'state' },
      lookIcon(icon),
      ` ${word}`,
      ...(onWay ? [element('span', { class: 'name' }, 'critical path')] : []),
    ),
    element('td', { class: 'state' }, ...about),
    element('td', {}, waitsFor(message, key, 'needs').map(short).join(', ')),
  );
}

function link(text: string, context: string, act: () => void): HTMLElement {
  const made = element('button', { class: 'link', 'data-vscode-context': context }, text);
  made.addEventListener('click', act);
  return made;
}
