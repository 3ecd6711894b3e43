import * as vscode from 'vscode';
import { DisposableStore } from '../../../base/disposable.ts';
import { type ViewId, views } from '../../../protocol/commands.ts';
import { moveIssues } from '../../commands/issue-moves.ts';
import { issueIdOf } from '../../documents/issue-files.ts';
import type { Home } from '../../home.ts';
import type { Homes } from '../../homes.ts';
import { sayDone, sayRefused } from '../../say/say.ts';
import { frameOf } from '../folders.ts';
import { OpenRows } from '../open-rows.ts';
import { Redraws } from '../redraws.ts';
import { showFrame, treeItem, withTooltip } from '../tree.ts';
import { type Dragged, draggedIn, issueMime, otherFolder } from './drag.ts';
import { issueFrame } from './frame.ts';
import { IssuePart, type IssuePlace } from './part.ts';
import type { Redrawn } from './rows.ts';

/**
 * The Issues view: rows are made when they are looked at, changes draw what they reach, and while it is hidden nothing is done. The issues of
 * several folders lie each under their folder.
 */
export class IssueView implements vscode.TreeDataProvider<IssuePlace>, vscode.TreeDragAndDropController<IssuePlace> {
  readonly dragMimeTypes = [issueMime, 'text/plain'];
  readonly dropMimeTypes = [issueMime];
  readonly #homes: Homes;
  readonly #parts = new Map<Home, IssuePart>();
  readonly #changed = new vscode.EventEmitter<IssuePlace | IssuePlace[] | undefined>();
  readonly #view: vscode.TreeView<IssuePlace>;
  readonly #held = new DisposableStore();
  readonly #redraws: Redraws<IssuePlace>;
  #missed = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(homes: Homes) {
    this.#homes = homes;
    const id: ViewId = views.issues;
    this.#view = vscode.window.createTreeView(id, {
      treeDataProvider: this,
      dragAndDropController: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.#held.add(this.#view);
    this.#held.add(this.#changed);
    const openRows = new OpenRows(this.#view);
    this.#held.add(openRows);
    this.#redraws = new Redraws({
      draw: (places) => this.#changed.fire(places),
      isOpen: (place) => openRows.isOpen(place, place.folds),
    });
    this.#held.add(this.#redraws);
    this.#held.add(homes.each((home) => this.#add(home)));
    this.#held.add(homes.onChange(() => this.#foldersChanged()));
    this.#held.add(this.#view.onDidChangeVisibility(() => this.#seen()));
    this.#held.add(vscode.window.onDidChangeActiveTextEditor((editor) => void this.#follow(editor)));
    this.#seen();
  }

  getChildren(place?: IssuePlace): IssuePlace[] {
    const places = place === undefined ? this.#top() : place.part.children(place);
    this.#redraws.answered(place, places);
    return places;
  }

  getParent(place: IssuePlace): IssuePlace | undefined {
    return place.above;
  }

  getTreeItem(place: IssuePlace): vscode.TreeItem {
    return treeItem(place, place.folds);
  }

  resolveTreeItem(item: vscode.TreeItem, { row }: IssuePlace): vscode.TreeItem {
    return withTooltip(item, row);
  }

  handleDrag(places: readonly IssuePlace[], data: vscode.DataTransfer): void {
    const [first] = places;
    const own = places.filter(({ part }) => part === first?.part);
    const ids = [...new Set(own.flatMap(({ row }) => (row.subject.kind === 'issue' ? [row.subject.id] : [])))];
    const group = first?.above?.row.subject;
    const from = group?.kind === 'group' && group.by === 'label' ? group.value : undefined;
    const tag = first?.part.home.tag ?? '';
    data.set(issueMime, new vscode.DataTransferItem({ ids, from, tag } satisfies Dragged));
    data.set('text/plain', new vscode.DataTransferItem(ids.join(' ')));
  }

  /** Onto an issue or epic, or onto a group or any row in it. */
  async handleDrop(target: IssuePlace | undefined, data: vscode.DataTransfer): Promise<void> {
    const dragged = draggedIn(data);
    const home = target?.part.home ?? this.#homes.tagged(dragged?.tag ?? '');
    if (dragged === undefined || home === undefined) return;
    if (dragged.tag !== home.tag) return sayRefused(otherFolder.error, home.log);
    const { grouping } = home.model.value;
    const row = grouping === 'epic' ? target : (groupAbove(target) ?? target);
    const { subject } = row?.row ?? {};
    const by = subject?.kind === 'group' ? subject.by : 'epic';
    const value = subject?.kind === 'group' ? subject.value : subject?.kind === 'issue' ? subject.id : '';
    const moved = await moveIssues(home, dragged.ids, { by, value, from: dragged.from });
    if (moved.ok) sayDone(moved.value);
    else await sayRefused(moved.error, home.log);
  }

  dispose(): void {
    this.#held.dispose();
  }

  #top(): IssuePlace[] {
    const parts = [...this.#parts.values()];
    return parts.flatMap((part) => part.top(parts.length > 1));
  }

  #add(home: Home): vscode.Disposable {
    const part = new IssuePart(home);
    this.#parts.set(home, part);
    return vscode.Disposable.from(
      home.model.onChange(() => this.#look(part)),
      home.issues.onTouched((ids) => this.#redraw(part, part.rows.touch(ids))),
      { dispose: () => this.#parts.delete(home) },
    );
  }

  /** In the order of the workspace. */
  #foldersChanged(): void {
    const parts = this.#homes.all.map((home) => [home, this.#parts.get(home)] as const);
    this.#parts.clear();
    for (const [home, part] of parts) if (part !== undefined) this.#parts.set(home, part);
    this.#seen();
    this.#redraws.add([undefined]);
  }

  #seen(): void {
    if (!this.#view.visible) return;
    void this.#homes.awaken();
    for (const part of this.#parts.values()) this.#look(part);
    if (this.#missed) this.#redraws.add([undefined]);
    this.#missed = false;
    void this.#follow(vscode.window.activeTextEditor);
  }

  #look(part: IssuePart): void {
    if (!this.#view.visible) return;
    this.#redraw(part, part.look());
    const parts = [...this.#parts.values()];
    showFrame(
      this.#view,
      frameOf(parts.map(({ home, rows }) => ({ name: home.name, frame: issueFrame(home.model.value, rows.counts) }))),
    );
  }

  #redraw(part: IssuePart, redrawn: Redrawn): void {
    if (redrawn === 'nothing') return;
    if (!this.#view.visible) {
      this.#missed = true;
      return;
    }
    this.#redraws.add(redrawn === 'all' ? [part.root] : part.fresh(redrawn));
  }

  /** Selects the issue whose document is in front, without taking the focus. */
  async #follow(editor: vscode.TextEditor | undefined): Promise<void> {
    const id = editor && issueIdOf(editor.document.uri);
    const home = editor && this.#homes.of(editor.document.uri);
    const part = home && this.#parts.get(home);
    if (id === undefined || part === undefined || !this.#view.visible) return;
    const isIt = (place: IssuePlace): boolean =>
      place.part === part && place.row.subject.kind === 'issue' && place.row.subject.id === id;
    if (this.#view.selection.some(isIt)) return;
    const place = part.find(id, this.#parts.size > 1);
    if (place !== undefined) await this.#view.reveal(place, { select: true, focus: false, expand: false });
  }
}

/** The group that a row is, or lies in. */
function groupAbove(place: IssuePlace | undefined): IssuePlace | undefined {
  if (place === undefined || place.row.subject.kind === 'group') return place;
  return groupAbove(place.above);
}
