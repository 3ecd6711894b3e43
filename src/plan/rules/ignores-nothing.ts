import { nearest } from '../../base/nearest.ts';
import type { Ignore } from '../model/ignores.ts';
import type { Problem } from '../model/problem.ts';
import type { Rule } from './rule.ts';
import { didYouMean } from './words.ts';

/** Found by `shown`, once it is known what the comments of a plan hide. */
export const ignoresNothing: Rule = {
  code: 'ignores-nothing',
  severity: 'hint',
  about: 'A comment `# phaseline-ignore` hides nothing: what it names is not there any more, or is no code.',
};

/**
 * What is wrong with a word that hides nothing; undefined where that may be otherwise tomorrow, because the code depends on what is known
 * beyond the text, or where the word is only a remark.
 */
export function hidesNothing({ code, span, first }: Ignore, rules: readonly Rule[]): Problem | undefined {
  const finding = { code: ignoresNothing.code, severity: ignoresNothing.severity, span };
  const rule = rules.find((one) => one.code === code);
  const remove = { kind: 'remove-comment', at: span.start } as const;
  if (rule?.live === true) return undefined;
  if (rule !== undefined)
    return { ...finding, message: `There is no ${code} to hide here any more.`, remedies: [remove] };
  if (!first) return undefined;
  if (code === '')
    return { ...finding, message: 'This hides nothing: the codes to hide have to be named here.', remedies: [remove] };
  const near = nearest(
    code,
    rules.map((one) => one.code),
  );
  const renames = near.map((to) => ({ kind: 'replace', span, text: to, title: `Change to "${to}"` }) as const);
  return { ...finding, message: `There is no code "${code}".${didYouMean(near)}`, remedies: [...renames, remove] };
}
