import { element, svg } from './element.ts';
import { keep, kept } from './host.ts';
import { toolButton, Zoom } from './zoom.ts';

export type Drawing = { readonly picture: SVGSVGElement; readonly width: number; readonly height: number };

/** What a graph does with its nodes: elements of the class `node`, named by `data-id`; what belongs to one has its name as `data-of`. */
export type GraphActs = {
  /** A node, or what belongs to one, was clicked, or Enter or Space was pressed on it. */
  open(chosen: SVGElement): void;
  /** Another key was pressed on a node: where it leads, if anywhere. */
  follow(id: string, key: string): string | undefined;
};

/** What a graph says of itself. */
export type GraphWords = {
  /** What a screen reader says of the picture. */
  readonly label: string;
  readonly legend: HTMLElement;
  /** Stands between the bar and the picture. */
  readonly about?: HTMLElement;
  /** The table begins hidden, but for who uses a screen reader. */
  readonly pictureFirst?: boolean;
};

/** A page with a picture that zooms, beside the same as a table. Arrow keys follow the edges. */
export class GraphPage {
  /** What holds for all of it, in words. */
  readonly summary = element('p', { class: 'summary', role: 'status' });
  readonly #picture: HTMLElement;
  readonly #table = element('div', { class: 'table' });
  readonly #zoom: Zoom;
  readonly #acts: GraphActs;
  #focused: string | undefined;

