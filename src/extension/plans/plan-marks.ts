import * as vscode from 'vscode';
import { CodeLensRequest, type LanguageClient, type ProvideCodeLensesSignature } from 'vscode-languageclient/node';
import { DisposableStore } from '../../base/disposable.ts';
import { languageId, type PlanPlace } from '../../protocol/lsp.ts';
import type { Homes } from '../homes.ts';
import { PlanWork } from '../work.ts';
import { Gutter } from './gutter.ts';
import { type Mark, marksOf } from './marks.ts';

/** Marks are in the order of the places. */
type Shown = { readonly places: readonly Placed[]; readonly marks: readonly (Mark | undefined)[] };
type Placed = { readonly place: PlanPlace; readonly range: vscode.Range };

/**
 * Shows in the text of a plan where its phases and tasks stand: as code lenses behind those of the server, which name the places, and in the
 * gutter. The server knows nothing of runs.
 */
export class PlanMarks implements vscode.Disposable {
  readonly #homes: Homes;
  readonly #held = new DisposableStore();
  readonly #disposed = this.#held.add(new vscode.CancellationTokenSource());
  readonly #gutter = this.#held.add(new Gutter());
  /** By document: what the marks were made of last. */
  readonly #shown = new WeakMap<vscode.TextDocument, Shown>();

  constructor(homes: Homes) {
    this.#homes = homes;
  }

  /** Follows the runs of all folders, once the client is made. */
  follow(client: LanguageClient): void {
    const provider = (document: vscode.TextDocument) => client.getFeature(CodeLensRequest.method).getProvider(document);
    // Asked for also where the person has switched lenses off: their places are those of the gutter.
    const renew = (): void => {
      for (const { document } of client.isRunning() ? planEditors() : []) {
        if (!this.#isOld(document)) continue;
        void provider(document)?.provider?.provideCodeLenses(document, this.#disposed.token);
        provider(document)?.onDidChangeCodeLensEmitter.fire();
      }
    };
    this.#held.add(
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.#drawAll();
        renew();
      }),
    );
    this.#held.add(
      this.#homes.each((home) => {
        let { work } = home.model.value;
        return home.model.onChange((model) => {
          if (model.work !== work) renew();
          work = model.work;
        });
      }),
    );
  }

  /** The server's code lenses, and ours behind them. */
  async lenses(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
    next: ProvideCodeLensesSignature,
  ): Promise<vscode.CodeLens[]> {
    const told = (await next(document, token)) ?? [];
    const places = placesOf(told);
    const marks = this.#marks(document, places);
    this.#shown.set(document, { places, marks });
    this.#drawAll();
    return [...told, ...places.flatMap(({ place, range }, at) => lensesOf(marks[at], place, range))];
  }

  dispose(): void {
    this.#held.dispose();
  }

  #marks(document: vscode.TextDocument, places: readonly Placed[]): readonly (Mark | undefined)[] {
    const home = this.#homes.of(document.uri);
    if (home === undefined) return [];
    const work = new PlanWork(home.model.value.work, home.plans.relative(document.uri));
    return marksOf(
      places.map(({ place }) => place),
      work,
    );
  }

  /** What is shown, if anything, is not how it stands. */
  #isOld(document: vscode.TextDocument): boolean {
    const shown = this.#shown.get(document);
    return shown === undefined || JSON.stringify(this.#marks(document, shown.places)) !== JSON.stringify(shown.marks);
  }

  #drawAll(): void {
    for (const editor of planEditors()) {
      const { places, marks } = this.#shown.get(editor.document) ?? { places: [], marks: [] };
      const drawn = places.flatMap(({ range }, at) => {
        const mark = marks[at];
        return mark === undefined ? [] : [{ line: range.start.line, icon: mark.icon }];
      });
      this.#gutter.show(editor, drawn);
    }
  }
}

const planEditors = (): readonly vscode.TextEditor[] =>
  vscode.window.visibleTextEditors.filter(({ document }) => document.languageId === languageId);

/** Each place once; a phase has several lenses. */
function placesOf(lenses: readonly vscode.CodeLens[]): readonly Placed[] {
  const found = new Map<string, Placed>();
  for (const { range, command } of lenses) {
    const place: unknown = command?.arguments?.[0];
    if (isPlace(place)) found.set(`${place.phase}/${place.task ?? ''}`, { place, range });
  }
  return [...found.values()];
}

const isPlace = (value: unknown): value is PlanPlace =>
  typeof value === 'object' && value !== null && 'plan' in value && 'phase' in value;

const lensesOf = (mark: Mark | undefined, place: PlanPlace, range: vscode.Range): readonly vscode.CodeLens[] =>
  (mark?.lenses ?? []).map(
    ({ title, tooltip, command }) => new vscode.CodeLens(range, { title, tooltip, command, arguments: [place] }),
  );
