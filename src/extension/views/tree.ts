import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { ViewId } from '../../protocol/commands.ts';
import { type Node, Nodes, type Redraw } from './nodes.ts';
import { OpenRows } from './open-rows.ts';
import { Redraws } from './redraws.ts';
import type { Icon, Placed, Row } from './row.ts';

/** What a projection wants shown beside its rows. */
export type Frame = {
  readonly message?: string | undefined;
  readonly description?: string | undefined;
  /** Counts what waits for a person; zero: no badge. */
  readonly badge?: { readonly value: number; readonly tooltip: string } | undefined;
};

export const badgeScheme = 'phaseline-badge';

/** What can be dropped on rows, by its type, and what then happens. */
export type Drop = { readonly type: string; take(onto: Placed, data: vscode.DataTransfer): Promise<void> };

const nothingNew: Redraw = { changed: [], unfold: [] };

/** Draws the rows of one view. Knows nothing of what they mean. */
export class RowTree
  implements vscode.TreeDataProvider<Node>, vscode.TreeDragAndDropController<Node>, vscode.Disposable
{
  readonly dragMimeTypes = [];
  readonly dropMimeTypes: readonly string[];
  readonly #nodes = new Nodes();
  readonly #changed = new vscode.EventEmitter<Node | Node[] | undefined>();
  readonly #view: vscode.TreeView<Node>;
  readonly #redraws: Redraws<Node>;
  readonly #held = new DisposableStore();
  /** To be unfolded once they are drawn. */
  #unfold: readonly Node[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  readonly #drop: Drop | undefined;

  constructor(id: ViewId, drop?: Drop) {
    this.#drop = drop;
    this.dropMimeTypes = drop === undefined ? [] : [drop.type];
    this.#view = vscode.window.createTreeView(id, {
      treeDataProvider: this,
      showCollapseAll: true,
      ...(drop === undefined ? {} : { dragAndDropController: this }),
    });
    const openRows = new OpenRows(this.#view);
    this.#redraws = new Redraws({
      draw: (nodes) => this.#draw(nodes),
      isOpen: (node) => openRows.isOpen(node, node.children.length > 0),
    });
    for (const held of [this.#view, this.#changed, openRows, this.#redraws]) this.#held.add(held);
  }

  get visible(): boolean {
    return this.#view.visible;
  }

  get onVisible(): vscode.Event<vscode.TreeViewVisibilityChangeEvent> {
    return this.#view.onDidChangeVisibility;
  }

  /** Takes what is to be drawn; without rows, those that are there stay. */
  show(rows: readonly Row[] | undefined, frame: Frame): void {
    const { changed, unfold } = rows === undefined ? nothingNew : this.#nodes.update(rows);
    this.#unfold = [...this.#unfold, ...unfold];
    this.#redraws.add(changed === 'all' ? [undefined] : [...changed, ...unfold]);
    showFrame(this.#view, frame);
  }

  /** VS Code keeps what was folded; what has become important since is unfolded once. */
  #draw(nodes: Node[] | undefined): void {
    this.#changed.fire(nodes);
    for (const node of this.#unfold) void this.#view.reveal(node, { expand: true, select: false, focus: false });
    this.#unfold = [];
  }

  getChildren(node?: Node): Node[] {
    const nodes = [...(node === undefined ? this.#nodes.roots : node.children)];
    this.#redraws.answered(node, nodes);
    return nodes;
  }

  getParent(node: Node): Node | undefined {
    return node.above;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return treeItem(node, node.children.length > 0);
  }

  resolveTreeItem(item: vscode.TreeItem, { row }: Node): vscode.TreeItem {
    return withTooltip(item, row);
  }

  async handleDrop(target: Node | undefined, data: vscode.DataTransfer): Promise<void> {
    if (target !== undefined) await this.#drop?.take(target, data);
  }

  dispose(): void {
    this.#held.dispose();
  }
}

const themeIcon = ({ name, tone }: Icon): vscode.ThemeIcon =>
  new vscode.ThemeIcon(name, tone === undefined ? undefined : new vscode.ThemeColor(`phaseline.${tone}`));

/** A row as VS Code draws it; `folds`: something lies under it. */
export function treeItem(placed: Placed, folds: boolean): vscode.TreeItem {
  const { row } = placed;
  const fold = vscode.TreeItemCollapsibleState;
  const state = !folds ? fold.None : row.unfolded === true ? fold.Expanded : fold.Collapsed;
  const item = new vscode.TreeItem(row.label, state);
  item.id = row.id;
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.spoken };
  if (row.description !== undefined) item.description = row.description;
  if (row.icon !== undefined) item.iconPath = themeIcon(row.icon);
  if (row.command !== undefined) item.command = { command: row.command, title: row.label, arguments: [placed] };
  if (row.badge !== undefined) {
    const query = new URLSearchParams(row.badge).toString();
    item.resourceUri = vscode.Uri.from({ scheme: badgeScheme, path: `/${row.id}`, query });
  }
  return item;
}

/** Tooltips are made when the pointer rests on a row. */
export function withTooltip(item: vscode.TreeItem, { tooltip }: Row): vscode.TreeItem {
  if (tooltip === undefined) return item;
  const card = new vscode.MarkdownString(tooltip(), true);
  card.supportHtml = false;
  item.tooltip = card;
  return item;
}

/** Sets what stands around the rows, where that is another one now. */
export function showFrame(
  view: vscode.TreeView<unknown>,
  { message = '', description = '', badge: wanted }: Frame,
): void {
  if ((view.message ?? '') !== message) view.message = message;
  if ((view.description ?? '') !== description) view.description = description;
  const badge = wanted === undefined || wanted.value === 0 ? undefined : wanted;
  if (view.badge?.value !== badge?.value) view.badge = badge;
}
