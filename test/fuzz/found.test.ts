import { test } from 'node:test';
import { Editor } from './editor.ts';
import { fixLaw, formatLaw, renameLaw } from './laws.ts';
import { Session } from './session.ts';

/** Texts on which the fuzzer once found a law broken, as small as it made them. */
const found: Readonly<Record<string, string>> = {
  'an issue without a name': 'version: 1\nname: x\nissues:\n  "": { title: A, needs: [] }\nphases: {}\n',
  'a lone carriage return in a name': 'phases:\n  one:\n    tasks:\n      t: { agent: coder \r',
  'a range that ends within a line break': 'version: 1\r\nname: x\r\ntitle: "a\r\n\r\n',
  'a phase that does nothing': 'version: 1\nname: x\nphases:\n  one: { title: A }\n  two:\n    title: B\n',
  'a directive without a plan': '%',
  'a plan that is an empty map': '{}\n',
  'a step whose name begins with a line break': 'setup:\n  - name: \r\u0000Nothing\n',
  'a key in brackets that goes on in the next line': 'limits: { agents: 0, a # b\n  to',
  'a plan that is a comment': '# a plan\n',
  'checks of a task that are an alias':
    'x-verify: &verify\n  - run: make\nphases:\n  one:\n    tasks:\n      a: { agent: coder, verify: *verify }\n',
};

test('what the fuzzer found stays mended', async (context) => {
  const options = { pulls: true, patience: 120_000 };
  const [session, reference] = [await Session.start(options), await Session.start(options)];
  for (const [name, text] of Object.entries(found)) {
    await context.test(name, async () => {
      const editor = new Editor(session, reference);
      await editor.open(text);
      for (const share of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
        await editor.compare(share, 0.5);
        for (const law of [formatLaw, renameLaw, fixLaw]) {
          await law(editor, share, share);
          await editor.replace(text);
        }
      }
      await editor.close();
    });
  }
  await session.end();
  await reference.end();
});
