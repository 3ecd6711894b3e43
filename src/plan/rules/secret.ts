import type { Span } from '../../base/span.ts';
import type { Remedy } from '../model/problem.ts';
import { innerSpan } from '../syntax/inner.ts';
import type { Node, Scalar } from '../syntax/tree.ts';
import { entryAround } from '../syntax/tree.ts';
import type { Rule } from './rule.ts';

/** Forms of keys that their makers document, each beginning with something that nothing else begins with. */
const forms: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'an Anthropic key', pattern: /\bsk-ant-[\w-]{20,}/g },
  { what: 'an OpenAI key', pattern: /\bsk-(?!ant-)(?:proj-)?[A-Za-z0-9_-]{20,}/g },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/g },
  { what: 'a GitLab token', pattern: /\bglpat-[\w-]{20,}/g },
  { what: 'an AWS key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { what: 'a Google key', pattern: /\bAIza[\w-]{35}/g },
  { what: 'a Slack token', pattern: /\bxox[abprs]-[\w-]{10,}/g },
  { what: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}/g },
  { what: 'the password of an address', pattern: /(?<=:\/\/[^\s:@/]+:)[^\s:@/$]{3,}(?=@)/g },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/g },
];

/** What any of the forms, or a name of a secret, has in it: most texts hold none, and need not be looked at value by value. */
const traces =
  /\bsk-|gh[pousr]_|github_pat_|glpat-|AKIA|ASIA|AIza|xox|npm_|-----BEGIN|:\/\/[^\s/]*@|key|secret|token|passw/i;

const secretName = /(?:^|[_-])(?:api[_-]?key|secret|token|password|passwd|access[_-]?key)$/i;

export const secret: Rule = {
  code: 'secret',
  severity: 'warning',
  about: 'A key, token or password is written into the plan, which is committed and shared.',
  *find({ root, text }) {
    if (!traces.test(text)) return;
    for (const scalar of scalars(root)) {
      for (const { what, span, name } of secretsIn(scalar, text)) {
        yield {
          span,
          message: `This looks like ${what}. Plans are committed: put it into the environment and write \${{ env.${name} }} here.`,
          remedies: remedies(scalar, span, name),
        };
      }
    }
  },
};

/** Braces in a plain value would end the braces around it: there the whole value is put in quotes, or left to the person. */
function remedies(scalar: Scalar, span: Span, name: string): readonly Remedy[] {
  const title = `Take it from the environment variable ${name}`;
  const template = `\${{ env.${name} }}`;
  const whole = span.start === scalar.span.start && span.end === scalar.span.end;
  if (scalar.style === 'plain' && !whole) return [];
  return [{ kind: 'replace', span, text: whole ? `"${template}"` : template, title }];
}

function* secretsIn(scalar: Scalar, text: string): Generator<{ what: string; span: Span; name: string }> {
  const key = entryAround(scalar)?.key.text ?? '';
  const name = secretName.test(key) ? key.toUpperCase().replaceAll('-', '_') : 'MY_SECRET';
  let found = false;
  for (const { what, pattern } of forms) {
    for (const match of scalar.text.matchAll(pattern)) {
      found = true;
      yield { what, span: innerSpan(text, scalar, match.index, match.index + match[0].length), name };
    }
  }
  const long = typeof scalar.value === 'string' && scalar.text.length >= 8 && !/\s|\$\{\{/.test(scalar.text);
  if (!found && long && secretName.test(key) && entryAround(scalar)?.key !== scalar)
    yield { what: 'a secret', span: scalar.span, name };
}

function* scalars(node: Node | undefined): Generator<Scalar> {
  if (node?.kind === 'scalar') yield node;
  else if (node?.kind === 'sequence') for (const item of node.items) yield* scalars(item);
  else if (node?.kind === 'mapping') for (const { value } of node.entries) yield* scalars(value);
}
