/** What the palette offers first: what people usually place after a block of this kind. */
import { typeOf, type BlockType, type Catalogue } from "./catalogue";
import { findBlock, type Definition } from "./definition";

const AFTER_TRIGGER = ["condition", "http", "transform"];
const AFTER: Record<string, string[]> = {
  condition: ["http", "transform", "stop"],
  switch: ["transform", "http", "stop"],
  http: ["transform", "condition", "response"],
  transform: ["http", "response", "condition"],
  "set-variable": ["condition", "http"],
  wait: ["http", "condition"],
};

/** Block types to suggest after `afterId`, or as the first block of an empty drawing. */
export function suggestions(doc: Definition, catalogue: Catalogue, afterId: string | null): BlockType[] {
  const after = afterId ? findBlock(doc, afterId) : undefined;
  if (!after) return doc.blocks.length === 0 ? catalogue.types.filter((type) => type.isTrigger).slice(0, 3) : [];
  const type = typeOf(catalogue, after);
  const wanted = type?.isTrigger ? AFTER_TRIGGER : (AFTER[after.type] ?? AFTER["http"] ?? []);
  return wanted.flatMap((name) => catalogue.byType.get(name) ?? []).slice(0, 2);
}
