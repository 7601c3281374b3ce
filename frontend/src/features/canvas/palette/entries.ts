import { operationOf, type BlockType, type Catalogue } from "@/graph/catalogue";
import { refusal } from "@/graph/connect";
import type { BlockDef, Definition } from "@/graph/definition";
import { suggestions } from "@/graph/suggest";
import { text } from "../text";

/** One row: a block type to place, one of its operations, or a block that already stands on the canvas. */
export interface Entry {
  key: string;
  name: string;
  type: BlockType;
  operation?: string;
  existing?: BlockDef;
}

export interface EntryGroup {
  title: string;
  entries: Entry[];
}

export interface EntryContext {
  doc: Definition;
  catalogue: Catalogue;
  /** The block the next one will follow. */
  afterId: string | null;
  /** Where an edge can be led from here; existing blocks that may be its end are then offered too. */
  from?: { source: string; sourcePort: string };
  /** Whether a search also finds the blocks that stand on the canvas, to go to them. */
  goes?: boolean;
  /** Triggers cannot follow anything. */
  withTriggers: boolean;
}

/** What is offered: suggestions, then the catalogue by category in its own order; a search also finds operations and words. */
export function entryGroups(query: string, context: EntryContext): EntryGroup[] {
  const types = context.catalogue.types.filter((type) => context.withTriggers || !type.isTrigger);
  const words = query.trim().toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length > 0) return [...searched(types, words), ...existing(words, context)];
  const suggested = suggestions(context.doc, context.catalogue, context.afterId).map((type) => entryOf(type, "suggested"));
  const byCategory = new Map<string, Entry[]>();
  for (const type of types) byCategory.set(type.category, [...(byCategory.get(type.category) ?? []), entryOf(type)]);
  const groups = [...byCategory].map(([title, entries]) => ({ title, entries }));
  const first = suggested.length > 0 ? [{ title: context.afterId ? text.suggested : text.startWith, entries: suggested }] : [];
  return [...first, ...groups, ...existing([], context)];
}

function entryOf(type: BlockType, under = "type"): Entry {
  return { key: `${under}:${type.type}`, name: type.name, type };
}

function searched(types: readonly BlockType[], words: string[]): EntryGroup[] {
  const groups = new Map<string, { rank: number; entry: Entry }[]>();
  for (const type of types) {
    const found: { rank: number; entry: Entry }[] = [];
    const rank = rankOf(words, type.name, `${type.description} ${type.category} ${type.type}`);
    if (rank !== null) found.push({ rank, entry: entryOf(type) });
    for (const operation of type.operations ?? []) {
      const near = rankOf(words, `${type.name} ${operation.name}`, operation.aliases.join(" "));
      if (near !== null) found.push({ rank: near + 1, entry: { key: `type:${type.type}:${operation.id}`, name: `${type.name}: ${operation.name}`, type, operation: operation.id } });
    }
    if (found.length > 0) groups.set(type.category, [...(groups.get(type.category) ?? []), ...found]);
  }
  return [...groups]
    .map(([title, found]) => ({ title, best: Math.min(...found.map((one) => one.rank)), entries: found.sort((a, b) => a.rank - b.rank).map((one) => one.entry) }))
    .sort((a, b) => a.best - b.best);
}

function existing(words: string[], { doc, catalogue, from, goes }: EntryContext): EntryGroup[] {
  if (!from && !(goes && words.length > 0)) return [];
  const entries = doc.blocks.flatMap((block): Entry[] => {
    const type = catalogue.byType.get(block.type);
    if (!type || rankOf(words, block.name, operationOf(type, block)?.name ?? type.name) === null) return [];
    if (from && refusal(doc, catalogue, { ...from, target: block.id }) !== null) return [];
    return [{ key: `block:${block.id}`, name: block.name, type, existing: block }];
  });
  return entries.length > 0 ? [{ title: text.blocksHere, entries }] : [];
}

/** 0 for a name that begins with the words, 2 for one that has them, 4 for its description; null for none. */
function rankOf(words: string[], name: string, more: string): number | null {
  const title = name.toLowerCase();
  if (words.every((word) => title.includes(word))) return title.startsWith(words[0] ?? "") ? 0 : 2;
  const all = `${title} ${more.toLowerCase()}`;
  return words.every((word) => all.includes(word)) ? 4 : null;
}
