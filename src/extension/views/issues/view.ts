import * as vscode from 'vscode';
import { type ViewId, views } from '../../../protocol/commands.ts';
import { moveIssues } from '../../commands/issue-moves.ts';
import { issueIdOf } from '../../documents/issue-files.ts';
import type { Home } from '../../home.ts';
import { sayDone, sayRefused } from '../../say/say.ts';
import { showFrame, treeItem, withTooltip } from '../tree.ts';
import { type Dragged, draggedIn, issueMime } from './drag.ts';
import { issueFrame } from './frame.ts';
import { type Drawn, IssueRows, type Redrawn } from './rows.ts';

/** A row that VS Code has asked for, and which it hands to commands. */
type Place = { readonly key: string; readonly above: Place | undefined } & { -readonly [K in keyof Drawn]: Drawn[K] };

/** The Issues view: rows are made when they are looked at, changes draw what they reach, and while it is hidden nothing is done. */
export class IssueView implements vscode.TreeDataProvider<Place>, vscode.TreeDragAndDropController<Place> {
  readonly dragMimeTypes = [issueMime, 'text/plain'];
  readonly dropMimeTypes = [issueMime];
  readonly #home: Home;
  readonly #rows: IssueRows;
  readonly #places = new Map<string, Place>();
  readonly #changed = new vscode.EventEmitter<Place | Place[] | undefined>();
  readonly #view: vscode.TreeView<Place>;
  readonly #held: vscode.Disposable;
  #missed = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(home: Home) {
    this.#home = home;
    this.#rows = new IssueRows(() => home.issues.graph);
    const id: ViewId = views.issues;
    this.#view = vscode.window.createTreeView(id, {
      treeDataProvider: this,
      dragAndDropController: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#held = vscode.Disposable.from(
      this.#view,
      this.#changed,
      home.model.onChange(() => this.#look()),
      home.issues.onTouched((ids) => this.#redraw(this.#rows.touch(ids))),
      this.#view.onDidChangeVisibility(() => this.#seen()),
      vscode.window.onDidChangeActiveTextEditor((editor) => void this.#follow(editor)),
    );
    this.#seen();
  }

  getChildren(place?: Place): Place[] {
    if (place === undefined) this.#places.clear();
    return this.#rows.children(place?.key ?? '').map((drawn) => this.#place(drawn, place));
  }

  getParent(place: Place): Place | undefined {
    return place.above;
  }

  getTreeItem({ row, folds }: Place): vscode.TreeItem {
    return treeItem(row, folds);
  }

  resolveTreeItem(item: vscode.TreeItem, { row }: Place): vscode.TreeItem {
    return withTooltip(item, row);
  }

  handleDrag(places: readonly Place[], data: vscode.DataTransfer): void {
    const ids = [...new Set(places.flatMap(({ row }) => (row.subject.kind === 'issue' ? [row.subject.id] : [])))];
    const group = places[0]?.above?.row.subject;
    const from = group?.kind === 'group' && group.by === 'label' ? group.value : undefined;
    data.set(issueMime, new vscode.DataTransferItem({ ids, from } satisfies Dragged));
    data.set('text/plain', new vscode.DataTransferItem(ids.join(' ')));
  }

  /** Onto an issue or epic, or onto a group or any row in it. */
  async handleDrop(target: Place | undefined, data: vscode.DataTransfer): Promise<void> {
    const dragged = draggedIn(data);
    if (dragged === undefined) return;
    const { grouping } = this.#home.model.value;
    const row = grouping === 'epic' ? target : (groupAbove(target) ?? target);
    const subject = row?.row.subject ?? { kind: 'group' as const, by: 'epic', value: '' };
    const by = subject.kind === 'group' ? subject.by : 'epic';
    const value = subject.kind === 'group' ? subject.value : subject.kind === 'issue' ? subject.id : '';
    const moved = await moveIssues(this.#home, dragged.ids, { by, value, from: dragged.from });
    if (moved.ok) sayDone(moved.value);
    else await sayRefused(moved.error, this.#home.log);
  }

  dispose(): void {
    this.#held.dispose();
  }

  #place(drawn: Drawn, above: Place | undefined): Place {
    const { key } = drawn.head;
    const there = this.#places.get(key);
    if (there !== undefined && there.above === above) {
      return Object.assign(there, drawn);
    }
    const place: Place = { key, above, ...drawn };
    this.#places.set(key, place);
    return place;
  }

  #seen(): void {
    if (!this.#view.visible) return;
    const { model, link } = this.#home;
    if (model.value.link.state === 'off') void link.ensure();
    this.#look();
    if (this.#missed) this.#redraw('all');
    void this.#follow(vscode.window.activeTextEditor);
  }

  #look(): void {
    if (!this.#view.visible) return;
    const { value } = this.#home.model;
    this.#redraw(this.#rows.take(value));
    showFrame(this.#view, issueFrame(value, this.#rows.counts));
  }

  #redraw(redrawn: Redrawn): void {
    if (redrawn === 'nothing') return;
    if (!this.#view.visible) {
      this.#missed = true;
      return;
    }
    if (redrawn === 'all') {
      this.#missed = false;
      this.#changed.fire(undefined);
      return;
    }
    const places = [...redrawn].flatMap((key) => this.#places.get(key) ?? []);
    for (const place of places) Object.assign(place, this.#rows.fresh(place));
    if (places.length > 0) this.#changed.fire(places);
  }

  /** Selects the issue whose document is in front, without taking the focus. */
  async #follow(editor: vscode.TextEditor | undefined): Promise<void> {
    const id = editor && issueIdOf(editor.document.uri);
    if (id === undefined || !this.#view.visible) return;
    if (this.#view.selection.some(({ head }) => head.kind === 'issue' && head.id === id)) return;
    const place = this.#find(this.#rows.pathTo(id));
    if (place !== undefined) await this.#view.reveal(place, { select: true, focus: false, expand: false });
  }

  #find(path: readonly string[]): Place | undefined {
    let above: Place | undefined;
    for (const key of path) {
      const drawn = this.#rows.children(above?.key ?? '').find(({ head }) => head.key === key);
      if (drawn === undefined) return undefined;
      above = this.#place(drawn, above);
    }
    return above;
  }
}

/** The group that a row is, or lies in. */
function groupAbove(place: Place | undefined): Place | undefined {
  if (place === undefined || place.head.kind === 'group') return place;
  return groupAbove(place.above);
}
