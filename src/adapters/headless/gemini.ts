import { byKind } from './by-kind.ts';
import type { Asked, Dialect, Told, ToldFile } from './dialect.ts';
import { GeminiStream, geminiTools } from './gemini-stream.ts';
import { givenValue, option, without } from './options.ts';

/** `gemini --output-format stream-json`, as measured with 0.61. */
export const gemini: Dialect = {
  isSpokenBy: (program, args) => program === 'gemini' && givenValue(args, ['--output-format', '-o']) === 'stream-json',
  tell,
  reader: (cwd) => new GeminiStream(cwd),
};

/** A session is taken up by its id, which has to be one of its own; it numbers the others. */
function tell(given: readonly string[], { model, resume = '', permissions, tools }: Asked): Told {
  const { allowed, denied, notes, unheld } = byKind(permissions, geminiTools);
  const session = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(resume) ? resume : undefined;
  const taken = [
    ...(model === undefined ? [] : ['--model', '-m']),
    ...(session === undefined ? [] : ['--resume', '-r']),
  ];
  const rules = [...rule(denied, 'deny', 999), ...rule(allowed, 'allow', 998)];
  return {
    args: [...without(given, { valued: taken }), ...option('--model', model), ...option('--resume', session)],
    files: policyFile(rules),
    notes: tools === undefined ? notes : [...notes, notOffered],
    unheld,
  };
}

/** It reads servers from its settings alone, and of those that lie elsewhere only what belongs to root. */
const notOffered = "Phaseline's tools are not offered to it: only its own settings name servers";

const policyFile = (rules: readonly string[]): readonly ToldFile[] =>
  rules.length === 0 ? [] : [{ option: '--admin-policy', name: 'policy.toml', text: rules.join('\n') }];

/** Rules of its policy engine; an administrator's go before a person's own settings and before every mode. */
const rule = (names: readonly string[], decision: 'allow' | 'deny', priority: number): readonly string[] =>
  names.map((name) => `[[rule]]\ntoolName = "${name}"\ndecision = "${decision}"\npriority = ${priority}\n`);
