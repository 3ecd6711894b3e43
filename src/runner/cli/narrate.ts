import type { RunEvent } from '../../run/events.ts';

/** One line of plain text for an event that a person at a terminal wants to hear of; undefined for the rest. */
export function narrate(event: RunEvent): string | undefined {
  const where = [event.phase, event.task].filter((part) => part !== undefined).join('/');
  const line = (text: string): string =>
    `${event.time.slice(11, 19)}  ${where === '' ? '' : `${where}  `}${clean(text)}`;
  switch (event.kind) {
    case 'run.started':
      return line(`run ${event.run}: ${event.title}`);
    case 'run.interrupted':
      return line('cut off: its runner was killed');
    case 'run.resumed':
      return line(`resumed ${event.run}`);
    case 'run.held':
      return event.holds.length === 0
        ? line('agents start again')
        : line(`no more agents start: ${event.holds.map(({ reason }) => reason).join('; ')} — phaseline release`);
    case 'task.paused':
      return line(`waits until ${event.until}: ${event.reason}`);
    case 'phase.started':
      return line(event.title);
    case 'task.started':
      return line(`${event.title} → ${event.agent}${event.issue === undefined ? '' : ` (${event.issue})`}`);
    case 'task.prepared':
      return event.missed === undefined
        ? undefined
        : line(`nothing to copy for ${event.missed.join(', ')}: Git ignores no such file here`);
    case 'agent.waiting':
      return line(
        `waits for you: ${event.request.title} — phaseline answer ${where} ${event.request.options.map(({ id }) => id).join('|')}`,
      );
    case 'step.finished':
      return line(`${mark(event.result.ok)} ${event.step}${event.result.ok ? '' : `: ${event.result.reason}`}`);
    case 'hook.finished':
      return event.state === 'ok' ? undefined : line(`hook ${event.state}: ${event.result.reason}`);
    case 'evidence':
      return line(
        `${mark(event.met)} ${event.title}${event.found === '' ? '' : ` (${event.found})`}${event.met ? '' : `: ${event.reason}`}`,
      );
    case 'issue.changed':
      return line(`${event.issue} ${event.change}: ${event.detail}`);
    case 'task.finished':
      return line(`${mark(event.state === 'done')} ${event.state}: ${event.reason}`);
    case 'phase.finished':
      // What became of the task alone was said.
      if (event.part) return undefined;
      return line(`${mark(event.met)} ${event.met ? 'gate met' : `gate not met: ${event.reason}`}`);
    case 'run.finished':
      return line(`${mark(event.outcome === 'met')} ${event.outcome}${event.reason === '' ? '' : `: ${event.reason}`}`);
    default:
      return undefined;
  }
}

const mark = (good: boolean): string => (good ? '✓' : '✗');

/** Text from elsewhere must not move the cursor or recolour the terminal. */
const clean = (text: string): string => text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
