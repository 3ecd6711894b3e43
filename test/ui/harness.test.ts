// The harness drives everything that the other tests here rely on, shown on a small extension of its own.
import assert from 'node:assert/strict';
import path from 'node:path';
import { uiTest } from '../harness/ui-test.ts';

const extension = path.resolve(import.meta.dirname, '../harness/stand-in');
const files = { 'notes.txt': 'first line\nsomething wrong here\n', 'folder/other.txt': 'other\n' };

uiTest(
  'a person can run commands, answer questions and read notifications',
  { extension, files },
  async ({ window }) => {
    await window.run('Stand-in: Ask');
    await window.quickInput.pick('alpha');
    await window.quickInput.answer('Ada', 'Name?');
    await window.quickInput.pickMany(['red', 'blue']);
    await (await window.dialog('Sure?')).press('Do It');
    const message = await window.notification('alpha');
    assert.match(message.text, /alpha, Ada, red,blue, Do It/);
    await message.press('Fine');
  },
);

uiTest('a person can read, unfold and click rows of a long tree', { extension, files }, async ({ window }) => {
  await window.openContainer('Stand-in');
  const things = window.view('Things');
  await things.open();
  await things.expand('Group');
  await things.row('Second');
  assert.deepEqual((await things.rows()).slice(0, 2), [
    { label: 'Group', description: 'about Group', level: 1, expanded: true },
    { label: 'First', description: 'about First', level: 2, expanded: undefined },
  ]);
  await things.collapse('Group');
  await things.inlineAction('Row 2', 'Greet');
  assert.match((await window.notification('Hello')).text, /Hello Row 2/);
  await things.click('Row 150');
  await things.contextMenu('Row 151', 'Ask');
  await window.quickInput.dismiss();
  await things.titleAction('Refresh');
  await window.notification('Refreshed');
  assert.match(await window.view('Nothing').welcome(), /Nothing here yet/);
});

uiTest('a person can edit, see problems, apply fixes and ask the editor', { extension, files }, async ({ window }) => {
  await window.editor.open('notes.txt');
  assert.match(await window.problem('This is wrong'), /This is wrong/);
  await window.editor.goTo(2, 12);
  assert.match(await window.editor.hover('hover text'), /A hover text/);
  assert.deepEqual(await window.editor.fixes(), ['Make it right']);
  await window.editor.applyFix('Make it right');
  await window.noProblem('This is wrong');
  assert.equal(await window.editor.text(), 'first line\nsomething right here\n');
  await window.editor.goTo(3);
  await window.editor.type('fin');
  assert.deepEqual(await window.editor.completions(), ['finished']);
  await window.editor.complete('finished');
  await window.editor.save();
  await window.editor.lens('Lens').click();
  await window.notification('Hello lens');
  await window.editor.open('folder/other.txt');
  await window.editor.setText('one: 1\n  two: 2\n');
  assert.equal(await window.editor.text(), 'one: 1\n  two: 2\n');
});

uiTest('a person can look at a page of the extension, in every theme', { extension, files }, async ({ window }) => {
  await window.run('Stand-in: Show Page');
  await window.webview().getByRole('heading', { name: 'A page with a script' }).waitFor();
  await window.pictures('harness');
});

uiTest(
  'a window can be closed and opened again, and nothing outlives the test',
  { extension, files },
  async ({ code, window }) => {
    await window.statusItem('Stand-in ready').waitFor();
    await window.run('Stand-in: Start Process');
    const pid = Number(/\d+/.exec((await window.notification('Process')).text)?.[0]);
    await code.closeWindow(window);
    process.kill(pid, 0);
    const again = await code.window();
    await again.statusItem('Stand-in ready').waitFor();
    await code.close();
    assert.throws(() => process.kill(pid, 0), 'the detached process is gone too');
  },
);
