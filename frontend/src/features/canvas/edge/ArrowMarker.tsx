/** One arrow for all edges; it takes the colour of the line it ends. */
export function ArrowMarker() {
  return (
    <svg width="0" height="0" style={{ position: "absolute" }} aria-hidden>
      <defs>
        <marker id="headrace-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
          <path d="M1 1l6 3-6 3z" fill="context-stroke" />
        </marker>
      </defs>
    </svg>
  );
}
