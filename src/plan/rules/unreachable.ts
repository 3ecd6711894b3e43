import { fullName, type Name, resolveTask } from '../model/outline.ts';
import type { Stuck } from '../model/waiting.ts';
import type { Finding, Rule } from './rule.ts';

/** A circle is told by `cycle`; this tells what is lost behind it, once for each way into it. */
export const unreachable: Rule = {
  code: 'unreachable',
  severity: 'warning',
  about: 'A phase or task can never start: what it waits for stands in a circle and never ends.',
  *against({ outline }, { stuck }) {
    if (stuck === undefined) return;
    for (const phase of outline.phases) {
      const lost = stuck.behind.get(phase.id.text);
      if (lost) yield* aboutPhase(phase.id, phase.needs, lost, stuck);
      for (const task of phase.tasks) {
        const never = stuck.behind.get(fullName(task));
        const at = task.needs.find(({ text }) => never?.has(resolveTask(text, task.phase)));
        if (at)
          yield about(at, `The task "${task.id.text}" can never start: it waits for "${at.text}", which never ends.`);
      }
    }
  },
};

function* aboutPhase(
  id: Name,
  needs: readonly Name[] | undefined,
  lost: ReadonlySet<string>,
  stuck: Stuck,
): Generator<Finding> {
  const at = needs?.find(({ text }) => lost.has(text)) ?? id;
  const [need = ''] = lost;
  const after = stuck.after(id.text);
  const others = after === 0 ? '' : ` Nor can ${after === 1 ? 'the phase' : `the ${after} phases`} behind it.`;
  const message = `The phase "${id.text}" can never start: it waits for "${at === id ? need : at.text}", which never ends, because something in it waits in a circle.${others}`;
  yield at === id ? { span: at.span, message } : about(at, message);
}

const about = (at: Name, message: string): Finding => ({
  span: at.span,
  message,
  remedies: [{ kind: 'remove', what: `the need for "${at.text}"` }],
});
