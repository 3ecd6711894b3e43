import type { PermissionRequest } from '../../agents/agent.ts';
import { optionFor, subjectsOf } from '../../agents/policy.ts';

/** An answer, and how far it reaches from now on: this once, the very same request, or every request of its kind. */
export type Answer = { readonly option: string; readonly always?: 'same' | 'kind' };

type AlwaysChoice = { readonly label: string; readonly description: string; readonly value: Answer };

/**
 * What can be decided for good with an answer: exactly what was asked where it says what that is, then the whole kind of work. A question that
 * an agent puts to the person is about this once. Pure.
 */
export function alwaysChoices(request: PermissionRequest, type: string, folder: string): readonly AlwaysChoice[] {
  if (request.forPerson === true) return [];
  const exact = subjectsOf(request, folder).map(inLine).join(', ');
  return rules.flatMap(([rule, icon]) => {
    const option = optionFor(request, rule);
    if (option === undefined) return [];
    const whole = {
      label: `$(${icon}) Always ${rule} "${request.tool}"`,
      description: `whatever it is, for every agent of the type ${type}; kept in the settings`,
      value: { option, always: 'kind' as const },
    };
    const same = {
      label: `$(${icon}) Always ${rule} ${exact}`,
      description: `exactly this, for every agent of the type ${type}; kept in .phaseline/permissions.json`,
      value: { option, always: 'same' as const },
    };
    return exact === '' ? [whole] : [same, whole];
  });
}

const rules = [
  ['allow', 'check-all'],
  ['deny', 'circle-slash'],
] as const;

const mostLetters = 60;

function inLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `\`${line.length > mostLetters ? `${line.slice(0, mostLetters - 1)}…` : line}\``;
}
