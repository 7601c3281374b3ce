/** Studios that were left for another page before the server had everything: each goes on saving until it has. */

const left = new Map<string, () => void>();

/** `end` is called once: when this is over, or as soon as the workflow is opened again. Gives what ends it. */
export function linger(workflowId: string, end: () => void): () => void {
  endLingering(workflowId);
  left.set(workflowId, end);
  return () => {
    if (left.get(workflowId) === end) endLingering(workflowId);
  };
}

export function endLingering(workflowId: string): void {
  const end = left.get(workflowId);
  left.delete(workflowId);
  end?.();
}
