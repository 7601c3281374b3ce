// Runs before React, which tells the hook of its developer tools of each commit, in production builds too: counts what was
// rendered within the nodes and edges of the canvas.
(() => {
  const PERFORMED_WORK = 1;
  const HOST = 5;
  const counts = { commits: 0, blocks: {}, edges: {} };
  window.headraceRenders = counts;
  window.headraceRendersReset = () => Object.assign(counts, { commits: 0, blocks: {}, edges: {} });

  const placeOf = (fiber) => {
    const props = fiber.memoizedProps ?? {};
    const name = typeof props.className === "string" ? props.className : "";
    if (name.includes("react-flow__node ")) return ["blocks", props["data-id"]];
    if (name.includes("react-flow__edge ") || name === "react-flow__edge") return ["edges", props["data-id"] ?? props["data-testid"]];
    return null;
  };
  /** Only what differs from the tree before was touched; of that, what carries the flag was rendered and not only passed. */
  const visit = (fiber, place) => {
    const before = fiber.alternate;
    if (before === null || before === fiber) return;
    if (fiber.tag === HOST) place = placeOf(fiber) ?? place;
    else if (place && (fiber.flags & PERFORMED_WORK) !== 0 && typeof fiber.type !== "string") counts[place[0]][place[1]] = (counts[place[0]][place[1]] ?? 0) + 1;
    if (fiber.child === before.child) return;
    for (let child = fiber.child; child; child = child.sibling) visit(child, place);
  };
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    isDisabled: false,
    supportsFiber: true,
    renderers: new Map(),
    inject: () => 1,
    checkDCE: () => undefined,
    onScheduleFiberRoot: () => undefined,
    onCommitFiberUnmount: () => undefined,
    onPostCommitFiberRoot: () => undefined,
    onCommitFiberRoot: (_, root) => {
      counts.commits += 1;
      visit(root.current, null);
    },
  };
})();
