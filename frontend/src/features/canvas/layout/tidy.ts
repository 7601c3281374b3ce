import ELK from "elkjs/lib/elk-api";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import type { Catalogue } from "@/graph/catalogue";
import type { Definition, Point } from "@/graph/definition";
import { layout, type Heights } from "@/graph/layout";

let elk: InstanceType<typeof ELK> | null = null;

/** The layout runs in a worker of its own: the page goes on answering while 500 blocks are placed. */
export function tidy(doc: Definition, catalogue: Catalogue, heights: Heights): Promise<Map<string, Point>> {
  elk ??= new ELK({ workerUrl });
  const engine = elk;
  return layout(doc, catalogue, (graph) => engine.layout(graph), heights);
}
