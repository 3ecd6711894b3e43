import { moved } from '../../base/span.ts';
import { fullName, type Name, type Outline, resolveTask } from '../model/outline.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Circle, endOf, startOf } from '../model/waiting.ts';
import type { Finding, Rule } from './rule.ts';

const words: Readonly<Record<Circle['kind'], readonly [what: string, alone: string, together: string]>> = {
  phase: ['phase', 'waits for itself', 'wait for each other'],
  task: ['task', 'waits for itself', 'wait for each other'],
  gate: ['task', 'waits for its own phase', 'and phases wait for each other'],
  needs: ['issue', 'blocks itself', 'block each other'],
  parent: ['issue', 'is its own parent', 'are each other’s parents'],
};

export const cycle: Rule = {
  code: 'cycle',
  severity: 'error',
  about: 'Phases, tasks or issues wait for each other in a circle, so that none of them can ever start.',
  *across(plan) {
    for (const circle of plan.names.circles) {
      const finding = told(circle, arrowsOf(plan, circle));
      if (finding) yield finding;
    }
  },
};

type Arrow = { readonly from: string; readonly to: string; readonly at: Name };

function told({ kind, names }: Circle, arrows: readonly Arrow[]): Finding | undefined {
  const [what, alone, together] = words[kind];
  const [first, ...others] = arrows;
  if (first === undefined) return undefined;
  const path = [...names, names[0] ?? ''].join(' → ');
  return {
    span: first.at.span,
    message: names.length === 1 ? `The ${what} "${first.from}" ${alone}.` : `These ${what}s ${together}: ${path}.`,
    related: others.map(({ from, to, at }) => ({ message: relation(kind, from, to), span: at.span })),
    remedies: [{ kind: 'remove', what: `"${first.at.text}"` }],
  };
}

function relation(kind: Circle['kind'], from: string, to: string): string {
  if (kind !== 'gate' || !from.startsWith(startOf(''))) return `"${from}" waits for "${to}" here.`;
  const [phase, before] = [from.slice(startOf('').length), to.slice(endOf('').length)];
  return `The phase "${phase}" begins only when "${before}" has ended.`;
}

/** Where the text says each step of a circle; nothing where its first step stands nowhere. */
function arrowsOf(plan: Snapshot, { kind, names }: Circle): readonly Arrow[] {
  const places = names.map((from, index) => {
    const to = names[(index + 1) % names.length] ?? from;
    return { from, to, at: placeOf(plan, kind, from, to) };
  });
  return places[0]?.at === undefined ? [] : places.flatMap(({ from, to, at }) => (at ? [{ from, to, at }] : []));
}

function placeOf(plan: Snapshot, kind: Circle['kind'], from: string, to: string): Name | undefined {
  for (const { section, start } of plan.places()) {
    const found = needIn(section.outline, kind, from, to);
    if (found) return { text: found.text, span: moved(found.span, start) };
  }
  return undefined;
}

function needIn(
  { phases, issues }: Pick<Outline, 'phases' | 'issues'>,
  kind: Circle['kind'],
  from: string,
  to: string,
): Name | undefined {
  switch (kind) {
    case 'phase': {
      const phase = phases.find(({ id }) => id.text === from);
      // An unwritten need is shown at the phase that has it.
      return phase?.needs ? phase.needs.find(({ text }) => text === to) : phase?.id;
    }
    case 'task': {
      const task = phases.flatMap(({ tasks }) => tasks).find((one) => fullName(one) === from);
      return task?.needs.find(({ text }) => resolveTask(text, task.phase) === to);
    }
    case 'gate': {
      const phase = phases.find(({ id }) => startOf(id.text) === from);
      if (phase) return phase.needs ? phase.needs.find(({ text }) => endOf(text) === to) : phase.id;
      return needIn({ phases, issues }, 'task', from, to);
    }
    case 'needs':
      return issues.find(({ id }) => id.text === from)?.needs.find(({ text }) => text === to);
    case 'parent':
      return issues.find(({ id }) => id.text === from)?.parent;
  }
}
