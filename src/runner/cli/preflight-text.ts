import { plainText } from '../../issues/text.ts';
import { concern } from '../../protocol/preflight-words.ts';
import type { Preflight } from '../../run/preflight.ts';

/** What a person reads before a run: waves of tasks, then what is wrong or worth knowing. */
export function preflightText(looked: Preflight): string {
  const lines = [looked.title];
  for (const phase of looked.phases) {
    lines.push(`  ${phase.title} — ${phase.criteria} ${phase.criteria === 1 ? 'criterion' : 'criteria'}`);
    for (const [index, wave] of phase.waves.entries()) {
      if (phase.waves.length > 1) lines.push(`    wave ${index + 1}`);
      for (const task of wave)
        lines.push(
          `    · ${task.title} → ${task.agent} (${task.runner})${task.issue === undefined ? '' : ` ${task.issue}`}`,
        );
    }
  }
  if (looked.creates.length > 0) lines.push(`Creates first, in the tracker: ${looked.creates.join(', ')}`);
  for (const problem of looked.problems) {
    const where = [problem.phase, problem.task].filter((part) => part !== undefined).join('/');
    lines.push(`${problem.severity}: ${where === '' ? '' : `${where}: `}${concern(problem)}`);
  }
  return plainText(lines.join('\n'));
}
