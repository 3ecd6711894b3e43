import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { readPlan } from '../../../src/plan/model/read.ts';
import { jsonSchema } from '../../../src/plan/schema/json-schema.ts';

/** What a schema can see: the shape of the text, not what its names refer to. */
const shapeCodes = new Set(['unknown-key', 'missing-key', 'exclusive-keys', 'wrong-type', 'bad-value']);
const corpus = path.resolve(import.meta.dirname, '../../corpus');
const accepts = new Ajv2020({ allowUnionTypes: true, strict: false }).compile({ ...jsonSchema() });

/** Formats whose reader is more than a pattern: the schema lets their texts pass. */
const beyondPatterns =
  /comparison|regular expression|dollars|number such as|split into words|name a program|kind of tool/;

for (const name of readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.yaml'),
)) {
  const text = readFileSync(path.join(corpus, name), 'utf8');
  const { problems } = readPlan(text);
  const unreadable = problems.some(({ code }) => ['syntax', 'conflict-markers', 'duplicate-key'].includes(code));
  const templates = problems.some(({ code }) => code === 'unknown-template');
  if (unreadable || templates) continue;
  test(`the JSON Schema judges the shape of ${name} as the validator does`, () => {
    const argument = /has no argument|There is no action/;
    const wrong = problems.filter(({ code, message }) => shapeCodes.has(code) || argument.test(message));
    if (wrong.length > 0 && wrong.every(({ message }) => beyondPatterns.test(message))) return;
    const accepted = accepts(parse(text, { merge: true }));
    assert.equal(
      accepted,
      wrong.length === 0,
      `${JSON.stringify(accepts.errors?.slice(0, 3))} ${JSON.stringify(wrong.map(({ message }) => message))}`,
    );
  });
}
