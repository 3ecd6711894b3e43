import { element } from './element.ts';
import { keep, kept } from './host.ts';

/** `readable`: a picture that is wider than the window begins no smaller than this. */
const zooms = { least: 0.2, readable: 0.85, most: 3, step: 1.25, wheel: 1.1 } as const;

type Size = { readonly width: number; readonly height: number };

/** A picture that is made larger and smaller, about its middle or what is under the pointer. */
export class Zoom {
  readonly #picture: HTMLElement;
  #size: Size | undefined;
  /** Undefined until something was drawn that it could fit. */
  #zoom = keptZoom();

  constructor(picture: HTMLElement) {
    this.#picture = picture;
    picture.addEventListener('keydown', (event) => this.#key(event));
    picture.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
  }

  /** Buttons that do what the keys do. */
  get tools(): readonly HTMLElement[] {
    return [
      toolButton('Zoom out (−)', '−', () => this.#by(1 / zooms.step)),
      toolButton('Zoom in (+)', '+', () => this.#by(zooms.step)),
      toolButton('Fit into the window (0)', 'Fit', () => this.#to(this.#fitting)),
    ];
  }

  /** Takes what is drawn now; the first begins so that it can be read, the next ones are as large as the one before. */
  take(size: Size): void {
    this.#size = size;
    this.#to(this.#zoom ?? Math.max(zooms.readable, this.#fitting));
  }

  get #fitting(): number {
    const { width, height } = this.#size ?? { width: 0, height: 0 };
    const { clientWidth, clientHeight } = this.#picture;
    return Math.min(1, clientWidth / (width + 8), clientHeight / (height + 8));
  }

  #by(factor: number, x = this.#picture.clientWidth / 2, y = this.#picture.clientHeight / 2): void {
    const before = this.#zoom ?? 1;
    this.#to(before * factor);
    const grown = (this.#zoom ?? 1) / before;
    const { scrollLeft, scrollTop } = this.#picture;
    this.#picture.scrollTo((scrollLeft + x) * grown - x, (scrollTop + y) * grown - y);
  }

  #to(wanted: number): void {
    const zoom = Math.min(zooms.most, Math.max(zooms.least, wanted));
    const drawing = this.#picture.firstElementChild;
    if (this.#size === undefined || drawing === null) return;
    this.#zoom = zoom;
    drawing.setAttribute('width', String(this.#size.width * zoom));
    drawing.setAttribute('height', String(this.#size.height * zoom));
    keep({ ...kept(), zoom });
  }

  #key({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
    if (ctrlKey || metaKey || altKey) return;
    if (key === '+' || key === '=') this.#by(zooms.step);
    else if (key === '-') this.#by(1 / zooms.step);
    else if (key === '0') this.#to(this.#fitting);
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, top } = this.#picture.getBoundingClientRect();
    this.#by(event.deltaY < 0 ? zooms.wheel : 1 / zooms.wheel, event.clientX - left, event.clientY - top);
  }
}

function keptZoom(): number | undefined {
  const state = kept();
  return 'zoom' in state && typeof state.zoom === 'number' ? state.zoom : undefined;
}

export function toolButton(label: string, text: string, act: () => void): HTMLButtonElement {
  const made = element('button', { class: 'tool', title: label, 'aria-label': label }, text);
  made.addEventListener('click', act);
  return made;
}
