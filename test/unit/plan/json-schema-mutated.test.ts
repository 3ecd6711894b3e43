import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { readPlan } from '../../../src/plan/model/read.ts';
import { jsonSchema } from '../../../src/plan/schema/json-schema.ts';

/** Valid plans with one thing in them changed: whatever a person gets wrong, the schema and the validator must agree on whether it is wrong. */
const folder = path.resolve(import.meta.dirname, '../../corpus/valid');
const plans = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
const accepts = new Ajv2020({ allowUnionTypes: true, strict: false }).compile({ ...jsonSchema() });

/** What a schema can see: the shape of the text, not what its names refer to. */
const shapeCodes = new Set(['unknown-key', 'missing-key', 'exclusive-keys', 'wrong-type', 'bad-value']);
const isShape = ({ code, message }: { readonly code: string; readonly message: string }): boolean =>
  shapeCodes.has(code) || /has no argument|There is no action/.test(message);

/** Formats whose reader is more than a pattern: the schema lets their texts pass. */
const beyondPatterns =
  /comparison|regular expression|dollars|number such as|split into words|name a program|kind of tool/;

type Holder = Record<string, unknown> | unknown[];
const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** Every place of a value: what holds it, and under which key. */
function* places(holder: Holder): Generator<readonly [Holder, string]> {
  for (const [key, value] of Object.entries(holder)) {
    yield [holder, key];
    if (isHolder(value)) yield* places(value);
  }
}

const values = [
  '',
  'text',
  'some words',
  '5m',
  '3d',
  '**/*.ts',
  '../up',
  'open',
  'high',
  'closed',
  'beads.init',
  'nothing.there',
  'Big',
  true,
  false,
  0,
  1,
  -1,
  7,
  1.5,
  1000,
  null,
];
const change = fc.oneof(
  fc.record({ does: fc.constant('remove' as const) }),
  fc.record({
    does: fc.constant('set' as const),
    to: fc.constantFrom<unknown>(...values, [], {}, ['x'], [3], { x: 1 }, { run: 'x' }),
  }),
  fc.record({
    does: fc.constant('rename' as const),
    to: fc.constantFrom('zzz', 'x-zzz', 'run', 'title', 'issues', 'uses', 'with'),
  }),
);

test('a plan with one thing changed is accepted by the JSON Schema where the validator has nothing against its shape', () => {
  fc.assert(
    fc.property(fc.constantFrom(...plans), fc.nat(), change, (plan, where, what) => {
      const root: unknown = parse(plan, { merge: true });
      assert.ok(isHolder(root));
      const all = [...places(root)];
      const [holder, key] = all[where % all.length] ?? [root, 'version'];
      const kept = Object.entries(holder);
      if (Array.isArray(holder)) {
        if (what.does === 'set') holder.splice(Number(key), 1, what.to);
        else if (what.does === 'remove') holder.splice(Number(key), 1);
      } else {
        for (const [name] of kept) delete holder[name];
        for (const [name, value] of kept) {
          if (name !== key) holder[name] = value;
          else if (what.does === 'set') holder[name] = what.to;
          else if (what.does === 'rename' && !kept.some(([other]) => other === what.to)) holder[what.to] = value;
        }
      }
      const text = stringify(root, { aliasDuplicateObjects: false });
      const wrong = readPlan(text).problems.filter(isShape);
      if (wrong.length > 0 && wrong.every(({ message }) => beyondPatterns.test(message))) return;
      const accepted = accepts(parse(text));
      const why = JSON.stringify([what, key, accepts.errors?.slice(0, 3), wrong.map(({ message }) => message)]);
      assert.equal(accepted, wrong.length === 0, why);
    }),
    { numRuns: 100 },
  );
});

test('nothing is a point of a checklist that is not written yet, and no permission', () => {
  const agree = (text: string): boolean => {
    const taken = accepts(parse(text));
    assert.equal(taken, readPlan(text).problems.filter(isShape).length === 0, text);
    return taken;
  };
  const begin = 'version: 1\nname: p\nphases: {}\n';
  assert.equal(agree(`${begin}checklist: { before: [null, Do it] }\n`), true);
  assert.equal(agree(`${begin}agents: { a: { permissions: { execute: } } }\n`), false);
});
