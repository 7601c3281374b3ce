/** The studio of one workflow: canvas, palette, inspector and run panel. */
export default function StudioPage() {
  return null;
}
