import type { HookTrace } from '../../../protocol/requests.ts';
import { line } from '../../say/words.ts';

/** Why each hook did or did not run for a file, as a document. Pure. */
export function traceDocument({ file, ignored, paused, hooks }: HookTrace): string {
  const running = hooks.filter(({ runs }) => runs);
  const others = hooks.filter(({ runs }) => !runs);
  return [
    `# Hooks of ${file}`,
    ignored === undefined ? '' : `Its edits set off nothing: it is ignored (\`${ignored}\`).`,
    paused ? 'Hooks are paused: what would run waits.' : '',
    hooks.length === 0 ? 'No hook is declared, neither in the active plan nor in the setting `phaseline.hooks`.' : '',
    ...section('Follow an edit of it', running),
    ...section('Do not', others),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

type TracedHook = HookTrace['hooks'][number];

const section = (title: string, hooks: readonly TracedHook[]): readonly string[] =>
  hooks.length === 0 ? [] : [`## ${title}`, hooks.map(entry).join('\n')];

function entry({ title, why, held, runs, last }: TracedHook): string {
  const waits =
    runs && held
      ? 'not after your own edits yet: you have not agreed to it (*Phaseline: Let Hooks of the Plan Run…*)'
      : '';
  const before =
    last === undefined ? 'it has not run for this file' : `last run: ${line(last.state, last.at, last.detail)}`;
  return [`- **${title}** — ${why}`, waits, before].filter((part) => part !== '').join('\n  - ');
}
