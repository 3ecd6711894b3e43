import * as vscode from 'vscode';
import type { HeldHook } from '../../protocol/requests.ts';
import type { Home } from '../home.ts';
import { sayRefused } from '../say/say.ts';
import { plural } from '../say/words.ts';

const key = 'hooks.agreed';

/** Ids of the hooks of plans that the person was shown here and lets run. */
export const agreedHooks = (memory: vscode.Memento): readonly string[] => memory.get<readonly string[]>(key, []);

/** Shows the hooks of a plan before any of them follows the person's own edits; one that was changed is another one, and asks again. */
export class HookConsent {
  readonly #home: Home;
  /** Asked in this window, whatever was answered. */
  readonly #asked = new Set<string>();

  constructor(home: Home) {
    this.#home = home;
  }

  /** `files`: those that were saved meanwhile; their hooks run once the person agrees. */
  async ask(held: readonly HeldHook[], files: readonly string[]): Promise<void> {
    const { model } = this.#home;
    const known = new Map([...model.value.heldHooks, ...held].map((one) => [one.hook, one]));
    model.update({ heldHooks: [...known.values()] });
    const fresh = held.filter(({ hook }) => !this.#asked.has(hook));
    if (fresh.length === 0) return;
    for (const { hook } of fresh) this.#asked.add(hook);
    if (await letRun(this.#home, fresh)) await this.#runNow(files);
  }

  async #runNow(files: readonly string[]): Promise<void> {
    const { link, log, memory } = this.#home;
    // Told before what follows from it; the settings as a whole are told when the window comes to it.
    await link.request('configure', { settings: { agreedHooks: agreedHooks(memory) } });
    const run = await link.request('hooks.run', { on: 'post-edit', files, agreed: false });
    if (!run.ok) await sayRefused(run.error, log);
  }
}

/** Asks whether these may run from now on; tells whether they may. */
export async function letRun(home: Home, held: readonly HeldHook[]): Promise<boolean> {
  const { model, memory } = home;
  const [first] = held;
  if (first === undefined) return false;
  const plan = model.value.active?.path ?? 'The plan';
  const what = held.length === 1 ? `“${first.command}”` : `${plural(held.length, 'command')}, “${first.command}” first`;
  const [run, show] = ['Run After My Edits', 'Show Them'];
  const answer = await vscode.window.showInformationMessage(
    `${plan} wants to run ${what} after your edits.`,
    run,
    show,
  );
  const agreed = answer === run || (answer === show && (await showAll(held)));
  if (!agreed) return false;
  await memory.update(key, [...new Set([...agreedHooks(memory), ...held.map(({ hook }) => hook)])]);
  model.update({ heldHooks: model.value.heldHooks.filter(({ hook }) => !held.some((one) => one.hook === hook)) });
  return true;
}

/** Every command in full, and the same question. */
async function showAll(held: readonly HeldHook[]): Promise<boolean> {
  const detail = held.map(({ title, command }) => (title === command ? command : `${title}: ${command}`)).join('\n');
  const run = 'Run After My Edits';
  const answer = await vscode.window.showWarningMessage(
    'Hooks that run after your edits',
    { modal: true, detail },
    run,
  );
  return answer === run;
}