  constructor(page: HTMLElement, { label, legend, about, pictureFirst = false }: GraphWords, acts: GraphActs) {
    this.#acts = acts;
    this.#picture = element('div', { class: 'picture', role: 'group', 'aria-label': label });
    this.#zoom = new Zoom(this.#picture);
    const bar = { class: 'bar', role: 'toolbar', 'aria-label': 'Graph' };
    page.append(
      element('div', bar, ...this.#zoom.tools, this.#tableSwitch(pictureFirst), legend),
      this.summary,
      ...(about === undefined ? [] : [about]),
      element('div', { class: 'beside' }, this.#picture, this.#table),
    );
    this.#picture.addEventListener('click', ({ target }) => this.#click(target));
    this.#picture.addEventListener('keydown', (event) => this.#key(event));
  }

  /** The node that has, or would get, the focus. */
  get focused(): string | undefined {
    return this.#focused;
  }

  /** Draws all anew. The focus stays where it was; `first` gets it where that is gone. */
  draw({ picture, width, height }: Drawing, table: HTMLElement, first: string): void {
    const held = this.#picture.contains(document.activeElement);
    this.#picture.replaceChildren(picture);
    this.showTable(table);
    this.#zoom.take({ width, height });
    const there = this.#nodes().some(({ dataset }) => dataset['id'] === this.#focused);
    this.#focus(there && this.#focused !== undefined ? this.#focused : first, held);
  }

  /** Puts parts of the picture as they are now in the places of the same parts, named by `data-part`. */
  replace(parts: readonly SVGElement[]): void {
    for (const now of parts) {
      const before = this.#parts().find(({ dataset }) => dataset['part'] === now.dataset['part']);
      const held = before === undefined ? -1 : tabStops(before).findIndex((stop) => stop.matches(':focus'));
      before?.replaceWith(now);
      tabStops(now)[held]?.focus();
    }
    if (this.#focused !== undefined) this.#focus(this.#focused, false);
  }

  showTable(table: HTMLElement): void {
    const at = this.#links().findIndex((link) => link.matches(':focus'));
    this.#table.replaceChildren(table);
    this.#links()[at]?.focus();
  }

  #tableSwitch(pictureFirst: boolean): HTMLElement {
    const show = (hidden: boolean): void => {
      this.#table.hidden = hidden;
      made.setAttribute('aria-pressed', String(!hidden));
    };
    const made = toolButton('Show or hide the table', 'Table', () => {
      show(!this.#table.hidden);
      keep({ ...kept(), withoutTable: this.#table.hidden });
    });
    const before = kept();
    const reads = document.body.classList.contains('vscode-using-screen-reader');
    show('withoutTable' in before ? before.withoutTable === true : pictureFirst && !reads);
    return made;
  }

  #parts(): readonly SVGElement[] {
    return [...this.#picture.querySelectorAll<SVGElement>('[data-part]')];
  }

  #links(): readonly HTMLElement[] {
    return [...this.#table.querySelectorAll('button')];
  }

  #nodes(): readonly SVGElement[] {
    return [...this.#picture.querySelectorAll<SVGElement>('.node')];
  }

  /** Of all nodes one is in the order of Tab, with what belongs to it. */
  #focus(id: string, now: boolean): void {
    this.#focused = id;
    for (const part of this.#picture.querySelectorAll<SVGElement>('[data-of]'))
      part.setAttribute('tabindex', part.dataset['of'] === id ? '0' : '-1');
    for (const node of this.#nodes()) {
      const own = node.dataset['id'] === id;
      node.setAttribute('tabindex', own ? '0' : '-1');
      if (own && now) node.focus();
    }
  }

  #click(target: EventTarget | null): void {
    const chosen = chosenAt(target);
    if (chosen === undefined) return;
    this.#focus(chosen.dataset['of'] ?? chosen.dataset['id'] ?? '', chosen.dataset['of'] === undefined);
    this.#acts.open(chosen);
  }

  #key(event: KeyboardEvent): void {
    const chosen = chosenAt(event.target);
    if (chosen === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#acts.open(chosen);
      return;
    }
    const id = chosen.dataset['of'] ?? chosen.dataset['id'] ?? '';
    const other = this.#acts.follow(id, event.key);
    if (other === undefined) return;
    event.preventDefault();
    this.#focus(other, true);
  }
}

const tabStops = (part: SVGElement): readonly SVGElement[] => [...part.querySelectorAll<SVGElement>('[tabindex]')];

const chosenAt = (target: EventTarget | null): SVGElement | undefined =>
  target instanceof Element ? (target.closest<SVGElement>('.node, [data-of]') ?? undefined) : undefined;

/** What the kinds of lines mean. */
export const legendOf = (...items: readonly (readonly [kind: string, text: string])[]): HTMLElement =>
  element('span', { class: 'legend' }, ...items.map(([kind, text]) => legendItem(kind, text)));

const legendItem = (kind: string, text: string): HTMLElement =>
  element(
    'span',
    { class: 'legend-item' },
    svg(
      'svg',
      { width: 26, height: 10, 'aria-hidden': 'true' },
      svg('line', { class: `edge ${kind}`, x1: 1, y1: 5, x2: 25, y2: 5 }),
    ),
    text,
  );

/** A drawing of this size, with the heads that its lines may have. */
export const drawingOf = (width: number, height: number, ...parts: readonly SVGElement[]): SVGSVGElement =>
  svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, class: 'drawing' },
    svg('defs', {}, ...['', 'chain', 'cycle', 'settled'].map(arrowHead)),
    ...parts,
  );

const arrowHead = (kind: string): SVGElement =>
  svg(
    'marker',
    {
      id: kind === '' ? 'arrow' : `arrow-${kind}`,
      class: `arrow ${kind}`,
      viewBox: '0 0 8 8',
      refX: 7,
      refY: 4,
      markerWidth: 8,
      markerHeight: 8,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    },
    svg('path', { d: 'M0 0L8 4L0 8z' }),
  );

export type LineLook = { readonly holds: boolean; readonly onChain: boolean; readonly inCycle: boolean };

/** A line of a kind of its own, or one that holds something back or did; with a head where it says what comes first. */
export function lineOf(
  d: string,
  kind: string,
  { holds, onChain, inCycle }: LineLook,
  head: boolean,
  text: string,
): SVGElement {
  const more = inCycle ? 'cycle' : onChain ? 'chain' : '';
  const mark = more !== '' ? `-${more}` : holds ? '' : '-settled';
  return svg(
    'path',
    { class: `edge ${kind} ${more}`.trim(), d, ...(head ? { 'marker-end': `url(#arrow${mark})` } : {}) },
    svg('title', {}, text),
  );
}

/** A line of text that ends in … where it does not fit: pictures cannot do that, HTML in them can. */
export const cutText = (kind: string, text: string, x: number, y: number, width: number): SVGElement =>
  svg('foreignObject', { x, y, width, height: 20 }, element('div', { class: `cut ${kind}` }, text));
