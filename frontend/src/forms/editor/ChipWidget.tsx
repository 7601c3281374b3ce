import { WidgetType } from "@codemirror/view";
import { createRoot, type Root } from "react-dom/client";
import type { ReferenceView } from "../references/describe";
import { ReferenceChip } from "./ReferenceChip";

const roots = new WeakMap<HTMLElement, Root>();

/** Puts a React chip in place of a `{{…}}` in the text. */
export class ChipWidget extends WidgetType {
  constructor(
    private readonly body: string,
    private readonly reference: ReferenceView,
    private readonly isSelected: boolean,
  ) {
    super();
  }

  override eq(other: ChipWidget): boolean {
    return (
      other.body === this.body &&
      other.isSelected === this.isSelected &&
      other.reference.label === this.reference.label &&
      other.reference.note === this.reference.note &&
      other.reference.problem === this.reference.problem &&
      other.reference.type === this.reference.type
    );
  }

  override toDOM(): HTMLElement {
    const host = document.createElement("span");
    const root = createRoot(host);
    roots.set(host, root);
    this.draw(host, root);
    return host;
  }

  override updateDOM(host: HTMLElement): boolean {
    const root = roots.get(host);
    if (!root) return false;
    this.draw(host, root);
    return true;
  }

  override destroy(host: HTMLElement): void {
    const root = roots.get(host);
    // React refuses to unmount while it renders, and an editor may be taken down in the middle of that.
    if (root) queueMicrotask(() => root.unmount());
  }

  override ignoreEvent(): boolean {
    return false;
  }

  private draw(host: HTMLElement, root: Root): void {
    host.dataset["chip"] = this.body;
    host.title = this.reference.problem ?? `{{${this.body}}}`;
    root.render(<ReferenceChip reference={this.reference} isSelected={this.isSelected} />);
  }
}
